import { expect, test } from 'vitest';
import { network } from '../../../schema/settings/values.ts';
import { inputOf, meantBy, problemOf } from './check.ts';

const none = { secret: false, bounds: null, options: null, range: '' };
const bounds = { min: 1, max: 60, whole: true, special: { value: -1, meaning: 'no limit' } };
const number = { ...none, kind: 'number', bounds } as const;
const text = { ...none, kind: 'text', range: '1 to 5 characters' } as const;
const proxy = {
  ...none,
  kind: 'url',
  range: 'an http://, https://, socks5:// or socks5h:// address, direct, or empty',
} as const;
const list = { ...none, kind: 'list' } as const;
const tables = { ...none, kind: 'tables' } as const;

test.each([
  [number, 1],
  [number, 60],
  [number, -1],
  [text, 'abcde'],
  [proxy, ''],
  [proxy, 'direct'],
  [proxy, 'socks5://user:****@host:1080'],
  [list, 'a.example\n*.b.example\n'],
  [tables, ''],
  [tables, '[{"name": "ci", "key": "****abcd", "jobs_at_once": 2}]'],
  [{ ...none, kind: 'choice', options: ['a', 'b'] } as const, 'b'],
])('%j takes %j', (setting, input) => {
  expect(problemOf(setting, input)).toBeUndefined();
});

test.each([
  [number, 0, 'Give a number from 1 to 60.'],
  [number, 1.5, 'Give a whole number.'],
  [number, null, 'Give a number.'],
  [text, '', 'This cannot be empty.'],
  [text, 'abcdef', 'At most 5 characters are taken.'],
  [{ ...text, range: 'up to 200 printable ASCII characters' }, 'two words', 'Only letters, digits and signs of ASCII'],
  [proxy, 'ftp://host', 'It begins with http://, https://, socks5:// or socks5h://.'],
  [proxy, 'http://', 'This is not a complete address.'],
  [list, 'one two', 'One on each line'],
  [tables, '[{"name": "ci"}]', 'This is no JSON list'],
])('%j does not take %j', (setting, input, problem) => {
  expect(problemOf(setting, input)).toContain(problem);
});

test.each([
  ...['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1', 'loopback', 'uniquelocal', '::ffff:192.0.2.7'],
  ...['300.1.1.1/99', '300.1.1.1', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', 'everybody', '0.0.0.0/0'],
])('of the network %s the field says what the server will', (line) => {
  const networks = { ...list, range: 'IP addresses, CIDR blocks, loopback, linklocal, uniquelocal' };
  const problem = problemOf(networks, `192.0.2.1\n${line}\n`);
  expect(problem === undefined).toBe(network.safeParse(line).success);
  if (problem !== undefined) expect(problem).toContain(`“${line}”`);
});

test('a value comes back from its field as it went in', () => {
  for (const [setting, value] of [
    [list, ['a', 'b']],
    [tables, [{ name: 'ci', key: '****abcd' }]],
    [tables, []],
    [number, -1],
  ] as const) {
    expect(meantBy(setting, inputOf(setting, value))).toEqual(value);
  }
});

test('a secret text is never in its field', () => {
  expect(inputOf({ kind: 'text', secret: true }, '****abcd')).toBe('');
});
