import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { FlowClient } from '../flow/types.ts';
import { PICTURE, type Rig, startRig } from './testing/rig.ts';

/** Work gets the time that a busy machine needs for it. */
const PATIENT = { timeout: 10_000 };

/** A way out that can be broken; while it is held, pictures that were sent are not answered. */
function breakable() {
  let broken = false;
  let lost = 0;
  let sent = 0;
  let letThrough = (): void => {};
  let held = Promise.resolve();
  const wrapFlow = (flow: FlowClient): FlowClient => ({
    ...flow,
    async generateImage(...call) {
      if (broken) {
        lost += 1;
        throw new ServiceError('proxy_failed', 'The proxy does not let us through.', { outcome: 'not-sent' });
      }
      sent += 1;
      await held;
      return flow.generateImage(...call);
    },
  });
  return {
    wrapFlow,
    hold(): void {
      held = new Promise((resolve) => {
        letThrough = resolve;
      });
    },
    letThrough: () => letThrough(),
    break: (is: boolean): void => {
      broken = is;
    },
    /** How many tries found it whole. */
    sent: () => sent,
    /** How many tries found it broken. */
    lost: () => lost,
  };
}

type Way = ReturnType<typeof breakable>;

/** Everybody is at work and so many jobs wait when the way out breaks; those at work are answered all the same. */
async function startCutOff(rig: Rig, way: Way, slots: number, waiting: number): Promise<string[]> {
  way.hold();
  const working = await Promise.all(Array.from({ length: slots }, () => rig.submit(PICTURE)));
  await expect.poll(way.sent, PATIENT).toBe(slots);
  const jobs: string[] = [];
  for (let count = 0; count < waiting; count += 1) jobs.push((await rig.submit(PICTURE)).id);
  way.break(true);
  way.letThrough();
  for (const { id } of working) expect((await rig.ended(id)).state).toBe('completed');
  await expect.poll(way.lost, PATIENT).toBe(slots);
  await expect.poll(() => rig.service.generations.waiting().image, PATIENT).toBe(waiting);
  return jobs;
}

/** The rest of the way out is over. */
function tryAgain({ service: { tokens } }: Rig): void {
  for (const { id } of [...tokens.roster.all()].slice(0, 1)) tokens.forgive(id);
}

const one = { image: 1, video: 1 };

test('who waits goes on waiting while every way out is broken, however often it is tried, and is served in the end', async () => {
  const way = breakable();
  await using rig = await startRig({ accounts: ['ada', 'bob'], slots: one, wrapFlow: way.wrapFlow });
  const jobs = await startCutOff(rig, way, 2, 6);
  for (let round = 2; round <= 6; round += 1) {
    tryAgain(rig);
    await expect.poll(way.lost, PATIENT).toBe(2 * round);
    await expect.poll(() => rig.service.generations.waiting().image, PATIENT).toBe(6);
  }
  expect((await rig.view(jobs[5] ?? ''))?.detail).toMatch(/Waiting, place \d: .*2 accounts: cut off/);
  way.break(false);
  tryAgain(rig);
  for (const id of jobs) expect(await rig.ended(id)).toMatchObject({ state: 'completed', error: null });
});

test('who comes while the only way out is broken is told at once, and when to come back', async () => {
  const way = breakable();
  await using rig = await startRig({ slots: one, wrapFlow: way.wrapFlow });
  await startCutOff(rig, way, 1, 1);
  await expect(rig.submit(PICTURE)).rejects.toMatchObject({
    ...{ code: 'no_token_available', message: expect.stringContaining('cut off') },
    retryAfterMs: expect.any(Number),
  });
});

test('who was given a slot without waiting and found the only way out broken is told so at once', async () => {
  const way = breakable();
  await using rig = await startRig({ accounts: ['ada', 'bob'], slots: one, wrapFlow: way.wrapFlow });
  way.break(true);
  const { id } = await rig.submit(PICTURE);
  expect(await rig.ended(id)).toMatchObject({ state: 'failed', error: { code: 'proxy_failed' } });
  expect(way.lost()).toBe(1);
});

test('a job that waits for its way out may be sent by the same account after a restart', async () => {
  const way = breakable();
  await using rig = await startRig({ slots: one, wrapFlow: way.wrapFlow });
  const [id = ''] = await startCutOff(rig, way, 1, 1);
  way.break(false);
  await rig.reopen();
  await rig.start();
  expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
});

test('a job whose way out is found broken without end is told so in the end', async () => {
  const way = breakable();
  await using rig = await startRig({ slots: one, wrapFlow: way.wrapFlow });
  const [id = ''] = await startCutOff(rig, way, 1, 1);
  for (let tries = way.lost(); (await rig.stateOf(id)) === 'queued' && tries < 100; tries += 1) {
    tryAgain(rig);
    await expect.poll(way.lost, PATIENT).toBe(tries + 1);
    await expect.poll(async () => (await rig.view(id))?.state, PATIENT).not.toBe('submitting');
  }
  expect(await rig.row(id)).toMatchObject({ state: 'failed', error: { code: 'proxy_failed' } });
  expect(way.lost()).toBe(21);
});
