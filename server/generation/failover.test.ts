import { expect, test } from 'vitest';
import { PICTURE, startRig, VIDEO } from './testing/rig.ts';

const NAMES = ['ada', 'bob', 'eve', 'joe'];

test.each([
  { preset: 'throttled', code: 'token_throttled' },
  { preset: 'internal', code: 'upstream_unavailable' },
  { preset: 'unavailable', code: 'upstream_unavailable' },
])(
  '$preset on the first account moves the job to another one, and both tries are explained',
  async ({ preset, code }) => {
    await using rig = await startRig({ accounts: ['ada', 'bob'] });
    await rig.fault({ preset, endpoint: 'submit', times: 1 });
    const { id } = await rig.submit(VIDEO);
    const job = await rig.ended(id);
    expect(job.state).toBe('completed');
    expect(job.attempts).toMatchObject([
      { error: { code }, choice: { strategy: 'least_busy', candidates: 2, passedOver: [] } },
      { error: null, choice: { candidates: 1, by: expect.any(String), passedOver: [{ count: 1 }] } },
    ]);
    expect(job.attempts?.[0]?.tokenId).not.toBe(job.attempts?.[1]?.tokenId);
  },
);

test('a region that is refused is refused to every account behind the same way out, so none of them is asked', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  await rig.fault({ preset: 'region', times: 0 });
  const { id } = await rig.submit(VIDEO);
  expect(await rig.ended(id)).toMatchObject({ state: 'failed', error: { code: 'region_refused' } });
  await expect(rig.submit(VIDEO)).rejects.toMatchObject({
    code: 'no_token_available',
    retryAfterMs: expect.any(Number),
  });
  const submits = [(await rig.calls('ada')).submit, (await rig.calls('bob')).submit];
  expect(submits.sort()).toEqual([0, 1]);
});

test.each([1, 3])('a job is tried with at most %i accounts, none of them twice', async (maxAttempts) => {
  await using rig = await startRig({ accounts: NAMES, jobs: { maxAttempts } });
  await rig.fault({ preset: 'throttled', endpoint: 'submit', times: 0 });
  const { id } = await rig.submit(VIDEO);
  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'failed', error: { code: 'token_throttled', outcome: 'refused' } });
  expect(new Set(job.attempts?.map((attempt) => attempt.tokenId)).size).toBe(maxAttempts);
  const submits = await Promise.all(NAMES.map(async (name) => (await rig.calls(name)).submit));
  expect(submits.filter((count) => count === 1)).toHaveLength(maxAttempts);
  expect(submits.filter((count) => count > 1)).toEqual([]);
});

test.each([
  { what: 'a picture', model: PICTURE, endpoint: 'image' },
  { what: 'a video', model: VIDEO, endpoint: 'submit' },
])('a lost answer to the paid call of $what is never sent again, to nobody', async ({ model, endpoint }) => {
  await using rig = await startRig({ accounts: NAMES });
  await rig.fault({ endpoint, times: 0, effect: { kind: 'reset', variant: 'after-accept' } });
  const { id } = await rig.submit(model);
  const job = await rig.ended(id);
  expect(job).toMatchObject({ state: 'submit_unknown', error: { code: 'upstream_unknown' } });
  const calls = await Promise.all(NAMES.map((name) => rig.calls(name)));
  expect(calls.reduce((sum, each) => sum + each.submit + each.image, 0)).toBe(1);
});

test('a lost answer before the paid call is no lost answer: another account is tried', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  await rig.fault({ endpoint: 'project', times: 1, effect: { kind: 'reset', variant: 'after-accept' } });
  const { id } = await rig.submit(VIDEO);
  const job = await rig.ended(id);
  expect(job.state).toBe('completed');
  expect(job.attempts).toHaveLength(2);
});
