import { expect, test } from 'vitest';
import { asTheySettle } from './as-they-settle.ts';

test('results come in the order in which they are there, failures among them', async () => {
  const [first, second, third] = [0, 1, 2].map(() => Promise.withResolvers<string>());
  const results = asTheySettle([first, second, third].map((each) => each?.promise as Promise<string>));
  const next = async () => (await results.next()).value;
  third?.resolve('third');
  expect(await next()).toEqual({ index: 2, result: { status: 'fulfilled', value: 'third' } });
  first?.reject('first');
  expect(await next()).toEqual({ index: 0, result: { status: 'rejected', reason: 'first' } });
  second?.resolve('second');
  expect(await next()).toEqual({ index: 1, result: { status: 'fulfilled', value: 'second' } });
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

test('a failure that nobody has come to yet does not end the process', async () => {
  const results = asTheySettle([Promise.reject(new Error('early')), Promise.resolve('here')]);
  const all = await Array.fromAsync(results);
  expect(all.map(({ result }) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});
