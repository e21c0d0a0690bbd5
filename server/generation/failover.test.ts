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

test('a job that fails tells of each of its tries how it ended, the last one too', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  await rig.fault({ preset: 'throttled', endpoint: 'submit', times: 0 });
  const { id } = await rig.submit(VIDEO);
  const job = await rig.ended(id);
  expect(job.state).toBe('failed');
  expect(job.attempts?.map(({ error }) => error?.code)).toEqual(['token_throttled', 'token_throttled']);
});

test('a region that is refused to one account alone keeps that account from work, and the job goes to another', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  await rig.fault({ preset: 'region', account: 'ada@example.com', times: 0 });
  const jobs = [];
  for (let count = 0; count < 4; count += 1) jobs.push(await rig.ended((await rig.submit(VIDEO)).id));
  expect(jobs.map((job) => job.state)).toEqual(Array(4).fill('completed'));
  expect((await rig.calls('ada')).submit).toBe(1);
});

test('a region that is refused to several accounts rests with their way out, so nobody behind it is asked', async () => {
  await using rig = await startRig({ accounts: NAMES });
  await rig.fault({ preset: 'region', times: 0 });
  const { id } = await rig.submit(VIDEO);
  expect(await rig.ended(id)).toMatchObject({ state: 'failed', error: { code: 'region_refused' } });
  await expect(rig.submit(VIDEO)).rejects.toMatchObject({
    code: 'no_token_available',
    retryAfterMs: expect.any(Number),
  });
  const submits = await Promise.all(NAMES.map(async (name) => (await rig.calls(name)).submit));
  expect(submits.sort()).toEqual([0, 0, 1, 1]);
});

test.each(['recaptcha', 'html-403'])(
  '%s on one account costs no caller an answer while another can serve',
  async (fault) => {
    await using rig = await startRig({ accounts: ['ada', 'bob'] });
    const scripted = fault === 'html-403' ? { effect: { kind: 'html', status: 403 } } : { preset: fault };
    await rig.fault({ endpoint: 'submit', account: 'ada@example.com', times: 0, ...scripted });
    for (let count = 0; count < 3; count += 1) {
      expect(await rig.ended((await rig.submit(VIDEO)).id)).toMatchObject({ state: 'completed' });
    }
  },
);

test('what a job failed of says when to come back; another account that can serve sooner says so too', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  const throttled = { kind: 'status', status: 429, googleStatus: 'RESOURCE_EXHAUSTED', message: 'Slow down.' };
  const reason = 'PUBLIC_ERROR_USER_REQUESTS_THROTTLED';
  for (const [name, retryAfterSeconds] of [
    ['ada', 7],
    ['bob', 3_600],
  ] as const) {
    const effect = { ...throttled, reason, retryAfterSeconds };
    await rig.fault({ endpoint: 'submit', account: `${name}@example.com`, times: 0, effect });
  }
  const job = await rig.ended((await rig.submit(VIDEO)).id);
  expect(job.error?.code).toBe('token_throttled');
  expect(job.error?.retryAfterMs).toBeLessThanOrEqual(7_000);
});

test('a 404 that a new project does not mend makes no project for each job', async () => {
  await using rig = await startRig();
  await rig.fault({ endpoint: 'submit', times: 0, preset: 'not-found' });
  for (let count = 0; count < 4; count += 1) await rig.ended((await rig.submit(VIDEO)).id);
  expect((await rig.calls()).project).toBeLessThanOrEqual(2);
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

test('jobs that stood in line are not used up by an outage: those that find out go back to the others', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob', 'eve'], slots: { image: 1, video: 1 } });
  // What is at work fills the slots, and the others wait.
  await rig.fault({ endpoint: 'image', times: 3, effect: { kind: 'slow', delayMs: 300 } });
  const jobs = await Promise.all(Array.from({ length: 12 }, () => rig.submit(PICTURE)));
  await rig.fault({ preset: 'unavailable', endpoint: 'image', times: 6 });
  const states = await Promise.all(jobs.map(async ({ id }) => (await rig.ended(id)).state));
  expect(new Set(states.slice(3))).toEqual(new Set(['completed']));
}, 40_000);
