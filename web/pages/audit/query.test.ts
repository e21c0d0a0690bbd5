import { expect, test } from 'vitest';
import { filterOf, isMeant, readQuery, writeQuery } from './query.ts';

test('what is written into an address is read from it again', () => {
  const query = { actor: 'a1', action: 'token.*', outcome: 'refused', q: '7', from: '1000', to: '2000' };
  expect(writeQuery(readQuery(query))).toEqual(query);
  expect(filterOf(readQuery(query))).toMatchObject({ actorId: 'a1', action: 'token.*', text: '7', from: 1_000 });
});

test('what makes no sense in an address is left out', () => {
  expect(readQuery({ action: '%; drop', outcome: 'maybe', from: 'x' })).toEqual(readQuery({}));
});

test('news is counted for the filter that it passes', () => {
  const news = { action: 'token.update', outcome: 'done', subject: '7', actorName: 'Ann' } as const;
  const meant = (query: Record<string, string>) => isMeant(readQuery(query), news);
  expect([
    meant({}),
    meant({ action: 'token.*' }),
    meant({ action: 'token.update', q: '7' }),
    meant({ q: 'an' }),
  ]).toEqual([true, true, true, true]);
  expect([meant({ action: 'admin.*' }), meant({ outcome: 'refused' }), meant({ q: '8' })]).toEqual([
    false,
    false,
    false,
  ]);
});
