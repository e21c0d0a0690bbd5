import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64, NotBase64Error } from './base64.ts';
import { heldBufferBytes } from './testing/held-bytes.ts';

const bytes = Buffer.from(Array.from({ length: 700_001 }, (_, index) => (index * 7) % 256));

describe('decoding', () => {
  test('gives the bytes in pieces, wherever line breaks fall', () => {
    for (const every of [3, 76, 1_001]) {
      const broken = bytes.toString('base64').replace(new RegExp(`.{${every}}`, 'g'), '$&\n');
      const pieces = [...decodeBase64(broken)];
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
      expect(pieces.length).toBeGreaterThan(2);
    }
  });

  test('ends with text of any length', () => {
    for (let length = 0; length < 9; length += 1) {
      const few = bytes.subarray(0, length);
      expect(Buffer.concat([...decodeBase64(few.toString('base64'))])).toEqual(few);
      expect(Buffer.concat([...decodeBase64(few.toString('base64url'))])).toEqual(few);
    }
  });

  test.each(['<html>', 'AAAA====', 'AA=A', 'AAAA\0AAA', 'äöü', '====', 'A'])('refuses %j', (wrong) => {
    expect(() => [...decodeBase64(wrong)]).toThrow(NotBase64Error);
  });

  test('never holds more than a piece of what it decoded', () => {
    const text = 'AAAA'.repeat(8_000_000);
    const before = heldBufferBytes();
    let decoded = 0;
    let most = 0;
    let pieces = 0;
    for (const piece of decodeBase64(text)) {
      decoded += piece.length;
      pieces += 1;
      if (pieces % 20 === 0) most = Math.max(most, heldBufferBytes() - before);
    }
    expect(decoded).toBe(24_000_000);
    expect(most).toBeLessThan(2_000_000);
  });

  test('refuses padding in the middle', () => {
    const twice = `${bytes.subarray(0, 262_144).toString('base64')}${bytes.toString('base64')}`;
    expect(() => [...decodeBase64(twice)]).toThrow(NotBase64Error);
  });
});

test('encoding gives text that can be joined, however the bytes are cut', async () => {
  for (const size of [1, 2, 3, 1_000, 65_536]) {
    const few = bytes.subarray(0, size * 300 + 1);
    const pieces = Array.from({ length: 301 }, (_, index) => few.subarray(index * size, (index + 1) * size));
    expect(await text(Readable.from(pieces).pipe(encodeBase64()))).toBe(few.toString('base64'));
  }
});
