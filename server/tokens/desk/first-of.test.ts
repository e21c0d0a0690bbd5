import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFirstOf } from './first-of.ts';

const inOrder = ([one]: readonly [number, number], [other]: readonly [number, number]): number => one - other;

test('the first so many are those of the whole in its order, and what is alike stays as it came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 1, max: 12 }), (numbers, most) => {
      const items = numbers.map((number, index) => [number, index] as const);
      const first = createFirstOf(most, inOrder);
      for (const item of items) first.take(item);
      expect(first.taken()).toEqual(items.toSorted(inOrder).slice(0, most));
    }),
  );
});

test('none are taken where none are wanted', () => {
  const first = createFirstOf(0, inOrder);
  first.take([1, 1]);
  first.take([0, 0]);
  expect(first.taken()).toEqual([]);
});
