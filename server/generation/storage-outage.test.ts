import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { GenerationState } from '../../schema/generation.ts';
import type { FlowClient } from '../flow/types.ts';
import { ENLARGED_VIDEO, PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

/** No job may be written into `state` until the returned function is called. */
function refuseWrites(rig: Rig, state: GenerationState): () => void {
  rig.sql(
    `create trigger refusal before update on generations when new.state = '${state}' and old.state <> '${state}' ` +
      `begin select raise(abort, 'an injected fault'); end`,
  );
  return () => rig.sql('drop trigger refusal');
}

/** Resolves once a write was refused and is being tried again. */
async function refused(rig: Rig, tries = 1): Promise<void> {
  const seen = () =>
    rig.lines.filter((line) => line.message.startsWith('a change of a job could not be stored')).length;
  await expect.poll(seen, { timeout: 15_000 }).toBeGreaterThanOrEqual(tries);
}

/** A gate in front of one thing: who comes waits until it is opened. */
function createGate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}

test.each([
  { what: 'video', model: VIDEO, state: 'running', call: 'submit' },
  { what: 'picture', model: PICTURE, state: 'retrieving', call: 'image' },
] as const)('a $what that was taken is not lost when its next write fails', async ({ model, state, call }) => {
  await using rig = await startRig();
  const allowWrites = refuseWrites(rig, state);
  const { id } = await rig.submit(model);
  await refused(rig);
  expect(await rig.stateOf(id)).toBe('submitting');
  allowWrites();

  expect(await rig.ended(id)).toMatchObject({ state: 'completed', error: null });
  expect((await rig.calls())[call]).toBe(1);
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('a video that was taken while the database is locked is stored once it is free, however long that takes', async () => {
  const locks: Disposable[] = [];
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  await using rig = await startRig({
    wrapFlow: (flow) => ({
      ...flow,
      async startVideo(...call) {
        const started = await flow.startVideo(...call);
        locks.push(rig.lockDatabase());
        take();
        return started;
      },
    }),
  });
  const { id } = await rig.submit();
  await taken;
  // More often than a fault that is not the database's own would be tried.
  await refused(rig, 5);
  expect(await rig.stateOf(id)).toBe('submitting');
  for (const lock of locks) lock[Symbol.dispose]();
  expect(await rig.ended(id)).toMatchObject({ state: 'completed', error: null });
  expect((await rig.calls()).submit).toBe(1);
});

test('a refusal that cannot be stored at once still ends the job and gives its slot back', async () => {
  await using rig = await startRig();
  await rig.fault({ preset: 'unsafe-generation' });
  const allowWrites = refuseWrites(rig, 'failed');
  const { id } = await rig.submit();
  await refused(rig);
  expect(await rig.stateOf(id)).toBe('submitting');
  allowWrites();

  expect((await rig.ended(id)).error).toMatchObject({ code: 'content_rejected', outcome: 'refused' });
  expect(rig.service.tokens.pool.held().size).toBe(0);
  expect((await rig.calls()).submit).toBe(1);
});

test('a cancel that cannot be stored at once takes the job out of the queue in the end, and costs nothing', async () => {
  await using rig = await startRig({ slots: { image: 4, video: 1 }, videoSeconds: 3 });
  const first = await rig.submit();
  const second = await rig.submit(VIDEO, 'not wanted any more');
  const allowWrites = refuseWrites(rig, 'cancelled');
  const answer = rig.cancel(second.id);
  await refused(rig);
  allowWrites();

  expect(await answer).toMatchObject({ state: 'cancelled' });
  expect(rig.service.generations.waiting()).toEqual({ image: 0, video: 0 });
  expect((await rig.ended(first.id)).state).toBe('completed');
  expect((await rig.calls()).submit).toBe(1);
});

test('a cancel that could not be stored before the job was sent does not end the job that is paid for by then', async () => {
  const sent = createGate();
  const answering = createGate();
  await using rig = await startRig({
    slots: { image: 4, video: 1 },
    wrapFlow: (flow) => ({
      ...flow,
      async startVideo(...call) {
        if (call[1].prompt !== 'second') return flow.startVideo(...call);
        sent.open();
        await answering.opened;
        return flow.startVideo(...call);
      },
    }),
  });
  await rig.submit(VIDEO, 'first');
  const second = await rig.submit(VIDEO, 'second');
  const allowWrites = refuseWrites(rig, 'cancelled');
  const answer = rig.cancel(second.id);
  answer.catch(() => {}); // told below
  await refused(rig);
  await sent.opened;
  allowWrites();

  await expect(answer).rejects.toMatchObject({ code: 'invalid_request' });
  answering.open();
  expect((await rig.ended(second.id)).state).toBe('completed');
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('an enlargement that is refused while the database fails leaves the plain result, delivered', async () => {
  const asked = createGate();
  const answering = createGate();
  const refuseEnlarging = (flow: FlowClient): FlowClient => ({
    ...flow,
    async startVideo(...call) {
      if (call[1].operation !== 'upsample') return flow.startVideo(...call);
      asked.open();
      await answering.opened;
      throw new ServiceError('upstream_refused', 'not this one', { outcome: 'refused' });
    },
  });
  await using rig = await startRig({ wrapFlow: refuseEnlarging });
  const { id } = await rig.submit(ENLARGED_VIDEO);
  await asked.opened;
  const allowWrites = refuseWrites(rig, 'retrieving');
  answering.open();
  await refused(rig);
  allowWrites();

  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'completed', notice: expect.stringContaining('Enlarging failed') });
  expect(job.assets).toHaveLength(1);
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('a retrieval whose time is over ends the job also when that cannot be stored at once', async () => {
  await using rig = await startRig({
    jobs: { retrieveTimeoutMs: 200 },
    wrapFlow: (flow) => {
      const notHere = () => Promise.reject(new ServiceError('media_unavailable', 'not here'));
      return { ...flow, openMedia: notHere, readMedia: notHere };
    },
  });
  const allowWrites = refuseWrites(rig, 'failed');
  const { id } = await rig.submit();
  await refused(rig);
  expect(await rig.stateOf(id)).toBe('retrieving');
  allowWrites();

  expect((await rig.ended(id)).error).toMatchObject({ code: 'media_unavailable', outcome: 'unknown' });
  expect((await rig.calls()).submit).toBe(1);
});

test('a finished file whose last write fails is delivered by the same process', async () => {
  await using rig = await startRig();
  const allowWrites = refuseWrites(rig, 'completed');
  const { id } = await rig.submit(PICTURE);
  await refused(rig, 2);
  allowWrites();

  const job = await rig.ended(id);
  expect(job.state).toBe('completed');
  expect(await rig.service.media.describe(job.assets?.[0]?.file ?? '')).not.toBeNull();
  expect((await rig.calls()).image).toBe(1);
});
