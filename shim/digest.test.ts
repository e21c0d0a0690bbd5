import { expect, test } from 'vitest';
import { digestOf } from './digest.ts';

const body = { prompt: 'a fox', n: 2, images: ['x', { url: 'y' }], user: null };

test('the order of keys and what is null make no difference', () => {
  expect(digestOf({ n: 2, images: ['x', { url: 'y' }], prompt: 'a fox' })).toBe(digestOf(body));
});

test.each<[string, object]>([
  ['another value', { ...body, n: 3 }],
  ['a number for a string', { ...body, n: '2' }],
  ['another order of a list', { ...body, images: [{ url: 'y' }, 'x'] }],
  ['a text cut elsewhere', { ...body, images: ['x', { ur: 'ly' }] }],
  ['one key more', { ...body, size: '' }],
  ['a list of lists', { ...body, images: [['x'], { url: 'y' }] }],
])('%s makes another digest', (_, other) => {
  expect(digestOf(other)).not.toBe(digestOf(body));
});
