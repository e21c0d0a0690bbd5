import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { decodeBase64, decodeDataUrl, isDataUrl } from './inline-picture.ts';

const options = { limitBytes: 100, param: 'image' };

function codeOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof ServiceError && error.param === 'image') return error.code;
    throw error;
  }
  return 'accepted';
}

test('a data URL gives its bytes, whatever type it claims', () => {
  expect(decodeDataUrl('data:image/png;base64,QUJD', options).toString()).toBe('ABC');
  expect(decodeDataUrl('data:application/octet-stream;name=x;base64,QUI=', options).toString()).toBe('AB');
  expect(decodeDataUrl('DATA:;BASE64,QQ==', options).toString()).toBe('A');
  expect(decodeDataUrl('data:image/svg+xml,%3Csvg%2F%3E', options).toString()).toBe('<svg/>');
});

test('bare base64 may be wrapped into lines, lack its padding or use the URL alphabet', () => {
  expect(decodeBase64('QUJD\r\nREVG\n', options).toString()).toBe('ABCDEF');
  expect(decodeBase64('QUI', options).toString()).toBe('AB');
  expect(decodeBase64('-_8', options)).toEqual(Buffer.from([0xfb, 0xff]));
});

test('what is no base64 is refused', () => {
  expect(codeOf(() => decodeBase64('hello, world!', options))).toBe('image_invalid');
  expect(codeOf(() => decodeBase64('', options))).toBe('image_invalid');
  expect(codeOf(() => decodeDataUrl('data:image/png;base64,', options))).toBe('image_invalid');
  expect(codeOf(() => decodeDataUrl('data:image/png,%zz', options))).toBe('image_invalid');
});

test('the size limit counts decoded bytes', () => {
  const text = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64');
  expect(decodeBase64(text(100), options)).toHaveLength(100);
  expect(codeOf(() => decodeBase64(text(101), options))).toBe('image_invalid');
  expect(codeOf(() => decodeDataUrl(`data:image/png;base64,${text(101)}`, options))).toBe('image_invalid');
});

test('an address is not taken for a data URL', () => {
  expect(isDataUrl('https://x.example/data:image/png;base64,AA')).toBe(false);
  expect(isDataUrl('data:image/png;base64,AA')).toBe(true);
});
