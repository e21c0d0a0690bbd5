import { expect, test } from 'vitest';
import { createOccupancy } from './occupancy.ts';
import { createTally } from './tally.ts';

const MINUTE = 60_000;
const query = { from: 0, to: 4 * MINUTE, stepMs: MINUTE, latencyStepMs: 2 * MINUTE };
const image = { kind: 'image', model: 'banana-wide' } as const;
const video = { kind: 'video', model: 'veo' } as const;

test('jobs are counted in the bar of their end, by kind, with the failed ones apart; others are left out', () => {
  const tally = createTally(query, (model) => model);
  tally.ended({ ...image, at: 10, completed: 3, failed: 1, credits: 0 });
  tally.ended({ ...video, at: MINUTE, completed: 1, failed: 0, credits: 20 });
  tally.ended({ ...video, at: -1, completed: 9, failed: 0, credits: 0 });
  tally.ended({ ...video, at: query.to, completed: 9, failed: 0, credits: 0 });
  const none = { image: 0, video: 0, failed: 0, credits: 0 };
  expect(tally.result().bars).toEqual([
    { at: 0, ...none, image: 3, failed: 1 },
    { at: MINUTE, ...none, video: 1, credits: 20 },
    { at: 2 * MINUTE, ...none },
    { at: 3 * MINUTE, ...none },
  ]);
});

test('percentiles are those of a kind, of each of its moments, and of a group of models', () => {
  const tally = createTally(query, (model) => model.split('-')[0] ?? model);
  for (const [at, upTo] of [
    [0, 100],
    [1, 200],
    [3 * MINUTE, 400],
  ] as const) {
    tally.ended({ ...image, at, completed: 1, failed: 0, credits: 0 });
    tally.took({ ...image, at, upTo, jobs: 1 });
  }
  const { latency, groups } = tally.result();
  expect(latency.image.all).toMatchObject({ jobs: 3, p50Ms: 200, p95Ms: 400 });
  expect(latency.image.points.map((point) => point.latency?.p95Ms)).toEqual([200, 400]);
  expect(latency.video).toMatchObject({ all: null, points: [{ latency: null }, { latency: null }] });
  expect(groups).toEqual([{ group: 'banana', kind: 'image', completed: 3, failed: 0, latency: latency.image.all }]);
});

test('at the end of each bar as many jobs wait and run as were made, sent and not ended by then', () => {
  const occupancy = createOccupancy(query, 3.5 * MINUTE);
  occupancy.add({ createdAt: -MINUTE, submittedAt: 0.5 * MINUTE, completedAt: 2.5 * MINUTE });
  occupancy.add({ createdAt: 1.5 * MINUTE, submittedAt: null, completedAt: null });
  occupancy.add({ createdAt: 1.2 * MINUTE, submittedAt: 1.3 * MINUTE, completedAt: 1.4 * MINUTE }); // between two moments
  occupancy.add({ createdAt: 3.4 * MINUTE, submittedAt: 3.45 * MINUTE, completedAt: null });
  expect(occupancy.points()).toEqual([
    { at: MINUTE, inFlight: 1, queued: 0 },
    { at: 2 * MINUTE, inFlight: 1, queued: 1 },
    { at: 3 * MINUTE, inFlight: 0, queued: 1 },
    { at: 3.5 * MINUTE, inFlight: 1, queued: 1 },
  ]);
});
