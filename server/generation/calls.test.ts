import { expect, test } from 'vitest';
import type { CreateCall, GenerationRequest } from '../../schema/generation.ts';
import { PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ORIGIN = { apiKeyId: 'key-of-the-caller', requestId: 'req_1', route: '/test' };
/** The upstream tells no price of it. */
const UNPRICED = 'veo_3_1_t2v_fast_ultra_relaxed';
const VIDEO_REQUEST: GenerationRequest = { model: VIDEO, prompt: 'waves', images: [] };
const PICTURE_REQUEST: GenerationRequest = { model: PICTURE, prompt: 'a fox', images: [] };
const named = (key: string, fingerprint = 'waves'): CreateCall => ({
  idempotencyKey: key,
  fingerprint,
  isRetry: false,
});
const unnamed: CreateCall = { idempotencyKey: null, fingerprint: 'waves', isRetry: false };

/** Makes the call and returns its jobs' ids. */
async function create(rig: Rig, call: CreateCall, requests = [VIDEO_REQUEST], origin = ORIGIN) {
  const { jobs, joined, callId } = await rig.service.generations.create(call, origin, async () => requests);
  return { ids: jobs.map(({ id }) => id), joined, callId };
}

test('twenty named calls at once make one job, and the upstream is asked once', async () => {
  await using rig = await startRig();
  const calls = await Promise.all(Array.from({ length: 20 }, () => create(rig, named('n-1'))));
  expect(new Set(calls.flatMap(({ ids }) => ids)).size).toBe(1);
  expect(calls.filter(({ joined }) => joined)).toHaveLength(19);
  await rig.ended(calls[0]?.ids[0] ?? '');
  expect((await create(rig, named('n-1'))).ids).toEqual(calls[0]?.ids);
  expect((await rig.calls()).submit).toBe(1);
});

test('all jobs of a named call come back together and in their order, also after a restart', async () => {
  await using rig = await startRig();
  const first = await create(rig, named('n-2'), [PICTURE_REQUEST, PICTURE_REQUEST, PICTURE_REQUEST]);
  expect(new Set(first.ids).size).toBe(3);
  await Promise.all(first.ids.map((id) => rig.ended(id)));
  await rig.reopen();
  await rig.start();
  expect(await create(rig, named('n-2'))).toEqual({ ...first, joined: true });
  expect((await rig.calls()).image).toBe(3);
});

test('the same name for another request is refused; for another key it is another name', async () => {
  await using rig = await startRig();
  const first = await create(rig, named('n-3'));
  await expect(create(rig, named('n-3', 'owl'))).rejects.toMatchObject({
    code: 'idempotency_conflict',
    param: 'Idempotency-Key',
  });
  const other = await create(rig, named('n-3'), [VIDEO_REQUEST], { ...ORIGIN, apiKeyId: 'another-key' });
  expect(other).toMatchObject({ joined: false });
  expect(other.ids).not.toEqual(first.ids);
});

test('a name is good for a day, then it names a new call', async () => {
  await using rig = await startRig();
  const first = await create(rig, named('n-4'), [PICTURE_REQUEST]);
  await rig.ended(first.ids[0] ?? '');
  rig.clock.offsetMs += DAY_MS - 60_000;
  expect(await create(rig, named('n-4'))).toMatchObject({ joined: true });
  rig.clock.offsetMs += 120_000;
  expect(await create(rig, named('n-4'), [PICTURE_REQUEST])).toMatchObject({ joined: false });
});

test('a call that was refused before anything was made leaves its name free, also for those who waited for it', async () => {
  await using rig = await startRig();
  const bad = create(rig, named('n-5'), [{ ...VIDEO_REQUEST, model: 'no-such-model' }]);
  const good = create(rig, named('n-5'));
  await expect(bad).rejects.toMatchObject({ code: 'model_not_found' });
  expect(await good).toMatchObject({ joined: false });
});

test('a job that failed without being paid for is not replayed: the same name tries anew', async () => {
  await using rig = await startRig({ jobs: { maxAttempts: 1 } });
  const status = { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'The service is unavailable.' };
  await rig.fault({ endpoint: 'submit', effect: status });
  const first = await create(rig, named('n-6'));
  expect((await rig.ended(first.ids[0] ?? '')).state).toBe('failed');
  const second = await create(rig, named('n-6'));
  expect(second.joined).toBe(false);
  expect((await rig.ended(second.ids[0] ?? '')).state).toBe('completed');
});

test('a job whose answer was lost, and which may have been paid for, is replayed and not sent again', async () => {
  await using rig = await startRig();
  await rig.fault({ endpoint: 'submit', effect: { kind: 'reset', variant: 'after-accept' } });
  const first = await create(rig, named('n-7'));
  expect((await rig.ended(first.ids[0] ?? '')).state).toBe('submit_unknown');
  expect(await create(rig, named('n-7'))).toMatchObject({ joined: true, ids: first.ids });
  expect((await rig.calls()).submit).toBe(1);
});

test('a lost answer is what the same call without a name gets for a while, also where no price is known', async () => {
  await using rig = await startRig();
  const unpriced = [{ ...VIDEO_REQUEST, model: UNPRICED }];
  await rig.fault({ endpoint: 'submit', effect: { kind: 'reset', variant: 'after-accept' } });
  const first = await create(rig, unnamed, unpriced);
  expect(await rig.ended(first.ids[0] ?? '')).toMatchObject({ state: 'submit_unknown', credits: 0 });
  rig.service.generations.callEnded(first.callId, true);
  expect(await create(rig, unnamed, unpriced)).toEqual({ ...first, joined: true });
  rig.service.generations.callEnded(first.callId, true);
  rig.clock.offsetMs += 61_000;
  expect(await create(rig, unnamed, unpriced)).toMatchObject({ joined: false });
});

test('a picture whose answer was lost costs nothing, so that who asks again has it made', async () => {
  await using rig = await startRig();
  await rig.fault({ endpoint: 'image', effect: { kind: 'reset', variant: 'after-accept' } });
  const first = await create(rig, unnamed, [PICTURE_REQUEST]);
  expect(await rig.ended(first.ids[0] ?? '')).toMatchObject({ state: 'submit_unknown' });
  rig.service.generations.callEnded(first.callId, true);
  expect(await create(rig, unnamed, [PICTURE_REQUEST])).toMatchObject({ joined: false });
});

test("an SDK's retry that comes while the first call still brings in its pictures waits for it and joins it", async () => {
  await using rig = await startRig();
  const pictures = Promise.withResolvers<void>();
  const slow = async () => {
    await pictures.promise;
    return [VIDEO_REQUEST];
  };
  const first = rig.service.generations.create(unnamed, ORIGIN, slow);
  const retry = create(rig, { ...unnamed, isRetry: true });
  const other = await create(rig, unnamed);
  pictures.resolve();
  const { callId } = await first;
  expect(await retry).toMatchObject({ joined: true });
  expect(other).toMatchObject({ joined: false });
  expect(other.callId).not.toBe(callId);
});

test("an SDK's retry of a call that fails while it brings in its pictures is a new one", async () => {
  await using rig = await startRig();
  const pictures = Promise.withResolvers<never>();
  const first = rig.service.generations.create(unnamed, ORIGIN, () => pictures.promise);
  const retry = create(rig, { ...unnamed, isRetry: true });
  pictures.reject(new Error('the caller left'));
  await expect(first).rejects.toThrow('the caller left');
  expect(await retry).toMatchObject({ joined: false });
});

test('a call whose result was deleted is not made again under its name', async () => {
  await using rig = await startRig();
  const first = await create(rig, named('n-8'), [PICTURE_REQUEST]);
  await rig.ended(first.ids[0] ?? '');
  await rig.service.generations.remove(first.ids[0] ?? '', ORIGIN.apiKeyId);
  await expect(create(rig, named('n-8'), [PICTURE_REQUEST])).rejects.toMatchObject({
    code: 'not_found',
    param: 'Idempotency-Key',
  });
  expect((await rig.calls()).image).toBe(1);
});

test('one refused among several jobs of a call makes none of them', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 4 }, jobs: { queueDepth: 2 } });
  const four = Array.from({ length: 4 }, () => PICTURE_REQUEST);
  await expect(create(rig, unnamed, four)).rejects.toMatchObject({ code: 'queue_full' });
  expect(rig.service.generations.waiting().image).toBe(0);
  // Neither the slot nor the places in the queue are still taken.
  const { ids } = await create(rig, unnamed, four.slice(0, 2));
  expect(await Promise.all(ids.map(async (id) => (await rig.ended(id)).state))).toEqual(['completed', 'completed']);
  expect((await rig.calls()).image).toBe(2);
});

test('a call that was cut off by a restart is joined by the same one', async () => {
  await using rig = await startRig({ videoSeconds: 1 });
  const first = await create(rig, unnamed);
  await expect.poll(() => rig.stateOf(first.ids[0] ?? '')).toBe('running');
  await rig.reopen();
  await rig.start();
  expect(await create(rig, unnamed)).toMatchObject({ joined: true, ids: first.ids });
  await rig.ended(first.ids[0] ?? '');
  expect((await rig.calls()).submit).toBe(1);
});

test('a job tells when it will probably be done: from its place in the queue, then from when it was sent', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 1 }, videoSeconds: 30 });
  const ids = [(await rig.submit()).id, (await rig.submit()).id, (await rig.submit()).id];
  const views = await Promise.all(ids.map((id) => rig.view(id)));
  const expected = views.map((view) => view?.expectedAt ?? 0);
  expect(expected.every((at) => at > Date.now())).toBe(true);
  expect(expected).toEqual(expected.toSorted((a, b) => a - b));
});

test('all jobs of a call can be asked for by its id, while they run and later, but by nobody else', async () => {
  await using rig = await startRig();
  const { callId, ids } = await create(rig, unnamed, [VIDEO_REQUEST, VIDEO_REQUEST]);
  await create(rig, named('n-9'));
  const { ofCall } = rig.service.generations;
  const running = await ofCall(callId, ORIGIN.apiKeyId);
  expect(running.map(({ id }) => id)).toEqual(ids);
  expect(running.every((job) => job.callId === callId)).toBe(true);
  expect(await ofCall(callId, 'another-key')).toEqual([]);
  await Promise.all(ids.map((id) => rig.ended(id)));
  expect((await ofCall(callId, ORIGIN.apiKeyId)).map(({ state }) => state)).toEqual(['completed', 'completed']);
});
