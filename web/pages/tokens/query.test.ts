import { expect, test } from 'vitest';
import { filterOf, readQuery, USUAL_SORT, viewOf, writeQuery } from './query.ts';

test('what is written into an address is read from it again', () => {
  const query = {
    state: 'signed-out,cooling',
    plan: 'pro,ultra',
    upstream: 'flow',
    q: 'lab',
    sort: 'credits',
    down: '1',
  };
  const wanted = readQuery(query);
  expect(wanted.sort).toEqual({ by: 'credits', descending: true });
  expect(writeQuery(wanted)).toEqual(query);
});

test('what makes no sense in an address is left out, and the usual order is not written', () => {
  const wanted = readQuery({ state: 'tired', plan: 'gold', upstream: 'moon', sort: 'luck' });
  expect(filterOf(wanted)).toEqual({});
  expect(wanted.sort).toEqual(USUAL_SORT);
  expect(Object.values(writeQuery(wanted)).every((value) => value === undefined)).toBe(true);
});

test('a tab is on when its states are asked for in whatever order, and none for another combination', () => {
  expect(viewOf([])).toBe('all');
  expect(viewOf(['serving', 'limited'])).toBe('serving');
  expect(viewOf(['cooling', 'off'])).toBeUndefined();
});

test('a text of blanks excludes nobody', () => {
  expect(filterOf(readQuery({ q: '  ' }))).toEqual({});
});
