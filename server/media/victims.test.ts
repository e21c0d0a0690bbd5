import { expect, test } from 'vitest';
import { chooseVictims } from './victims.ts';

const page = ['a', 'b', 'c', 'd'].map((name, index) => ({ name, bytes: 10, createdAt: index }));

test('takes the oldest until the excess is covered', () => {
  expect(chooseVictims(page, new Set(), 1)).toEqual(['a']);
  expect(chooseVictims(page, new Set(), 11)).toEqual(['a', 'b']);
  expect(chooseVictims(page, new Set(), Number.POSITIVE_INFINITY)).toEqual(['a', 'b', 'c', 'd']);
  expect(chooseVictims(page, new Set(), 0)).toEqual([]);
});

test('passes over what is needed without counting it', () => {
  expect(chooseVictims(page, new Set(['a', 'c']), 20)).toEqual(['b', 'd']);
});
