import { expect, test } from 'vitest';
import { en } from './words.en.ts';
import { zh } from './words.zh.ts';

test('credits are said to be of the tokens that are in use, since those of the others are not counted', () => {
  expect(en.across(2, 0)).toBe('credits across 2 accounts.');
  expect(en.across(0, 1)).toBe('credits across 0 accounts in use; 1 is off.');
  expect(zh.across(0, 1)).toContain('1 个未启用');
});
