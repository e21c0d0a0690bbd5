import { afterEach, expect, test } from 'vitest';
import * as format from './format.ts';

const AT = Date.UTC(2026, 10, 28, 19, 3, 41);
const MIN = 60_000;
const HOUR = 60 * MIN;

afterEach(() => format.setRegional({ language: 'en', timeZone: undefined }));

test('a duration is written in the unit that it is felt in', () => {
  const texts = [0, 40, 9_400, 14_000, 91_000, 7_509_000].map(format.duration);
  expect(texts).toEqual(['0 s', '40 ms', '9.4 s', '14 s', '1:31', '2:05:09']);
});

test('a long time has its two largest units', () => {
  expect([14_000, 72 * MIN, 21 * HOUR, 148 * HOUR].map(format.span)).toEqual(['14 s', '1 h 12 min', '21 h', '6 d 4 h']);
});

test('a countdown goes on to zero and no further', () => {
  expect(format.countdown(AT + 702_000, AT)).toBe('11:42');
  expect(format.countdown(AT + 3_728_000, AT)).toBe('1:02:08');
  expect(format.countdown(AT + 1, AT)).toBe('0:01');
  expect(format.countdown(AT - 5_000, AT)).toBe('0:00');
});

test('times are those of the zone that the operator has chosen', () => {
  format.setRegional({ timeZone: 'Asia/Shanghai' });
  expect(format.time(AT)).toBe('03:03:41');
  expect(format.date(AT)).toBe('29 Nov 2026');
  expect(format.toInputTime(AT)).toBe('2026-11-29T03:03');
  expect(format.fromInputTime('2026-11-29T03:03')).toBe(AT - 41_000);
});

test('a time that was typed is the same after clocks were put back', () => {
  format.setRegional({ timeZone: 'Europe/London' });
  for (const text of ['2026-10-25T00:30', '2026-10-25T03:30', '2026-07-01T12:00', '2026-12-01T12:00']) {
    expect(format.toInputTime(format.fromInputTime(text) ?? 0)).toBe(text);
  }
  expect(format.fromInputTime('')).toBeUndefined();
});

test('numbers, sizes and shares are short', () => {
  expect(format.credits(41_260.9)).toBe('41,260');
  expect(format.percent(0.986)).toBe('98.6%');
  expect([0, 999, 412_000, 6_100_000].map(format.bytes)).toEqual(['0 bytes', '999 bytes', '412 kB', '6.1 MB']);
});

test('how long ago something was is said in words, in either language', () => {
  expect(format.relative(AT - 6 * MIN, AT)).toBe('6 min ago');
  expect(format.relative(AT + 38 * MIN, AT)).toBe('in 38 min');
  expect(format.relative(AT + 23 * 60 * MIN, AT)).toBe('in 23 h');
  expect(format.relative(AT - 34_000, AT)).toBe('34 s ago');
  expect(format.relative(AT - 1_000, AT)).toBe('now');
  format.setRegional({ language: 'zh' });
  expect(format.relative(AT - 6 * MIN, AT)).toBe('6分钟前');
  expect(format.duration(9_400)).toBe('9.4 秒');
});

test('a noun follows its number', () => {
  const forms = { one: 'token', other: 'tokens' };
  expect([0, 1, 2].map((count) => format.plural(count, forms))).toEqual(['tokens', 'token', 'tokens']);
});
