import { expect, test } from 'vitest';
import { isIndirect } from './indirect.ts';

test.each([
  { host: 'localhost:8000' },
  { host: 'LOCALHOST' },
  { host: '127.0.0.1:8000' },
  { host: '127.1.2.3' },
  { host: '[::1]:8000' },
  { host: '127.0.0.1:8000', origin: 'http://localhost:5173' },
])('%j is a program or a page of this machine', (headers) => {
  expect(isIndirect(headers)).toBe(false);
});

test.each([
  {},
  { host: '' },
  { host: 'rebind.evil.example:8000' },
  { host: 'localhost.evil.example' },
  { host: '127.0.0.1.evil.example' },
  { host: '192.168.0.7:8000' },
  { host: '[2001:db8::1]' },
  { host: '127.0.0.1:8000', origin: 'https://evil.example' },
  { host: '127.0.0.1:8000', origin: 'null' },
  { host: '127.0.0.1:8000', 'x-forwarded-for': '127.0.0.1' },
  { host: 'localhost', via: '1.1 proxy' },
])('%j may be sent for somebody elsewhere', (headers) => {
  expect(isIndirect(headers)).toBe(true);
});
