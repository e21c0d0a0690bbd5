import { expect, test } from 'vitest';
import { mayWait, whyNot } from './share.ts';

/** Lets `keys` keys fill a queue greedily, in turn; says how many jobs each has got in. */
function filled(depth: number, keys: number): number[] {
  const owns = Array.from({ length: keys }, () => 0);
  for (let moved = true; moved; ) {
    moved = false;
    for (const [index, own] of owns.entries()) {
      const waiting = owns.reduce((sum, one) => sum + one, 0);
      if (!mayWait({ depth, waiting, own })) continue;
      owns[index] = own + 1;
      moved = true;
    }
  }
  return owns;
}

test.each([
  [500, 1, [450]],
  [500, 2, [237, 237]],
  [500, 3, [161, 161, 161]],
  [10, 1, [9]],
  [5, 1, [5]],
  [0, 1, [0]],
])('of %i places, %i greedy keys get %j', (depth, keys, owns) => {
  expect(filled(depth, keys)).toEqual(owns);
});

test('a place that comes free in a queue that one key had filled goes to another, not to the one that holds most', () => {
  const [depth, most] = [500, 450];
  expect(mayWait({ depth, waiting: 490, own: most - 10 })).toBe(false);
  expect(mayWait({ depth, waiting: 499, own: 3 })).toBe(true);
});

test.each([1, 2, 10, 50])('beside %i greedy keys there is room for one that has nothing waiting', (keys) => {
  const waiting = filled(500, keys).reduce((sum, one) => sum + one, 0);
  expect(mayWait({ depth: 500, waiting, own: 0 })).toBe(true);
});

test('where nobody may wait, nobody is said to be waiting', () => {
  expect(mayWait({ depth: 0, waiting: 0, own: 0 })).toBe(false);
  expect(whyNot({ depth: 0, waiting: 0, own: 0 })).toContain('nobody may wait here');
  expect(whyNot({ depth: 3, waiting: 3, own: 1 })).toBe('3 requests are waiting already.');
});
