import { expect, test } from 'vitest';
import { filterOf, isNarrowed, readQuery, widened, writeQuery } from './query.ts';

test('what is read from an address is written to it again, commas in names included', () => {
  const query = {
    tab: 'failed',
    model: 'veo-3.1,a%2Cb',
    key: 'console',
    kind: 'video',
    from: '1000',
    q: 'fog',
    view: 'rows',
  };
  const wanted = readQuery(query);
  expect(wanted.models).toEqual(['veo-3.1', 'a,b']);
  expect(writeQuery(wanted)).toMatchObject(query);
  expect(filterOf(wanted)).toEqual({
    ...{ models: ['veo-3.1', 'a,b'], apiKeyIds: ['console'], kind: 'video', from: 1000, text: 'fog' },
    states: ['failed', 'cancelled', 'submit_unknown'],
  });
});

test('nonsense in an address is left out, and clearing keeps tab and view', () => {
  const wanted = readQuery({ tab: 'x', kind: 'song', from: 'soon', view: 'rows', q: 'fog' });
  expect(wanted).toMatchObject({ tab: 'all', kind: undefined, from: undefined, view: 'rows' });
  expect(isNarrowed(wanted)).toBe(true);
  expect(widened(wanted)).toMatchObject({ view: 'rows', text: '' });
  expect(filterOf(readQuery({ tab: 'expired' }))).toEqual({ states: ['completed'], expired: true });
});
