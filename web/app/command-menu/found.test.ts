import { expect, test } from 'vitest';
import { found } from './found.ts';

const named = (label: string, also?: string) => ({ label, also, run: () => {} });
const ALL = [named('Audit log'), named('Requests'), named('Settings', '/settings quota'), named('Add a token')];

test('without a text everything is found, in its order', () => {
  expect(found(' ', ALL)).toEqual(ALL);
});

test('what begins with the text comes before what has it within', () => {
  expect(found('a', ALL).map(({ label }) => label)).toEqual(['Audit log', 'Add a token', 'Settings']);
});

test('other words find it, too', () => {
  expect(found('QUOTA', ALL).map(({ label }) => label)).toEqual(['Settings']);
});
