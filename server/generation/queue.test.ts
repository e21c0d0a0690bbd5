import { expect, test } from 'vitest';
import type { MediaKind } from '../../schema/catalogue.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Line, Waiting } from './turns.ts';

interface Traits {
  key?: string;
  kind?: MediaKind;
  price?: number;
  exclude?: number[];
}

function waiting(id: string, { key = 'k', kind = 'video', price = 10, exclude = [] }: Traits = {}): Waiting {
  const priceByTier = { PAYGATE_TIER_TWO: price };
  const need = { generationId: id, kind, priceByTier, modelByTier: {}, exclude: new Set(exclude) };
  return { id, apiKeyId: key, need, until: 1_000, hasWaited: false };
}

/** Serves as the dispatcher does, while there are slots for lines that `fits`; says who was served. */
function serve(queue: Queue, slots: number, fits: (line: Line) => boolean = () => true): string[] {
  const served: string[] = [];
  const stuck = new Set<Line>();
  for (let spot = queue.next('video', stuck); spot !== null; spot = queue.next('video', stuck)) {
    if (served.length === slots || !fits(spot.line)) {
      stuck.add(spot.line);
      continue;
    }
    queue.remove(spot.id);
    if (!spot.returned) queue.tookTurn('video', spot.apiKeyId);
    served.push(spot.id);
  }
  return served;
}

const placesOf = (queue: Queue, ...ids: string[]) => ids.map((id) => queue.standingOf(id)?.place ?? null);

test('one key is served in the order in which its jobs came', () => {
  const queue = createQueue();
  for (const id of ['a', 'b', 'c', 'd']) queue.add(waiting(id));
  queue.remove('b');
  expect(serve(queue, 2)).toEqual(['a', 'c']);
  expect(serve(queue, 2)).toEqual(['d']);
});

test('keys take turns, however many jobs one of them has; a key that was just served waits for the others', () => {
  const queue = createQueue();
  for (let index = 0; index < 100; index += 1) queue.add(waiting(`big-${index}`, { key: 'big' }));
  expect(serve(queue, 2)).toEqual(['big-0', 'big-1']);
  for (const id of ['one', 'two']) queue.add(waiting(id, { key: 'small' }));
  queue.add(waiting('other', { key: 'other' }));
  expect(serve(queue, 6)).toEqual(['one', 'other', 'big-2', 'two', 'big-3', 'big-4']);
});

test('a slot that was got without waiting is a turn, too', () => {
  const queue = createQueue();
  queue.tookTurn('video', 'late');
  queue.add(waiting('late', { key: 'late' }));
  queue.add(waiting('early', { key: 'early' }));
  expect(serve(queue, 2)).toEqual(['early', 'late']);
});

test('a line that finds no slot does not stand in the way of the others, and keeps its turn', () => {
  const queue = createQueue();
  queue.add(waiting('dear', { price: 100 }));
  queue.add(waiting('cheap'));
  queue.add(waiting('cheap of another', { key: 'other' }));
  const cheapOnly = (line: Line) => line.name.includes(':10}');
  expect(serve(queue, 9, cheapOnly)).toEqual(['cheap', 'cheap of another']);
  expect(serve(queue, 9)).toEqual(['dear']);
});

test('a job that had its turn and was refused comes before all who had none', () => {
  const queue = createQueue();
  queue.add(waiting('a'));
  queue.add(waiting('b', { key: 'other' }));
  queue.add(waiting('back', { exclude: [7] }), true);
  expect(placesOf(queue, 'back')).toEqual([1]);
  expect(serve(queue, 3)).toEqual(['back', 'a', 'b']);
});

test('a place is where a job will be served when any slot suits it, at once for a newcomer and after a count for the others', () => {
  const queue = createQueue();
  for (const id of ['a1', 'a2', 'a3']) queue.add(waiting(id, { key: 'a' }));
  queue.add(waiting('b1', { key: 'b' }));
  queue.add(waiting('b2', { key: 'b', price: 100 }));
  queue.add(waiting('c1', { key: 'c' }));
  queue.add(waiting('picture', { kind: 'image' }));
  const ids = ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'picture'];
  // Those who came before c does know of it only after a count.
  expect(placesOf(queue, ...ids)).toEqual([1, 2, 3, 2, 4, 3, 1]);
  queue.renumber();
  expect(placesOf(queue, ...ids)).toEqual([1, 2, 3, 4, 5, 6, 1]);
  expect(serve(queue, 9)).toEqual(ids.slice(0, 6));
  queue.renumber();
  expect(placesOf(queue, 'a1', 'picture')).toEqual([null, 1]);
});

test.each([1, 2, 3, 4, 5])('places agree with the order of serving, whoever comes and goes (%i)', (seed) => {
  const queue = createQueue();
  let state = seed;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let index = 0; index < 300; index += 1) {
    const action = random(10);
    if (action < 7) {
      const traits = { key: `key-${random(4) ** 2}`, price: 10 * (1 + random(2)) };
      queue.add(waiting(`job-${index}`, traits), action === 0);
      const newcomer = placesOf(queue, `job-${index}`);
      queue.renumber();
      expect(placesOf(queue, `job-${index}`)).toEqual(newcomer);
    } else if (action < 9) serve(queue, 1 + random(3));
    else queue.remove(`job-${random(index + 1)}`);
  }
  queue.renumber();
  const places = new Map([...queue.all()].map(({ id }) => [queue.standingOf(id)?.place, id]));
  const size = queue.size();
  const promised = Array.from({ length: size }, (_, index) => places.get(index + 1));
  expect(size).toBeGreaterThan(20);
  expect(serve(queue, size)).toEqual(promised);
});

test('an empty line is gone, and leaving twice counts once', () => {
  const queue = createQueue();
  queue.add(waiting('a'));
  expect([queue.sizeOf('video'), queue.sizeOfKey('k'), queue.lineFor(waiting('x').need)?.size]).toEqual([1, 1, 1]);
  expect([queue.remove('a'), queue.remove('a')]).toEqual([true, false]);
  expect([queue.size(), queue.sizeOf('video'), queue.sizeOfKey('k')]).toEqual([0, 0, 0]);
  expect([queue.next('video', new Set()), queue.lineFor(waiting('x').need)]).toEqual([null, null]);
});

test('who needs something else by any measure stands in another line', () => {
  const queue = createQueue();
  queue.add(waiting('a', { exclude: [2, 1] }));
  const others = [{}, { exclude: [1] }, { exclude: [1, 2], price: 20 }, { exclude: [1, 2], kind: 'image' as const }];
  expect(others.map((traits) => queue.lineFor(waiting('x', traits).need))).toEqual([null, null, null, null]);
  expect(queue.lineFor(waiting('x', { exclude: [1, 2] }).need)).not.toBeNull();
});
