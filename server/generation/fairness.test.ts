import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { FlowClient } from '../flow/types.ts';
import { PICTURE, startRig, VIDEO } from './testing/rig.ts';

/** Work gets the time that a busy machine needs for it. */
const PATIENT = { timeout: 10_000 };

/** A video that costs more than `VIDEO`, so that its jobs stand in a line of their own. */
const DEAR_VIDEO = 'veo_3_1_t2v_landscape';
const ONE_VIDEO = { image: 4, video: 1 };
const ONE_PICTURE = { image: 1, video: 4 };

/** Notes the prompts of pictures in the order in which they are sent, and keeps the first from being answered until `open`. */
function createOrder() {
  const sent: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const noted = (flow: FlowClient): FlowClient => ({
    ...flow,
    async generateImage(...call) {
      sent.push(call[1].prompt);
      await opened;
      return flow.generateImage(...call);
    },
  });
  return { sent, open, noted };
}

async function refusalOf(answer: Promise<unknown>): Promise<ServiceError> {
  return answer.then(
    () => expect.fail('it was let in'),
    (cause: unknown) => ServiceError.from(cause),
  );
}

test('a job of a key with one is next, whatever another key has waiting', async () => {
  const { sent, open, noted } = createOrder();
  await using rig = await startRig({ slots: ONE_PICTURE, wrapFlow: noted, jobs: { keepFiles: false } });
  const many = await Promise.all(
    Array.from({ length: 100 }, (_, index) => rig.ask({ model: PICTURE, prompt: `many ${index}` }, 'many')),
  );
  const one = await rig.ask({ model: PICTURE, prompt: 'one' }, 'one');
  expect(one.position).toBe(1);
  open();
  await Promise.all([one, ...many].map(({ id }) => rig.ended(id)));
  expect(sent.slice(0, 3)).toEqual(['many 0', 'one', 'many 1']);
  expect(sent).toHaveLength(101);
});

test('who waits is served in the old order after a restart, and keys still take turns', async () => {
  const { sent, open, noted } = createOrder();
  await using rig = await startRig({ slots: ONE_PICTURE, wrapFlow: noted, jobs: { keepFiles: false } });
  const ask = (key: string, index: number) => rig.ask({ model: PICTURE, prompt: `${key} ${index}` }, key);
  // Both keys had a slot: `b` later, so that `a` is next.
  const ids: string[] = [];
  for (const [key, index] of [
    ['a', 0],
    ['b', 0],
    ['a', 1],
    ['a', 2],
    ['b', 1],
  ] as const)
    ids.push((await ask(key, index)).id);
  await expect.poll(() => sent, PATIENT).toEqual(['a 0']);
  await rig.reopen(() => {
    sent.length = 0;
  }, 0);
  open();
  await rig.start();
  const jobs = await Promise.all(ids.map((id) => rig.ended(id)));
  expect(jobs.map((job) => job.state)).toEqual(['submit_unknown', ...Array(4).fill('completed')]);
  expect(sent).toEqual(['b 0', 'a 1', 'b 1', 'a 2']);
});

test('a newcomer does not get a slot past those who can use it, also when it needs something else', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60 });
  const running = await rig.ask({ model: VIDEO });
  const waiting = await rig.ask({ model: DEAR_VIDEO });
  await expect.poll(() => rig.stateOf(running.id), PATIENT).toBe('running');
  rig.service.tokens.pool.release(running.id);
  const newcomer = rig.ask({ model: VIDEO });
  expect([...rig.service.tokens.pool.held().keys()]).toEqual([waiting.id]);
  expect(await newcomer).toMatchObject({ state: 'queued', position: 1 });
});

test('a waiting job says its place and what it waits for, to those who ask and to those who watch', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60 });
  await rig.submit();
  const second = await rig.submit();
  const third = await rig.submit();
  const told = /^Waiting, place 2: every video slot of 1 account that can serve this is taken\.$/;
  expect(third).toMatchObject({ position: 2 });
  await expect.poll(async () => (await rig.view(third.id))?.detail, PATIENT).toMatch(told);
  for await (const { job } of rig.service.generations.watch(third.id, AbortSignal.timeout(15_000))) {
    if (job.position === 2) {
      expect(job.detail).toMatch(told);
      await rig.cancel(second.id);
    } else break;
  }
  expect(await rig.view(third.id)).toMatchObject({ position: 1, detail: expect.stringContaining('place 1: every') });
  await rig.cancel(third.id);
  expect(await rig.view(third.id)).toMatchObject({ position: null, state: 'cancelled' });
});

test('a turn that was taken before a restart counts after it, also when its job has ended', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60 });
  const served = await rig.ask({}, 'served');
  await expect.poll(() => rig.stateOf(served.id), PATIENT).toBe('running');
  rig.clock.offsetMs += 60_000;
  await rig.ended(served.id);
  await rig.fault({ preset: 'never-ending', times: 0 });
  const running = await rig.ask({}, 'running');
  await expect.poll(() => rig.stateOf(running.id), PATIENT).toBe('running');
  const again = await rig.ask({}, 'served');
  const first = await rig.ask({}, 'never served');
  const places = async () =>
    Promise.all([first, again].map(async ({ id, apiKeyId }) => (await rig.view(id, apiKeyId))?.position));
  await expect.poll(places, PATIENT).toEqual([1, 2]);
  await rig.reopen();
  await rig.start();
  await expect.poll(places, PATIENT).toEqual([1, 2]);
});

test('one key cannot fill the queue: it is refused while another key is still let in', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60, jobs: { queueDepth: 20 } });
  await rig.ask({}, 'greedy');
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => rig.ask({}, 'greedy')));
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(18);
  const refusal = await refusalOf(rig.ask({}, 'greedy'));
  expect(refusal).toMatchObject({ code: 'queue_full', message: expect.stringContaining('18 of 20 places') });
  expect(await rig.ask({}, 'modest')).toMatchObject({ state: 'queued', position: 1 });
});

test('Retry-After of a full queue, and of one who waited too long, is what those ahead usually take', async () => {
  const jobs = { queueDepth: 3, queueWaitMs: 30 * 60_000 };
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60, jobs });
  const measured = await rig.submit();
  await expect.poll(() => rig.stateOf(measured.id), PATIENT).toBe('running');
  rig.clock.offsetMs += 60_000;
  await rig.ended(measured.id);

  await rig.fault({ preset: 'never-ending', times: 0 });
  await rig.submit();
  const waiting = [await rig.submit(), await rig.submit(), await rig.submit()];
  const { retryAfterMs = 0 } = await refusalOf(rig.submit());
  const oneJobMs = retryAfterMs / 3;
  expect(oneJobMs).toBeGreaterThanOrEqual(60_000);
  expect(oneJobMs).toBeLessThan(90_000);

  rig.clock.offsetMs += jobs.queueWaitMs;
  const last = await rig.ended(waiting[2]?.id ?? '');
  expect(last.error).toMatchObject({ code: 'queue_timeout', retryAfterMs });
});

test('a clock that is put forward ends nobody’s wait', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60, jobs: { queueWaitMs: 60_000 } });
  await rig.fault({ preset: 'never-ending', times: 0 });
  const running = await rig.submit();
  await expect.poll(() => rig.stateOf(running.id), PATIENT).toBe('running');
  const first = await rig.submit();
  rig.clock.offsetMs += 30_000;
  const second = await rig.submit();
  rig.clock.wrongMs += 3_600_000;
  rig.clock.offsetMs += 30_000;
  expect(await rig.ended(first.id)).toMatchObject({ error: { code: 'queue_timeout' } });
  expect(await rig.stateOf(second.id)).toBe('queued');
});

test('a job that an account has refused does not go to it again after a restart, and ends with that refusal', async () => {
  await using rig = await startRig({ slots: ONE_VIDEO, videoSeconds: 60 });
  const running = await rig.submit(VIDEO, 'running');
  await expect.poll(() => rig.stateOf(running.id), PATIENT).toBe('running');
  const { id } = await rig.submit(VIDEO, 'refused once');
  const { tokenId } = await rig.row(running.id);
  const attempts = [{ tokenId, startedAt: 1, error: { code: 'token_throttled', message: 'Slow down.' } }];
  await rig.reopen(() => rig.sql(`update generations set attempts = '${JSON.stringify(attempts)}' where id = '${id}'`));
  await rig.start();
  expect(await rig.ended(id)).toMatchObject({
    state: 'failed',
    error: { code: 'token_throttled', message: 'Slow down.' },
  });
  expect((await rig.calls()).submit).toBe(1);
});

test('a job that is refused after its wait goes on with what is left of it, and not with a new one', async () => {
  const gate = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  await using rig = await startRig({
    accounts: ['ada', 'bob'],
    slots: ONE_PICTURE,
    jobs: { queueWaitMs: 60_000, keepFiles: false },
    wrapFlow: (flow) => ({
      ...flow,
      async generateImage(...call) {
        const [, { prompt }] = call;
        if (prompt === 'refused') throw new ServiceError('token_throttled', 'Slow down.', { outcome: 'refused' });
        await (prompt === 'first' ? leave.promise : gate.promise);
        return flow.generateImage(...call);
      },
    }),
  });
  const ask = (prompt: string) => rig.ask({ model: PICTURE, prompt });
  const [first, second] = [await ask('first'), await ask('second')];
  const { id } = await ask('refused');
  rig.clock.offsetMs += 40_000;
  leave.resolve();
  await rig.ended(first.id);
  await expect.poll(() => rig.row(id), PATIENT).toMatchObject({ state: 'queued', attempts: [{ error: {} }] });
  rig.clock.offsetMs += 40_000;
  expect(await rig.ended(id)).toMatchObject({ state: 'failed', error: { code: 'queue_timeout' } });
  gate.resolve();
  await rig.ended(second.id);
});
