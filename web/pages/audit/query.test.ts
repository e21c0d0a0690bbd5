import { expect, test } from 'vitest';
import { filterOf, readQuery, writeQuery } from './query.ts';

test('what is written into an address is read from it again', () => {
  const query = { actor: 'a1', action: 'token.*', outcome: 'refused', q: '7', from: '1000', to: '2000' };
  expect(writeQuery(readQuery(query))).toEqual(query);
  expect(filterOf(readQuery(query))).toMatchObject({ actorId: 'a1', action: 'token.*', text: '7', from: 1_000 });
});

test('what makes no sense in an address is left out', () => {
  expect(readQuery({ action: '%; drop', outcome: 'maybe', from: 'x' })).toEqual(readQuery({}));
});
