import { expect, test } from 'vitest';
import type { MediaKind } from '../../schema/catalogue.ts';
import { createQueue, type Waiting } from './queue.ts';

function waiting(id: string, since: number, kind: MediaKind = 'video', price = 10): Waiting {
  return {
    id,
    since,
    until: since + 1_000,
    need: { generationId: id, kind, modelByTier: {}, priceByTier: { PAYGATE_TIER_TWO: price }, exclude: new Set() },
  };
}

test('those who need the same thing are served in their order, others do not stand in the way', () => {
  const queue = createQueue();
  for (const entry of [
    waiting('a', 1),
    waiting('b', 2),
    waiting('picture', 3, 'image'),
    waiting('dear', 4, 'video', 100),
  ]) {
    queue.add(entry);
  }
  expect(queue.heads().map((head) => head.id)).toEqual(['a', 'picture', 'dear']);
  queue.remove('a');
  expect(queue.heads().map((head) => head.id)).toEqual(['b', 'picture', 'dear']);
});

test('a job that goes back is first in its line again', () => {
  const queue = createQueue();
  queue.add(waiting('a', 1));
  queue.add(waiting('b', 2));
  queue.add(waiting('back', 3), true);
  expect(queue.heads().map((head) => head.id)).toEqual(['back']);
  expect(queue.positionOf('back')).toBe(1);
});

test('a newcomer knows its place at once, the others after a renumbering', () => {
  const queue = createQueue();
  for (const entry of [waiting('a', 1), waiting('b', 2), waiting('c', 3), waiting('picture', 4, 'image')])
    queue.add(entry);
  expect(['a', 'b', 'c', 'picture'].map(queue.positionOf)).toEqual([1, 2, 3, 1]);
  queue.remove('a');
  queue.renumber();
  expect(['a', 'b', 'c'].map(queue.positionOf)).toEqual([null, 1, 2]);
  expect([queue.size(), queue.sizeOf('video'), queue.sizeOf('image')]).toEqual([3, 2, 1]);
});

test('an empty line is gone, and leaving twice counts once', () => {
  const queue = createQueue();
  queue.add(waiting('a', 1));
  expect([queue.remove('a'), queue.remove('a')]).toEqual([true, false]);
  expect([queue.size(), queue.heads(), queue.hasLineFor(waiting('x', 1).need)]).toEqual([0, [], false]);
});
