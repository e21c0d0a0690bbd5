import { expect, test } from 'vitest';
import { type Rig, startRig, VIDEO } from './testing/rig.ts';

/** Work gets the time that a busy machine needs for it. */
const PATIENT = { timeout: 10_000 };

/** A caller who watches a job; resolves once it does. Leaving ends its watching. */
async function startWatching(rig: Rig, id: string) {
  const caller = new AbortController();
  const events = rig.service.generations.watch(id, caller.signal);
  await events.next();
  const rest = (async () => {
    for await (const _ of events);
  })();
  return {
    async leave(): Promise<void> {
      caller.abort();
      await rest;
    },
  };
}

const startBusyRig = (dropAbandoned: boolean) =>
  startRig({ slots: { image: 4, video: 1 }, videoSeconds: 60, jobs: { dropAbandoned } });

test('drop_abandoned cancels a waiting job when the last who watched it leaves, and it never goes upstream', async () => {
  await using rig = await startBusyRig(true);
  await rig.submit(VIDEO, 'busy');
  const { id } = await rig.submit(VIDEO, 'abandoned');
  const first = await startWatching(rig, id);
  const second = await startWatching(rig, id);
  await first.leave();
  expect(await rig.view(id)).toMatchObject({ state: 'queued', position: 1 });
  await second.leave();
  await expect.poll(() => rig.stateOf(id), PATIENT).toBe('cancelled');
  expect(await rig.row(id)).toMatchObject({
    error: { code: 'cancelled', outcome: 'not-sent', message: expect.stringContaining('Nobody waited') },
  });
  await expect.poll(() => rig.service.generations.waiting().video, PATIENT).toBe(0);
});

test('drop_abandoned leaves alone what nobody ever watched, and what was sent', async () => {
  await using rig = await startBusyRig(true);
  const sent = await rig.submit(VIDEO, 'sent');
  const unwatched = await rig.submit(VIDEO, 'unwatched');
  await expect.poll(() => rig.stateOf(sent.id), PATIENT).toBe('running');
  await (await startWatching(rig, sent.id)).leave();
  rig.clock.offsetMs += 60_000;
  expect((await rig.ended(sent.id)).state).toBe('completed');
  await expect.poll(() => rig.stateOf(unwatched.id), PATIENT).toBe('running');
});

test('a stop ends the watching of callers, but does not cancel what they waited for', async () => {
  await using rig = await startBusyRig(true);
  const busy = await rig.submit(VIDEO, 'busy');
  const { id } = await rig.submit(VIDEO, 'waiting');
  await expect.poll(() => rig.stateOf(busy.id), PATIENT).toBe('running');
  const caller = await startWatching(rig, id);
  await rig.reopen(() => caller.leave(), 0);
  await rig.start();
  expect(await rig.view(id)).toMatchObject({ state: 'queued', position: 1 });
});

test('by default a job goes on without its callers', async () => {
  await using rig = await startBusyRig(false);
  const busy = await rig.submit(VIDEO, 'busy');
  const { id } = await rig.submit(VIDEO, 'goes on');
  await expect.poll(() => rig.stateOf(busy.id), PATIENT).toBe('running');
  await (await startWatching(rig, id)).leave();
  rig.clock.offsetMs += 60_000;
  expect((await rig.ended(busy.id)).state).toBe('completed');
  await expect.poll(() => rig.stateOf(id), PATIENT).toBe('running');
});
