import { expect, test } from 'vitest';
import { type AddressedRequest, publicUrlOf } from './public-url.ts';

const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'media.example.org' };

function request(headers: Record<string, string>, socket: AddressedRequest['socket'] = {}): AddressedRequest {
  return {
    headers,
    socket: { remoteAddress: '203.0.113.7', localAddress: '198.51.100.1', localPort: 8000, ...socket },
  };
}

function settings(publicUrl = '', trustedProxies: string[] = []) {
  return { publicUrl, trustedProxies };
}

test('the configured address wins over everything, without its trailing slash', () => {
  const asked = request({ host: 'other.example', ...FORWARDED });
  expect(publicUrlOf(asked, settings('https://gw.example.org/flow/'))).toBe('https://gw.example.org/flow');
});

test('without a setting it is the host that the caller named', () => {
  expect(publicUrlOf(request({ host: 'gw.local:8000' }), settings())).toBe('http://gw.local:8000');
  expect(publicUrlOf(request({ host: '[::1]:8000' }), settings())).toBe('http://[::1]:8000');
});

test('a TLS socket makes it https', () => {
  expect(publicUrlOf(request({ host: 'gw.local' }, { encrypted: true }), settings())).toBe('https://gw.local');
});

test('forwarded headers count only from a trusted proxy', () => {
  const asked = request({ host: 'gw.local', ...FORWARDED });
  expect(publicUrlOf(asked, settings())).toBe('http://gw.local');
  expect(publicUrlOf(asked, settings('', ['loopback', '10.0.0.0/8']))).toBe('http://gw.local');
  expect(publicUrlOf(asked, settings('', ['203.0.113.0/24']))).toBe('https://media.example.org');
});

test('a trusted proxy on a dual-stack socket is known by its IPv4 address', () => {
  const asked = request({ host: 'gw.local', ...FORWARDED }, { remoteAddress: '::ffff:127.0.0.1' });
  expect(publicUrlOf(asked, settings('', ['loopback']))).toBe('https://media.example.org');
});

test('of several forwarded hosts the first is the one the caller named', () => {
  const asked = request({ host: 'gw', 'x-forwarded-host': 'a.example, b.example', 'x-forwarded-proto': 'https,http' });
  expect(publicUrlOf(asked, settings('', ['203.0.113.7']))).toBe('https://a.example');
});

test('a host that is no host name falls back instead of being put into links', () => {
  const asked = request({
    host: 'gw.local',
    'x-forwarded-host': 'evil.example/path?x',
    'x-forwarded-proto': 'javascript',
  });
  expect(publicUrlOf(asked, settings('', ['203.0.113.7']))).toBe('http://gw.local');
  const impossible = request({ host: 'gw.local', 'x-forwarded-host': 'a.example:99999' });
  expect(publicUrlOf(impossible, settings('', ['203.0.113.7']))).toBe('http://gw.local');
  expect(publicUrlOf(request({ host: 'a b' }), settings())).toBe('http://198.51.100.1:8000');
  expect(publicUrlOf(request({}), settings())).toBe('http://198.51.100.1:8000');
});

test('an address that is only good for listening is replaced by the one that was reached', () => {
  const socket = { localAddress: '::ffff:127.0.0.1', localPort: 8000 };
  expect(publicUrlOf(request({ host: '0.0.0.0:8000' }, socket), settings())).toBe('http://127.0.0.1:8000');
  expect(publicUrlOf(request({ host: '[::]:8000' }, { localAddress: '::1' }), settings())).toBe('http://[::1]:8000');
});
