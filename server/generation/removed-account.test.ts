import { expect, test } from 'vitest';
import { PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

/** Work gets the time that a busy machine needs for it. */
const PATIENT = { timeout: 15_000 };

/** A job whose result is made and cannot be fetched, by whichever route. */
async function startUnfetched(rig: Rig, model: string): Promise<{ id: string; tokenId: number }> {
  const effect = { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'x' };
  for (const endpoint of ['redirect', 'mediaRead', 'media']) await rig.fault({ endpoint, times: 0, effect });
  const { id } = await rig.submit(model);
  await expect.poll(async () => (await rig.view(id))?.detail, PATIENT).toContain('is tried again');
  const { state, tokenId } = await rig.row(id);
  expect(state).toBe('retrieving');
  return { id, tokenId: tokenId ?? 0 };
}

test('an account is needed by a job that fetches its result with it, though the slot is given back', async () => {
  await using rig = await startRig();
  const { id, tokenId } = await startUnfetched(rig, VIDEO);
  const { generations, tokens } = rig.service;
  expect(tokens.pool.leasesOf(tokenId)).toEqual([]);
  expect(generations.unfinishedOn(tokenId)).toEqual([id]);
  expect(generations.unfinishedOn(tokenId + 1)).toEqual([]);
  await rig.control('DELETE', 'faults');
  expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
  expect(generations.unfinishedOn(tokenId)).toEqual([]);
});

test.each([PICTURE, VIDEO])(
  'a result of %s that only a removed account could fetch ends the job, and says so',
  async (model) => {
    await using rig = await startRig({ accounts: ['ada', 'bob'] });
    const { id, tokenId } = await startUnfetched(rig, model);
    await rig.service.tokens.roster.remove(tokenId);
    const { state, error, credits } = await rig.ended(id);
    expect(state).toBe('failed');
    expect(error).toMatchObject({ code: 'media_unavailable', message: expect.stringContaining('account') });
    expect(error?.message).toContain('removed');
    expect(error?.message).not.toMatch(/signed out|in time/);
    expect(credits > 0).toBe(model === VIDEO); // it was paid for all the same
  },
);

test('a job that is taken up after its account was removed ends at once, in the same words', async () => {
  await using rig = await startRig();
  const { id, tokenId } = await startUnfetched(rig, VIDEO);
  await rig.reopen(() => rig.sql(`delete from tokens where id = ${tokenId}`));
  await rig.start();
  expect(await rig.ended(id)).toMatchObject({ state: 'failed', error: { code: 'media_unavailable' } });
  expect((await rig.row(id)).error?.message).toContain('removed');
});
