import { expect, test } from 'vitest';
import { checkedUsername, checkPassword } from './password-rules.ts';

test.each([
  ['eleven chars', 'short pass1', '11 characters'],
  ['more than anybody types', 'long '.repeat(41), '200 at most'],
  ['the name', 'margaret.thatcher', 'the name'],
  ['the name with a year', 'Margaret.Thatcher99', 'the name'],
  ['few characters', 'abababababab', 'few characters'],
  ['a run of digits', '012345678901', 'well known'],
  ['the keyboard', 'qwertyuiopasdf', 'well known'],
  ['a word of every list', 'Password1234', 'well known'],
  ['two of them', 'adminadmin123!', 'well known'],
  ['the name of this', 'flow2api-2026!', 'well known'],
])('%s is no password', (_, password, problem) => {
  expect(() => checkPassword(password, 'margaret.thatcher')).toThrow(problem);
});

test.each(['four brown horses ran', 'vT9#kq2LmZx0', '马在草原上奔跑的那个下午很长', 'passwords are what one needs'])(
  '%s is one',
  (password) => {
    expect(() => checkPassword(password, 'ann')).not.toThrow();
  },
);

test('a name is taken without the blanks around it, and none that cannot be seen', () => {
  expect(checkedUsername('  ann ')).toBe('ann');
  for (const name of ['', '   ', 'a\u0000b', 'x'.repeat(101)]) expect(() => checkedUsername(name)).toThrow('visible');
});
