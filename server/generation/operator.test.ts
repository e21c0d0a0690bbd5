import { expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { recordUsage } from '../usage/usage-stats.ts';
import type { OperatorRequest } from './operator.ts';
import { PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

const request = (over: Partial<OperatorRequest> = {}): OperatorRequest => ({
  model: PICTURE,
  prompt: 'an otter',
  images: [],
  count: 1,
  ...over,
});
const CONSOLE = { apiKeyId: null, requestId: 'req_of_the_operator' };
const UNNAMED = { idempotencyKey: null, fingerprint: 'f' };

const operatorOf = (rig: Rig) => rig.service.generations.operator;

async function usageOf(rig: Rig) {
  const rows = await rig.service.database.read.selectFrom('UsageStat').selectAll().execute();
  const sum = (of: 'completed' | 'failed' | 'credits') => rows.reduce((total, row) => total + row[of], 0);
  return { completed: sum('completed'), failed: sum('failed'), credits: sum('credits') };
}

/** A job whose paid answer was lost, as a former process would have left it. */
async function lostJob(rig: Rig): Promise<Generation> {
  const { id } = await rig.submit(VIDEO);
  const done = await rig.ended(id);
  await rig.service.database.commit(async (tx) => {
    const lost = { ...done, state: 'submit_unknown', credits: 30 } as const;
    await tx.deleteFrom('UsageStat').execute();
    await tx
      .updateTable('Generation')
      .set({ state: lost.state, credits: 30, assets: null, work: null })
      .where('id', '=', id)
      .execute();
    await recordUsage(tx, lost);
  });
  return rig.row(id);
}

test('jobs are made for the console or in the name of a key, whose limits hold; the same named call is carried out once', async () => {
  const limits = { requestsPerMinute: null, jobsAtOnce: 1, creditsPerDay: null, creditsPerMonth: null, models: null };
  await using rig = await startRig({ limits });
  const operator = operatorOf(rig);
  await expect(
    operator.create(request({ count: 2 }), { ...CONSOLE, apiKeyId: 'key-a' }, UNNAMED),
  ).rejects.toMatchObject({ code: 'invalid_value' });
  const named = { idempotencyKey: 'night-run', fingerprint: 'f' };
  const [first] = await operator.create(request(), CONSOLE, named);
  const [again] = await operator.create(request(), CONSOLE, named);
  expect(first).toMatchObject({ apiKeyId: 'console', requestId: 'req_of_the_operator', route: 'console' });
  expect(again?.id).toBe(first?.id);
  await rig.ended(first?.id ?? '');
  await expect(operator.create(request({ images: ['no-such-file.png'] }), CONSOLE, UNNAMED)).rejects.toMatchObject({
    code: 'image_invalid',
    param: 'images',
  });
});

test('what waits is taken back, what was sent is not, and the queue says who waits for what', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 1 }, videoSeconds: 1 });
  const operator = operatorOf(rig);
  const [running] = await operator.create(request({ model: VIDEO }), CONSOLE, UNNAMED);
  const [waiting] = await operator.create(request({ model: VIDEO }), CONSOLE, UNNAMED);
  expect(waiting).toMatchObject({ state: 'queued', position: 1, actions: { cancel: true, retry: false } });
  expect(operator.queue()).toMatchObject({
    depth: 500,
    kinds: [
      { kind: 'image', waiting: 0, inFlight: 0, expectedWaitMs: 0 },
      { kind: 'video', waiting: 1, inFlight: 1, keys: [{ apiKeyId: 'console', waiting: 1 }] },
    ],
  });
  expect(operator.queue().kinds[1]?.expectedWaitMs).toBeGreaterThan(0);
  expect(await operator.cancel(waiting?.id ?? '')).toMatchObject({ state: 'cancelled', position: null });
  expect(await operator.cancel(waiting?.id ?? '')).toMatchObject({ state: 'cancelled' });
  await expect.poll(() => rig.stateOf(running?.id ?? '')).toBe('running');
  await expect(operator.cancel(running?.id ?? '')).rejects.toThrow(/no way to take it back/);
  await expect(operator.cancel('gen_none')).rejects.toMatchObject({ code: 'not_found' });
  await expect(operator.retry(running?.id ?? '', 'r')).rejects.toThrow(/has not ended/);
  expect((await rig.ended(running?.id ?? '')).state).toBe('completed');
});

test('a retry is a new job of the same request and key', async () => {
  await using rig = await startRig();
  const { id } = await rig.ask({ model: PICTURE, prompt: 'a heron', seed: 7 }, 'key-a');
  await rig.ended(id);
  const again = await operatorOf(rig).retry(id, 'req_of_the_operator');
  expect(again).toMatchObject({ prompt: 'a heron', apiKeyId: 'key-a', seed: 7, facts: { retryOf: id } });
  expect(again.id).not.toBe(id);
  expect((await rig.ended(again.id)).state).toBe('completed');
});

test('a result that failed to come is fetched again and counted as completed; one that is here is left alone', async () => {
  await using rig = await startRig();
  const { id } = await rig.submit(PICTURE);
  const done = await rig.ended(id);
  const file = done.assets?.[0]?.file ?? '';
  expect(await operatorOf(rig).deliver(id)).toMatchObject({ state: 'completed', assets: [{ file }] });
  await rig.service.media.forget(file);
  const error = { code: 'media_unavailable', message: 'gone', reason: null, retryAfterMs: null } as const;
  await rig.service.database.commit(async (tx) => {
    await tx.updateTable('Generation').set({ state: 'failed', error, assets: null }).where('id', '=', id).execute();
    await tx.updateTable('UsageStat').set({ completed: 0, failed: 1 }).execute();
  });
  const delivered = await operatorOf(rig).deliver(id);
  expect(delivered).toMatchObject({ state: 'completed', error: null });
  expect(await rig.service.media.find(delivered.assets[0]?.file ?? '')).not.toBeNull();
  expect(await usageOf(rig)).toMatchObject({ completed: 1, failed: 0 });
  expect((await operatorOf(rig).steps(id)).at(-1)).toMatchObject({ state: 'completed' });
});

test('a job whose answer was lost is resolved in words, once, and what was not spent is given back', async () => {
  await using rig = await startRig();
  const operator = operatorOf(rig);
  const lost = await lostJob(rig);
  await expect(operator.retry(lost.id, 'r')).rejects.toThrow(/resolve/);
  await expect(operator.deliver(lost.id)).rejects.toThrow(/no result/);
  const resolved = await operator.resolve(lost.id, 'nothing-started');
  expect(resolved).toMatchObject({
    state: 'failed',
    credits: 0,
    error: { code: 'upstream_unknown', message: expect.stringContaining('nothing was spent') },
  });
  expect(await usageOf(rig)).toEqual({ completed: 0, failed: 1, credits: 0 });
  await expect(operator.resolve(lost.id, 'nothing-started')).rejects.toThrow(/nothing to be resolved/);
});

test('a job that was made and paid for, and is not here, keeps its price', async () => {
  await using rig = await startRig();
  const lost = await lostJob(rig);
  const resolved = await operatorOf(rig).resolve(lost.id, 'made-not-delivered');
  expect(resolved).toMatchObject({ state: 'failed', credits: 30, error: { code: 'media_unavailable' } });
  expect(await usageOf(rig)).toEqual({ completed: 0, failed: 1, credits: 30 });
});
