import { expect, test } from 'vitest';
import { utf8FaultOffset } from './utf8-fault.ts';

test.each<[string, number[], number]>([
  ['a byte that begins nothing', [0x61, 0xff, 0x62], 1],
  ['a letter of Latin-1', [...Buffer.from('{"a":"'), 0xe9, 0x22, 0x7d], 6],
  ['a character cut short by another', [0xc3, 0x61], 0],
  ['a character cut short by the end', [0x61, 0xe7, 0x8c], 1],
  ['a continuation of nothing', [0xe7, 0x8c, 0xab, 0x80], 3],
  ['an overlong form', [0x61, 0xc0, 0xaf], 1],
  ['half of a pair', [0x61, 0xed, 0xa0, 0x80], 1],
])('%s is found', (_name, bytes, offset) => {
  expect(utf8FaultOffset(Buffer.from(bytes))).toBe(offset);
});

test.each(['a', '\u00e9', '\u732b', '\u{1f431}'])(
  'a fault is found far behind many of %j, wherever blocks end',
  (character) => {
    for (const shift of ['', 'a', 'aa', 'aaa']) {
      const good = Buffer.from(shift + character.repeat(50_000));
      expect(utf8FaultOffset(good)).toBe(good.length);
      expect(utf8FaultOffset(Buffer.concat([good, Buffer.from([0xff]), good]))).toBe(good.length);
    }
  },
);

test('bytes that only go on are a fault at the first', () => {
  expect(utf8FaultOffset(Buffer.alloc(200_000, 0x80))).toBe(0);
});
