import { expect, test } from 'vitest';
import type { OperatorRequest } from './operator.ts';
import { PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

const CONSOLE = { apiKeyId: null, requestId: 'req_of_the_operator' };
const UNNAMED = { idempotencyKey: null, fingerprint: 'f' };

const idOf = (rig: Rig, name: string): number => {
  const found = [...rig.service.tokens.roster.all()].find(({ email }) => email.startsWith(name));
  if (found === undefined) throw new Error(`${name} is not in the pool`);
  return found.id;
};

async function create(rig: Rig, over: Partial<OperatorRequest>): Promise<string> {
  const request = { model: PICTURE, prompt: 'an otter', images: [], count: 1, ...over };
  const [job] = await rig.service.generations.operator.create(request, CONSOLE, UNNAMED);
  if (job === undefined) throw new Error('nothing was made');
  return job.id;
}

test('jobs that are bound to a token wait for it, also over a restart, while another one has free slots', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'], slots: { image: 4, video: 1 } });
  const tokenId = idOf(rig, 'bob');
  const ids = [await create(rig, { model: VIDEO, tokenId }), await create(rig, { model: VIDEO, tokenId })];
  expect(await rig.stateOf(ids[1] ?? '')).toBe('queued');
  await rig.reopen();
  await rig.start();
  for (const id of ids) expect(await rig.ended(id)).toMatchObject({ state: 'completed', tokenId });
  const again = await rig.service.generations.operator.retry(ids[0] ?? '', 'req_again');
  expect(again.boundTo).toBe(tokenId);
  expect(await rig.ended(again.id)).toMatchObject({ state: 'completed', tokenId });
  expect((await rig.calls('ada')).submit).toBe(0);
});

test('a bound job that its token refuses fails with that, and is tried with no other', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  const tokenId = idOf(rig, 'bob');
  await rig.fault({ preset: 'throttled', endpoint: 'image', times: 1 });
  const failed = await rig.ended(await create(rig, { tokenId }));
  expect(failed).toMatchObject({ state: 'failed', attempts: [{ tokenId }] });
  expect((await rig.calls('ada')).image).toBe(0);
});

test('a token that cannot serve is told with what it lacks, also to who waits for it when it is taken out', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'], slots: { image: 4, video: 1 } });
  const tokenId = idOf(rig, 'bob');
  const { roster } = rig.service.tokens;
  await create(rig, { model: VIDEO, tokenId });
  const waiting = await create(rig, { model: VIDEO, tokenId });
  await roster.update(tokenId, { enabled: false }, 'off');
  expect(await rig.ended(waiting)).toMatchObject({
    state: 'failed',
    error: {
      code: 'no_token_available',
      message: expect.stringContaining('bob@example.com, which this video is bound'),
    },
  });
  await expect(create(rig, { tokenId })).rejects.toMatchObject({
    code: 'no_token_available',
    message: 'The token bob@example.com, which this image is bound to, cannot make it now: switched off.',
  });
  await expect(create(rig, { tokenId: 9_999 })).rejects.toThrow('no longer in the pool');
});
