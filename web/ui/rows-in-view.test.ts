import { expect, test } from 'vitest';
import { rowsInView } from './rows-in-view.ts';

test('a short list is in the page as a whole', () => {
  expect(rowsInView({ count: 40, above: 0, height: 44, room: 900 })).toEqual({ first: 0, last: 40 });
});

test('of a long list there are the rows in the window and some on either side', () => {
  expect(rowsInView({ count: 5_000, above: 44_000, height: 44, room: 880 })).toEqual({ first: 988, last: 1_032 });
});

test('there are no rows before the first and none after the last', () => {
  expect(rowsInView({ count: 200, above: -300, height: 44, room: 880 })).toEqual({ first: 0, last: 26 });
  expect(rowsInView({ count: 200, above: 99_999, height: 44, room: 880 })).toEqual({ first: 200, last: 200 });
});
