import { expect, test } from 'vitest';
import { sortFiles } from './file-limits.ts';

const file = (name: string, type: string, size = 10) => new File([new Uint8Array(size)], name, { type });

test('a dropped file of another kind is refused by its name', () => {
  const { taken, refusals } = sortFiles([file('a.png', 'image/png'), file('b.pdf', 'application/pdf')], {
    accept: 'image/*',
  });
  expect(taken.map((each) => each.name)).toEqual(['a.png']);
  expect(refusals).toEqual(['b.pdf is of a kind that is not taken here.']);
});

test('a file that is too large is refused with the limit', () => {
  const { taken, refusals } = sortFiles([file('a.json', '', 2_000_001)], {
    accept: '.json,text/csv',
    maxBytes: 2_000_000,
  });
  expect(taken).toEqual([]);
  expect(refusals).toEqual(['a.json is larger than 2 MB.']);
});

test('of too many files the first are taken', () => {
  const { taken, refusals } = sortFiles([file('a', 'image/png'), file('b', 'image/png')], { maxFiles: 1 });
  expect(taken.map((each) => each.name)).toEqual(['a']);
  expect(refusals).toEqual(['No more than 1 file.']);
});
