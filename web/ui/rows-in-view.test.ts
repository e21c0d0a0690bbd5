import { expect, test } from 'vitest';
import { rowsInView } from './rows-in-view.ts';

const LONG = { count: 5_000, height: 44, room: 880, isNew: false };

test('a short list is in the page as a whole', () => {
  expect(rowsInView({ ...LONG, count: 40, above: 0 })).toEqual({ first: 0, last: 40 });
});

test('of a long list there are the rows in the window and some on either side', () => {
  expect(rowsInView({ ...LONG, above: 44_000 })).toEqual({ first: 988, last: 1_032 });
});

test('rows come and go by fours', () => {
  const at = (row: number) => rowsInView({ ...LONG, above: row * 44 });
  expect(at(1_001)).toEqual({ first: 988, last: 1_036 });
  expect([1_002, 1_003, 1_004].map(at)).toEqual([at(1_001), at(1_001), { first: 992, last: 1_036 }]);
});

test('of a list that is not painted yet there is only what can be seen, however short it is', () => {
  expect(rowsInView({ ...LONG, above: 44_000, isNew: true })).toEqual({ first: 1_000, last: 1_020 });
  expect(rowsInView({ ...LONG, count: 30, above: -300, isNew: true })).toEqual({ first: 0, last: 14 });
});

test('there are no rows before the first and none after the last', () => {
  expect(rowsInView({ ...LONG, count: 200, above: -300 })).toEqual({ first: 0, last: 28 });
  expect(rowsInView({ ...LONG, count: 200, above: 99_999 })).toEqual({ first: 200, last: 200 });
});
