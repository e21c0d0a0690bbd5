import { expect, test } from 'vitest';
import type { OperationStatus } from '../flow/types.ts';
import { ENLARGED_VIDEO, startRig } from './testing/rig.ts';

/** Work gets the time that a busy machine needs for it. */
const PATIENT = { timeout: 10_000 };

const RUNNING: OperationStatus = { state: 'running', upstreamStatus: 'MEDIA_GENERATION_STATUS_ACTIVE' };

test('a video that was done while the service was down for longer than video_timeout is delivered', async () => {
  await using rig = await startRig({ videoSeconds: 60, jobs: { videoTimeoutMs: 90_000 } });
  const { id } = await rig.submit();
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  await rig.reopen(() => {
    rig.clock.offsetMs += 120_000;
  });
  await rig.start();

  expect(await rig.ended(id)).toMatchObject({ state: 'completed', error: null });
  expect((await rig.calls()).submit).toBe(1);
});

test('an enlargement that never ends is given up at its deadline: the plain video is delivered and the job says so', async () => {
  const enlarging = new Set<string>();
  await using rig = await startRig({
    videoSeconds: 0.2,
    wrapFlow: (flow) => ({
      ...flow,
      async startVideo(...call) {
        const started = await flow.startVideo(...call);
        if (call[1].operation === 'upsample') enlarging.add(started.operation?.name ?? '');
        return started;
      },
      async pollVideos(...call) {
        const result = await flow.pollVideos(...call);
        const statuses = [...result.statuses].map(
          ([name, status]) => [name, enlarging.has(name) ? RUNNING : status] as const,
        );
        return { ...result, statuses: new Map(statuses) };
      },
    }),
  });
  const { id } = await rig.submit(ENLARGED_VIDEO);
  await expect.poll(async () => pick(await rig.row(id)), { timeout: 10_000 }).toEqual(['running', 'upsample']);
  rig.clock.offsetMs += 1_500_000;

  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'completed', error: null });
  expect(job.notice).toMatch(/Enlarging failed.*in time/);
  expect(job.assets).toHaveLength(1);
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('a video that never ends is an upstream_timeout, after the upstream said once more that it still works', async () => {
  await using rig = await startRig();
  await rig.fault({ preset: 'never-ending' });
  const { id } = await rig.submit();
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  let pollsInTime = 0;
  await rig.reopen(async () => {
    rig.clock.offsetMs += 1_500_000;
    pollsInTime = (await rig.calls()).poll;
  });
  expect(await rig.stateOf(id)).toBe('running');
  await rig.start();

  expect((await rig.ended(id)).error).toMatchObject({ code: 'upstream_timeout', outcome: 'unknown' });
  expect((await rig.calls()).poll).toBe(pollsInTime + 1);
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('a deadline that passes while the upstream cannot be asked does not end a video', async () => {
  let down = false;
  let failedPolls = 0;
  await using rig = await startRig({
    videoSeconds: 60,
    wrapFlow: (flow) => ({
      ...flow,
      async pollVideos(...call) {
        if (!down) return flow.pollVideos(...call);
        failedPolls += 1;
        throw new Error('not reachable');
      },
    }),
  });
  const { id } = await rig.submit();
  await expect.poll(() => rig.stateOf(id)).toBe('running');
  down = true;
  rig.clock.offsetMs += 1_500_000;
  await expect.poll(() => failedPolls).toBeGreaterThan(2);
  expect(await rig.stateOf(id)).toBe('running');
  down = false;
  expect((await rig.ended(id)).state).toBe('completed');
  // Told when it began and when it was over, however many polls failed between.
  const told = rig.lines.map((line) => line.message).filter((message) => message.startsWith('polls of an account'));
  expect(told).toEqual(['polls of an account fail; its jobs stay open', 'polls of an account work again']);
});

test.each([
  ['a page with 200', { kind: 'html', status: 200 }],
  ['a page with 400', { kind: 'html', status: 400 }],
  ['no permission', { kind: 'status', status: 403, googleStatus: 'PERMISSION_DENIED', message: 'no' }],
])('polls that are answered with %s are asked no more often for all the videos there are', async (_, effect) => {
  const asked: number[] = [];
  await using rig = await startRig({
    videoSeconds: 60,
    slots: { image: 4, video: 10 },
    wrapFlow: (flow) => ({
      ...flow,
      pollVideos(...call) {
        asked.push(call[1].length);
        return flow.pollVideos(...call);
      },
    }),
  });
  const jobs = await Promise.all(Array.from({ length: 10 }, () => rig.submit()));
  await expect.poll(() => asked.at(-1), PATIENT).toBe(10);
  await rig.fault({ endpoint: 'poll', times: 4, effect });
  asked.length = 0;
  await expect.poll(() => asked.length, PATIENT).toBeGreaterThan(6);
  expect(new Set(asked)).toEqual(new Set([10]));
  await rig.control('POST', 'videos/finish');
  for (const { id } of jobs) expect((await rig.ended(id)).state).toBe('completed');
});

const pick = ({ state, step }: { state: string; step: string }) => [state, step];
