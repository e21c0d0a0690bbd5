import { expect, test } from 'vitest';
import { attentionRows } from './attention-rows.ts';
import type { Pool, Trouble } from './use-overview.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const token = (id: number, name: string, over: Partial<Trouble['first'][number]> = {}) => ({
  ...{ id, name, credits: 1_140, reason: null, since: null, until: null },
  ...over,
});
const trouble = (state: Trouble['state'], first: Trouble['first'], over: Partial<Trouble> = {}): Trouble => ({
  ...{ state, first, tokens: first.length, credits: 1_140 * first.length, firstBackAt: null },
  ...over,
});
const pool = (over: Partial<Pool>): Pool => ({ total: 3, ready: true, reasons: [], kinds: [], ...over }) as Pool;
/** Without the marks of what stands out. */
const told = (...given: Parameters<typeof attentionRows>) =>
  attentionRows(...given).map(({ sentence, action }) => [
    sentence.replaceAll('\u0002', '').replaceAll('\u0003', ''),
    action.href,
  ]);

test('a token that is signed out is named with since when and what it costs, and leads to where it signs in again', () => {
  const rows = told(undefined, [trouble('signed-out', [token(7, 'north-02', { since: NOW - 6 * MINUTE })])], NOW);
  expect(rows).toEqual([['north-02 signed out 6 min ago. Its 1,140 credits are out of rotation.', '/tokens/7']]);
});

test('tokens that come back by themselves share a row, with when the first does', () => {
  const reason = 'images: resting, throttled by Google';
  const first = [token(1, 'a', { reason }), token(2, 'b', { reason })];
  const [row] = told(undefined, [trouble('cooling', first, { firstBackAt: NOW })], NOW);
  expect(row?.[0]).toContain(
    'a and b are cooling (images: resting, throttled by Google). Their 2,280 credits are out of rotation. The first rejoins',
  );
  expect(row?.[1]).toBe('/tokens?state=cooling');
});

test('many that are signed out are one row with their number, and all that they cost', () => {
  const first = [token(1, 'a'), token(2, 'b'), token(3, 'c')];
  const rows = told(undefined, [trouble('signed-out', first, { tokens: 12, credits: 8_400 })], NOW);
  expect(rows).toEqual([
    ['12 tokens are signed out. Their 8,400 credits are out of rotation.', '/tokens?state=signed-out'],
  ]);
});

test('what stops everything comes first, then an outage; an empty pool is no trouble of its own', () => {
  const upstreams = [{ upstream: 'flow', state: 'open', retryAfterMs: 1 }] as const;
  const kinds: Pool['kinds'] = [{ kind: 'video', taken: 0, slots: 4, serving: 2, upstreams }];
  const stopped = pool({ ready: false, reasons: ['2 accounts: signed out', '1 account: switched off'], kinds });
  const rows = told(stopped, [trouble('disabled', [token(1, 'a', { reason: 'Google blocked it.' })])], NOW);
  expect(rows.map(([sentence]) => sentence)).toEqual([
    'Nothing can be served. 2 accounts: signed out; 1 account: switched off',
    'Google fails for every account: videos wait.',
    'a is disabled: Google blocked it. Its 1,140 credits are out of rotation.',
  ]);
  expect(told(pool({ total: 0, ready: false, reasons: ['The pool is empty.'] }), [], NOW)).toEqual([]);
});
