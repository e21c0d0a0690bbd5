import { expect, test } from 'vitest';
import { readAccountInput } from '../../../server/tokens/desk/account-input.ts';
import { textProblem } from './account-text.ts';

const TEXTS = ['', 'a'.repeat(500), 'a'.repeat(501), ` ${'a'.repeat(500)} `, '🦆'.repeat(250), '🦆'.repeat(251)];

function isTaken(field: 'name' | 'remark', text: string): boolean {
  try {
    readAccountInput({ [field]: text });
    return true;
  } catch {
    return false;
  }
}

test.each(['name', 'remark'] as const)('of each %s the console and the server think alike', (field) => {
  expect(TEXTS.map((text) => textProblem(text) === undefined)).toEqual(TEXTS.map((text) => isTaken(field, text)));
});

test('what is too long is told with how much is taken', () => {
  expect(textProblem('a'.repeat(20_000))).toBe('No more than 500 characters.');
});
