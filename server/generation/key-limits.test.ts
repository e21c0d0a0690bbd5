import { expect, test } from 'vitest';
import type { KeyLimits } from '../access/key-limits.ts';
import { PICTURE, type Rig, sessionOf, startRig, VIDEO } from './testing/rig.ts';

/** 10 credits for the clip and 50 for the second step. */
const VIDEO_IN_4K = 'veo_3_1_t2v_fast_ultra_4k';
const BALANCE = 100_000;
const NO_LIMITS: KeyLimits = {
  ...{ requestsPerMinute: null, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: null },
};

test.each<[string, string, Partial<KeyLimits>, string]>([
  ['requests a minute', PICTURE, { requestsPerMinute: 7 }, 'rate_limited'],
  ['jobs at once', PICTURE, { jobsAtOnce: 7 }, 'rate_limited'],
  ['credits a day', VIDEO, { creditsPerDay: 7 * 20 + 19 }, 'key_quota_exhausted'],
])('of a hundred calls side by side a limit of seven lets exactly seven in: %s', async (_, model, limit, code) => {
  await using rig = await startRig({ limits: { ...NO_LIMITS, ...limit } });
  const calls = await Promise.allSettled(Array.from({ length: 100 }, () => rig.submit(model)));
  const refusals = calls.filter((call) => call.status === 'rejected').map((call) => call.reason);
  expect(refusals).toHaveLength(93);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code, outcome: 'not-sent' });
  const made = calls.filter((call) => call.status === 'fulfilled').map((call) => call.value.id);
  for (const id of made) expect((await rig.ended(id)).state).toBe('completed');
  const { image, submit } = await rig.calls();
  expect(image + submit).toBe(7);
});

test('no picture is brought in for a call over the limit, and one whose pictures cannot be had counts for nothing', async () => {
  await using rig = await startRig({ limits: { ...NO_LIMITS, requestsPerMinute: 2 } });
  let brought = 0;
  const create = (work: () => Promise<void>) =>
    rig.service.generations.create(
      { idempotencyKey: null, fingerprint: 'same', isRetry: false },
      { apiKeyId: 'key-of-the-caller', requestId: 'r', route: '/test' },
      async () => {
        brought += 1;
        await work();
        return [{ model: PICTURE, prompt: 'a fox', images: [] }];
      },
    );
  const unreachable = () => create(() => Promise.reject(new Error('unreachable')));
  const calls = await Promise.allSettled(Array.from({ length: 20 }, unreachable));
  const reasons = calls.map((call) => call.status === 'rejected' && String(call.reason));
  expect(reasons.filter((reason) => reason === 'Error: unreachable')).toHaveLength(2);
  expect(brought).toBe(2);
  await Promise.all([create(async () => {}), create(async () => {})]);
  await expect(create(async () => {})).rejects.toMatchObject({ code: 'rate_limited' });
  expect(brought).toBe(4);
});

test('the jobs of one call count one by one, and are let in together or not at all', async () => {
  await using rig = await startRig({ limits: { ...NO_LIMITS, jobsAtOnce: 3 }, videoSeconds: 60 });
  const create = (count: number) =>
    rig.service.generations.create(
      { idempotencyKey: null, fingerprint: `${count}`, isRetry: false },
      { apiKeyId: 'key-of-the-caller', requestId: 'r', route: '/test' },
      async () => Array.from({ length: count }, () => ({ model: VIDEO, prompt: 'waves', images: [] })),
    );
  await create(2);
  await expect(create(4)).rejects.toMatchObject({ code: 'invalid_value' });
  await expect(create(2)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  expect((await create(1)).jobs).toHaveLength(1);
  expect((await rig.calls()).submit).toBeLessThanOrEqual(3);
});

test('jobs that run and jobs that wait hold their places through a restart, until they end', async () => {
  const limits = { ...NO_LIMITS, jobsAtOnce: 2 };
  await using rig = await startRig({ limits, videoSeconds: 1, slots: { image: 1, video: 1 } });
  const { id: running } = await rig.submit();
  const { id: waiting } = await rig.submit();
  await expect.poll(() => rig.stateOf(running)).toBe('running');
  await rig.reopen();
  await rig.start();
  await expect(rig.submit()).rejects.toThrow('2 are running or waiting');
  await rig.ended(running);
  await rig.submit();
  await rig.ended(waiting);
  await rig.submit();
});

test('who cancels a job that waits has its place and its credits again', async () => {
  const limits = { ...NO_LIMITS, jobsAtOnce: 2, creditsPerDay: 40 };
  await using rig = await startRig({ limits, videoSeconds: 60, slots: { image: 1, video: 1 } });
  await rig.submit();
  const { id } = await rig.submit();
  await expect(rig.submit()).rejects.toMatchObject({ code: 'key_quota_exhausted' });
  await rig.cancel(id);
  await rig.submit();
});

/** What a key has used, as it is told when it may use nothing. */
async function usedBy(rig: Rig, limits: KeyLimits): Promise<number> {
  limits.creditsPerDay = 0;
  const refusal: unknown = await rig.submit().catch((cause: unknown) => cause);
  limits.creditsPerDay = null;
  return Number(/; (\d+) are used/.exec(String(refusal))?.[1]);
}

async function paidUpstream(rig: Rig): Promise<number> {
  const { accounts } = await rig.control<{ accounts: Record<string, { credits: number }> }>('GET', 'stats');
  return BALANCE - (accounts['ada@example.com']?.credits ?? 0);
}

const fault =
  (preset: string, skip = 0) =>
  async (rig: Rig) =>
    rig.fault({ preset, skip });
const nothing = async () => {};
const pastItsTime = async (rig: Rig, id: string) => {
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  rig.clock.offsetMs += 1_500_000;
};
/** The result is deleted upstream as soon as it is there. */
const pastFetching = async (rig: Rig, id: string) => {
  await expect.poll(() => rig.stateOf(id), { timeout: 10_000 }).toBe('retrieving');
  rig.clock.offsetMs += 3_600_000;
};

test.each([
  { what: 'a video that is delivered', state: 'completed', cost: 10 },
  { what: 'a video that is refused', before: fault('unsafe-generation'), state: 'failed', cost: 0 },
  { what: 'a video that is taken and fails', before: fault('async-unsafe'), state: 'failed', cost: 0 },
  { what: 'a video that never ends', before: fault('never-ending'), during: pastItsTime, state: 'failed', cost: 10 },
  { what: 'a video that is lost', losesMedia: true, during: pastFetching, state: 'failed', cost: 10 },
  { what: 'a video whose answer is lost', before: fault('lost-answer'), state: 'submit_unknown', cost: 10 },
  { what: 'a picture', model: PICTURE, state: 'completed', cost: 0 },
  { what: 'an enlarged video', model: VIDEO_IN_4K, state: 'completed', cost: 60 },
  {
    ...{ what: 'an enlargement that is refused', model: VIDEO_IN_4K, before: fault('throttled', 1) },
    ...{ state: 'completed', cost: 10 },
  },
  {
    ...{ what: 'an enlargement that fails later', model: VIDEO_IN_4K, before: fault('async-internal', 1) },
    ...{ state: 'completed', cost: 10 },
  },
  {
    ...{ what: 'an enlargement whose answer is lost', model: VIDEO_IN_4K, before: fault('lost-answer', 1) },
    ...{ state: 'completed', cost: 60 },
  },
])('$what costs its key what the account has paid, now and after a restart', async (row) => {
  const { model = VIDEO, state, cost, before = nothing, during = nothing, losesMedia = false } = row;
  const limits = { ...NO_LIMITS };
  await using rig = await startRig({
    limits,
    jobs: { maxAttempts: 1 },
    wrapFlow: (flow) => ({
      ...flow,
      async pollVideos(...call) {
        const result = await flow.pollVideos(...call);
        if (!losesMedia) return result;
        for (const status of result.statuses.values())
          if (status.state === 'succeeded') await flow.deleteMedia(sessionOf('ada'), [status.media.mediaId ?? '']);
        return result;
      },
    }),
  });
  await before(rig);
  const { id } = await rig.submit(model);
  expect(await usedBy(rig, limits)).toBeGreaterThanOrEqual(cost); // set aside until it is known
  await during(rig, id);
  expect(await rig.ended(id)).toMatchObject({ state, credits: cost });
  expect(await usedBy(rig, limits)).toBe(cost);
  expect(await paidUpstream(rig)).toBe(cost);

  await rig.reopen();
  await rig.start();
  expect(await usedBy(rig, limits)).toBe(cost);
});
