import { expect, test } from 'vitest';
import { PICTURE, startRig, VIDEO } from './testing/rig.ts';

test('a watcher who is too slow for a step is told with the next news that there was one', async () => {
  await using rig = await startRig({ videoSeconds: 60 });
  const { id } = await rig.submit(VIDEO);
  const events = rig.service.generations.watch(id, AbortSignal.timeout(10_000));
  expect(await events.next()).toMatchObject({ value: { seq: 0 } });
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  // Polls go on telling progress, none of which is logged.
  const polled = (await rig.calls()).poll;
  await expect.poll(async () => (await rig.calls()).poll, { timeout: 5_000 }).toBeGreaterThan(polled + 1);
  const steps = (await rig.service.generations.steps(id, 'key-of-the-caller', 0)) ?? [];
  expect(await events.next()).toMatchObject({ value: { seq: steps.at(-1)?.seq, job: { state: 'running' } } });
  expect(steps.map(({ state }) => state)).toEqual(['queued', 'submitting', 'running']);
});

test('what is told of a running job does not fall back to nothing with a restart', async () => {
  await using rig = await startRig({ videoSeconds: 3_600 });
  const { id } = await rig.submit(VIDEO);
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  rig.clock.offsetMs += 60_000;
  await expect.poll(async () => (await rig.view(id))?.percent, { timeout: 5_000 }).toBeGreaterThanOrEqual(50);
  await rig.reopen();
  await rig.start();
  expect((await rig.view(id))?.percent).toBeGreaterThanOrEqual(50);
});

test('what is told of work that failed does not fall either, while what was never begun stays at nothing', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 1 }, videoSeconds: 0.5 });
  const failed = await rig.submit(VIDEO, 'a fox [[sandbox:async-unsafe]]');
  const cancelled = await rig.submit(VIDEO, 'waiting');
  await rig.cancel(cancelled.id);
  await rig.ended(failed.id);
  expect(await rig.view(failed.id)).toMatchObject({ state: 'failed', percent: 100 });
  expect(await rig.view(cancelled.id)).toMatchObject({ state: 'cancelled', percent: 0 });
});

test('an onlooker who leaves gives up no job', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 1 }, videoSeconds: 60, jobs: { dropAbandoned: true } });
  await rig.submit(VIDEO, 'busy');
  const { id } = await rig.submit(VIDEO, 'looked at');
  const looking = new AbortController();
  const events = rig.service.generations.watch(id, looking.signal, 'onlooker');
  await events.next();
  looking.abort();
  while ((await events.next()).done !== true);
  // Had it been given up, that would be stored before what is asked for after it.
  expect((await rig.ended((await rig.submit(PICTURE)).id)).state).toBe('completed');
  expect(await rig.stateOf(id)).toBe('queued');
});
