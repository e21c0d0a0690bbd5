import { expect, test } from 'vitest';
import { endToEnd } from './end-to-end.ts';

test('what is said of one connection stays there, whatever its Connection names', () => {
  const headers = {
    ...{ connection: 'Close , X-Mine', 'x-mine': '1', 'keep-alive': 'timeout=5', te: 'trailers', upgrade: 'h2c' },
    ...{ cookie: 'a=b', 'content-type': 'text/plain' },
  };
  expect(endToEnd(headers)).toEqual({ cookie: 'a=b', 'content-type': 'text/plain' });
});

test('the length of a body is not taken away, or the body would be read as the next request', () => {
  expect(endToEnd({ connection: 'content-length', 'content-length': '7' })).toEqual({ 'content-length': '7' });
});
