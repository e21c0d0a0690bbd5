import { expect, test } from 'vitest';
import { mendAddress, wellFormed } from './well-formed.ts';

test.each([
  ['/tokens/caf%C3%A9%20%e4%bd%a0', '/tokens/caf%C3%A9%20%e4%bd%a0'],
  ['/%E0%A4%A', '/%25E0%25A4%25A'],
  ['/100%', '/100%25'],
  ['/a%zz/%41', '/a%25zz/%41'],
])('of %s it makes %s', (address, mended) => {
  expect(wellFormed(address)).toBe(mended);
  expect(() => decodeURI(mended)).not.toThrow();
});

test('the address of the document is put right, and its query stays as it is', () => {
  history.replaceState(null, '', '/%E0%A4%A?q=%E0#%E0');
  mendAddress();
  expect(location.pathname + location.search + location.hash).toBe('/%25E0%25A4%25A?q=%E0#%25E0');
});
