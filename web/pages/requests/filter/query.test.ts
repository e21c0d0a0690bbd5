import { expect, test } from 'vitest';
import { filterOf, nothingWanted, readQuery, writeQuery } from './query.ts';

test('what is written into an address is read from it again, commas in names included', () => {
  const query = {
    ...{ status: '4,5', reason: 'rate_limited', model: 'veo%2C3,gemini', key: 'a', token: '7,8' },
    ...{ kind: 'video', over: '1500', q: 'req_1', range: '7d' },
  };
  const wanted = readQuery(query);
  expect(wanted).toMatchObject({ statuses: [4, 5], models: ['veo,3', 'gemini'], tokens: [7, 8], over: 1_500 });
  expect(writeQuery(wanted)).toMatchObject(query);
});

test('what makes no sense in an address is left out', () => {
  const wanted = readQuery({ status: '9,x', kind: 'sound', over: 'long', range: '3y', from: '-1' });
  expect(wanted).toEqual(readQuery({}));
  expect(Object.values(writeQuery(wanted)).every((value) => value === undefined)).toBe(true);
});

test('a name that was cut short in the address stands for itself', () => {
  expect(readQuery({ model: 'caf%C3%A9,%E0%A4' }).models).toEqual(['café', '%E0%A4']);
});

test('a chosen time goes before a range, and taking the filters off leaves the range', () => {
  const chosen = readQuery({ range: '1h', from: '1000', to: '2000', status: '5' });
  expect(filterOf(chosen, 9e9)).toMatchObject({ from: 1_000, to: 2_000, statusClasses: [5] });
  expect(writeQuery(nothingWanted(chosen))).toMatchObject({ range: '1h', from: undefined, status: undefined });
  expect(filterOf(readQuery({ range: '1h' }), 7_200_000)).toMatchObject({ from: 3_600_000, to: undefined });
});
