import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { FlowClient, MediaLocation } from '../flow/types.ts';
import { currentRequestId } from '../observability/request-context.ts';
import { PICTURE, type Rig, sessionOf, startRig, VIDEO } from './testing/rig.ts';

test.each([
  { preset: 'throttled-with-retry-after', code: 'token_throttled', retryAfterMs: 2_000 },
  { preset: 'daily-quota', code: 'token_quota_exhausted' },
  { preset: 'model-access-denied', code: 'token_model_denied' },
])('when every account refuses with $preset the caller is told $code', async ({ preset, code, retryAfterMs }) => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  await rig.fault({ preset, times: 0 });
  const { id } = await rig.submit();

  const { error, attempts, state } = await rig.ended(id);
  expect(state).toBe('failed');
  expect(error?.code).toBe(code);
  // The first of them is asked again a little sooner than the last one said.
  if (retryAfterMs !== undefined) {
    expect(error?.retryAfterMs).toBeGreaterThan(0);
    expect(error?.retryAfterMs).toBeLessThanOrEqual(retryAfterMs);
  }
  expect(error?.outcome).not.toBe('unknown');
  expect(error?.message).not.toContain('already tried');
  expect(attempts?.map((attempt) => attempt.error?.code)).toEqual([code, code]);
  expect([(await rig.calls('ada')).submit, (await rig.calls('bob')).submit]).toEqual([1, 1]);
});

test('an account whose proxy is dead costs no caller an answer while another can serve', async () => {
  let dead = false;
  await using rig = await startRig({
    accounts: ['ada', 'bob'],
    wrapFlow: (flow) => ({
      ...flow,
      session: (...call) =>
        dead && call[0] === sessionOf('ada')
          ? Promise.reject(new ServiceError('proxy_failed', 'The proxy does not answer.'))
          : flow.session(...call),
    }),
  });
  dead = true;
  const { roster } = rig.service.tokens;
  const ada = roster.findByEmail('flow', 'ada@example.com');
  await roster.update(ada?.id ?? 0, { proxyUrl: roster.seal('http://127.0.0.1:9') }, 'proxied');
  await rig.control('PATCH', 'accounts/ada@example.com', { revokeAccessTokens: true });
  const jobs = await Promise.all(Array.from({ length: 6 }, (_, index) => rig.submit(PICTURE, `picture ${index}`)));
  const ended = await Promise.all(jobs.map(({ id }) => rig.ended(id)));
  expect(ended.map((job) => job.error?.code ?? job.state)).toEqual(Array(6).fill('completed'));
  expect(ended.some((job) => job.attempts?.some((attempt) => attempt.error?.code === 'proxy_failed'))).toBe(true);
});

const BROKEN = { base64: 'AAAA', mimeType: 'application/octet-stream' };

test.each([
  { what: 'picture', model: PICTURE },
  { what: 'video', model: VIDEO },
])('broken bytes inside an answer beside a good media id: the $what is fetched by its id', async ({ model }) => {
  const spoil = (media: MediaLocation): MediaLocation => ({ ...media, inline: BROKEN });
  await using rig = await startRig({
    wrapFlow: (flow) => ({
      ...flow,
      generateImage: async (...call) => spoil(await flow.generateImage(...call)),
      async pollVideos(...call) {
        const result = await flow.pollVideos(...call);
        const statuses = [...result.statuses].map(
          ([name, status]) =>
            [name, status.state === 'succeeded' ? { ...status, media: spoil(status.media) } : status] as const,
        );
        return { ...result, statuses: new Map(statuses) };
      },
    }),
  });
  const { id } = await rig.submit(model);
  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'completed', error: null });
  expect(job.assets).toHaveLength(1);
});

test('cancelling twice is cancelling once, and every answer says the same', async () => {
  await using rig = await startRig({ slots: { image: 1, video: 1 } });
  const [first, second] = [await rig.submit(VIDEO), await rig.submit(VIDEO)];
  const answers = [await rig.cancel(second.id), await rig.view(second.id), await rig.cancel(second.id)];
  for (const answer of answers) expect(answer).toMatchObject({ state: 'cancelled', detail: 'Cancelled.' });
  await rig.ended(first.id);
  await expect(rig.cancel(first.id)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('it has ended'),
  });
  expect(await rig.view(first.id)).toMatchObject({ state: 'completed', detail: 'Done.' });
});

test('a cancel at the moment of the submit is a cancelled job or an invalid_request, never a fault of ours', async () => {
  await using rig = await startRig({ slots: { image: 4, video: -1 } });
  for (let turns = 0; turns < 12; turns += 1) {
    const { id } = await rig.submit();
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const answer = await rig.cancel(id).then(
      (view) => view?.state,
      (cause: unknown) => ServiceError.from(cause).code,
    );
    const { state } = await rig.ended(id);
    expect([answer, state]).toEqual(
      answer === 'cancelled' ? ['cancelled', 'cancelled'] : ['invalid_request', 'completed'],
    );
  }
  expect(rig.service.tokens.pool.held().size).toBe(0);
});

test('one waiting job that the catalogue no longer fits ends by itself and does not keep the service from starting', async () => {
  await using rig = await startRig({ slots: { image: 4, video: 1 }, videoSeconds: 60 });
  const running = await rig.submit(VIDEO, 'first');
  const misfit = await rig.submit(VIDEO, 'second');
  const gone = await rig.submit(VIDEO, 'third');
  const waiting = await rig.submit(VIDEO, 'fourth');
  await expect.poll(() => rig.stateOf(running.id)).toBe('running');
  const picture = '{"file":"x.png","mimeType":"image/png","width":1,"height":1,"sha256":""}';
  await rig.reopen(() => {
    rig.sql(
      `update generations set request = json_set(request, '$.images', json('[${picture}]')) where id = '${misfit.id}'`,
    );
    rig.sql(`update generations set variant = 'no_such_model' where id = '${gone.id}'`);
    rig.clock.offsetMs += 61_000;
  });
  await rig.start();

  expect((await rig.ended(running.id)).state).toBe('completed');
  expect((await rig.ended(misfit.id)).state).toBe('failed');
  expect((await rig.ended(gone.id)).error).toMatchObject({ code: 'model_not_found', outcome: 'not-sent' });
  await expect.poll(() => rig.stateOf(waiting.id)).toBe('running');
});

test('running videos are polled and delivered while no project can be made', async () => {
  await using rig = await startRig({ videoSeconds: 60 });
  const running = await rig.submit();
  await expect.poll(() => rig.stateOf(running.id)).toBe('running');
  await rig.fault({ endpoint: 'project', times: 0, effect: { kind: 'html', status: 502 } });
  await rig.fault({ preset: 'not-found' });
  const refused = await rig.submit(VIDEO, 'in a project that was deleted');
  expect((await rig.ended(refused.id)).state).toBe('failed');
  expect([...rig.service.tokens.roster.all()].map((token) => token.projectId)).toEqual([null]);

  rig.clock.offsetMs += 60_000;
  expect((await rig.ended(running.id)).state).toBe('completed');
});

test('however many come in one moment, no more wait than queue_depth', async () => {
  await using rig = await startRig({ slots: { image: 4, video: 1 }, videoSeconds: 60, jobs: { queueDepth: 5 } });
  const answers = await Promise.allSettled(Array.from({ length: 100 }, () => rig.submit()));
  const refusals = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [ServiceError.from(answer.reason)] : [],
  );
  expect(refusals).toHaveLength(94);
  expect(new Set(refusals.map((error) => error.code))).toEqual(new Set(['queue_full']));
  expect(rig.service.generations.waiting()).toEqual({ image: 0, video: 5 });
});

test('a job works under the id of the request that made it, also when another one freed its slot', async () => {
  const submits: [string, string | undefined][] = [];
  const withNotes = (flow: FlowClient): FlowClient => ({
    ...flow,
    startVideo(...call) {
      submits.push([call[1].prompt, currentRequestId()]);
      return flow.startVideo(...call);
    },
  });
  await using rig = await startRig({ slots: { image: 4, video: 1 }, wrapFlow: withNotes });
  const first = await rig.submit(VIDEO, 'first', 'req_first');
  const second = await rig.submit(VIDEO, 'second', 'req_second');
  await rig.ended(first.id);
  await rig.ended(second.id);

  expect(submits).toEqual([
    ['first', 'req_first'],
    ['second', 'req_second'],
  ]);
  expect(requestsOf(rig, first.id)).toEqual(new Set(['req_first']));
  expect(requestsOf(rig, second.id)).toEqual(new Set(['req_second']));
});

/** Under whose ids the lines about a job were written. */
function requestsOf(rig: Rig, jobId: string): Set<string | undefined> {
  return new Set(rig.lines.filter((line) => line.jobId === jobId).map((line) => line.requestId));
}
