import { expect, test } from 'vitest';
import type { Key } from '../keys.ts';
import { draftOf, mistakesIn, wishesOf } from './key-draft.ts';

const NOON = Date.UTC(2026, 10, 28, 12);

test('an empty form wants a name and nothing else', () => {
  expect(mistakesIn(draftOf(null), null, NOON)).toEqual({ name: 'nameMissing' });
  expect(wishesOf({ ...draftOf(null), name: ' app ' }, NOON)).toEqual({
    ...{ name: 'app', models: null, expiresAt: null },
    ...{ requestsPerMinute: null, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null },
  });
});

test('counts are whole and from 1 on, and an end is to come', () => {
  const draft = { ...draftOf(null), name: 'a'.repeat(101), jobsAtOnce: 0, creditsPerDay: 1.5, expiry: 'date' as const };
  expect(mistakesIn({ ...draft, date: NOON - 1 }, null, NOON)).toEqual({
    ...{ name: 'nameLong', jobsAtOnce: 'badCount', creditsPerDay: 'badCount', expiresAt: 'badDate' },
  });
  expect(wishesOf({ ...draft, expiry: '30d' }, NOON).expiresAt).toBe(NOON + 30 * 86_400_000);
});

test('a key that has expired can be renamed without another end', () => {
  const key = { name: 'old', models: null, expiresAt: NOON - 1 } as Key;
  expect(mistakesIn({ ...draftOf(key), name: 'new' }, key, NOON)).toEqual({});
});
