import { expect, test } from 'vitest';
import type { FlowClient } from '../flow/types.ts';
import { ENLARGED_VIDEO, type Rig, sessionOf, startRig } from './testing/rig.ts';

const ENLARGED_PICTURE = 'gemini-3.0-pro-image-landscape-2k';
const HALF_OF_RETRIEVE_TIMEOUT_MS = 300_000;

/** An upstream that says of every enlarged video that it is done, and has none of them any more. */
function losingEnlarged(flow: FlowClient): FlowClient {
  const enlarging = new Set<string>();
  return {
    ...flow,
    async startVideo(...call) {
      const started = await flow.startVideo(...call);
      if (call[1].operation === 'upsample') enlarging.add(started.operation?.name ?? '');
      return started;
    },
    async pollVideos(...call) {
      const result = await flow.pollVideos(...call);
      for (const [name, status] of result.statuses) {
        if (!enlarging.has(name) || status.state !== 'succeeded') continue;
        await flow.deleteMedia(sessionOf('ada'), [status.media.mediaId ?? '']);
      }
      return result;
    },
  };
}

const failedFetches = (rig: Rig) => rig.lines.filter((line) => line.message === 'fetching a result failed').length;

test('an enlarged video that is done and can be fetched by no route: in the end the plain one is delivered', async () => {
  await using rig = await startRig({ wrapFlow: losingEnlarged });
  const { id } = await rig.ask({ model: ENLARGED_VIDEO });
  await expect.poll(() => failedFetches(rig), { timeout: 15_000 }).toBeGreaterThan(0);
  expect(await rig.stateOf(id)).toBe('retrieving');
  expect(rig.service.tokens.pool.held().size).toBe(0);

  rig.clock.offsetMs += HALF_OF_RETRIEVE_TIMEOUT_MS;
  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'completed', error: null, assets: [{ kind: 'video' }] });
  expect(job.notice).toMatch(/^Enlarging failed, so the result has its plain size\. ./);
  expect((await rig.calls()).submit).toBe(2);
  // Each try is told once, whatever routes it went, and so is the delivery of the plain one.
  const warnings = rig.lines.filter(({ level, jobId }) => level === 'warn' && jobId === id);
  expect(warnings).toHaveLength(failedFetches(rig) + 1);
});

test('the plain video behind a lost enlargement is still known after a restart', async () => {
  await using rig = await startRig({ wrapFlow: losingEnlarged });
  const { id } = await rig.ask({ model: ENLARGED_VIDEO });
  await expect.poll(() => rig.stateOf(id), { timeout: 15_000 }).toBe('retrieving');
  await rig.reopen(() => {
    rig.clock.offsetMs += HALF_OF_RETRIEVE_TIMEOUT_MS;
  });
  await rig.start();
  const job = await rig.ended(id);
  expect([job.state, job.notice]).toEqual(['completed', expect.stringContaining('Enlarging failed')]);
});

test('the bytes of an enlarged picture that are gone are not mistaken for the plain picture, which is delivered as such', async () => {
  await using rig = await startRig();
  rig.sql(
    `create trigger refusal before update on generations when new.state = 'completed' begin select raise(abort, 'an injected fault'); end`,
  );
  const { id } = await rig.ask({ model: ENLARGED_PICTURE });
  await expect.poll(() => rig.stateOf(id), { timeout: 15_000 }).toBe('retrieving');
  await rig.reopen(async () => {
    rig.sql('drop trigger refusal');
    rig.sql('delete from files');
  }, 0);
  await rig.start();
  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'completed', notice: expect.stringContaining('Enlarging failed') });
  expect(job.assets).toHaveLength(1);
});
