import { expect, test } from 'vitest';
import { ADA, logIn, reasonOf, startTestSandbox } from './testing/caller.ts';

/** A sandbox whose clock stands still until it is moved. */
async function withClock(videoSeconds: number) {
  let now = Date.parse('2026-05-01T10:00:00Z');
  const sandbox = await startTestSandbox({ videoSeconds, now: () => now });
  const ada = await logIn(sandbox);
  const statusOf = async (name: string): Promise<string> =>
    (await ada.poll({ media: [{ name }] })).json.media[0].mediaMetadata.mediaStatus.mediaGenerationStatus.slice(24);
  return {
    ada,
    statusOf,
    jobs: async () => ((await (await fetch(`${sandbox.origin}/_sandbox/jobs`)).json()) as { jobs: object }).jobs,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

test('a job goes from pending over active to successful as its time passes', async () => {
  await using clock = await withClock(100);
  const { name } = (await clock.ada.video('Text', {})).json.media[0];
  expect(await clock.statusOf(name)).toBe('PENDING');
  expect((await clock.ada.redirect(name)).status).toBe(404);
  clock.pass(20);
  expect(await clock.statusOf(name)).toBe('ACTIVE');
  clock.pass(79);
  expect(await clock.statusOf(name)).toBe('ACTIVE');
  clock.pass(1);
  expect(await clock.statusOf(name)).toBe('SUCCESSFUL');
  expect((await clock.ada.redirect(name)).status).toBe(302);
});

test('the switches tell when each job ends', async () => {
  await using clock = await withClock(100);
  const { name } = (await clock.ada.video('Text', {})).json.media[0];
  clock.pass(30);
  const prompt = 'x [[sandbox:never-ending]]';
  const endless = (await clock.ada.video('Text', { textInput: { prompt } })).json.media[0].name;
  expect(await clock.jobs()).toEqual({ [name]: Date.parse('2026-05-01T10:01:40Z'), [endless]: null });
});

test('a job with frames is scheduled in between', async () => {
  await using clock = await withClock(100);
  const mediaId = (await clock.ada.image()).json.media[0].name;
  const submitted = await clock.ada.video('StartImage', { videoModelKey: 'veo_3_1_i2v_lite', startImage: { mediaId } });
  const { name } = submitted.json.media[0];
  clock.pass(15);
  expect(await clock.statusOf(name)).toBe('SCHEDULED');
  clock.pass(15);
  expect(await clock.statusOf(name)).toBe('ACTIVE');
});

test('credits are taken at submit, and given back once when the job fails', async () => {
  await using clock = await withClock(100);
  await clock.ada.control('POST', '/faults', { preset: 'async-unsafe' });
  const submitted = (await clock.ada.video('Text', { videoModelKey: 'veo_3_1_t2v' })).json;
  expect(submitted.remainingCredits).toBe(900);
  clock.pass(50);
  expect((await clock.ada.get('/credits')).json.credits).toBe(900);
  clock.pass(50);
  const failed = (await clock.ada.poll({ media: [{ name: submitted.media[0].name }] })).json;
  expect(failed.media[0].mediaMetadata).toEqual({
    visibility: 'FILTERED',
    mediaStatus: {
      mediaGenerationStatus: 'MEDIA_GENERATION_STATUS_FAILED',
      error: { code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' },
    },
  });
  expect(failed.remainingCredits).toBe(1_000);
  expect((await clock.ada.get('/credits')).json.credits).toBe(1_000);
});

test('videos beyond an account’s limit are throttled until others have ended', async () => {
  await using clock = await withClock(100);
  await clock.ada.control('PATCH', `/accounts/${ADA.email}`, { maxRunningVideos: 2 });
  const submit = () => clock.ada.video('Text', {});
  expect([(await submit()).status, (await submit()).status]).toEqual([200, 200]);
  const refused = await submit();
  expect([refused.status, reasonOf(refused)]).toEqual([429, 'PUBLIC_ERROR_USER_REQUESTS_THROTTLED']);
  expect((await clock.ada.stats()).credits).toBe(990);
  clock.pass(100);
  expect((await submit()).status).toBe(200);
  expect(await clock.ada.stats()).toMatchObject({ videosInFlight: 1, peakVideosInFlight: 2, videosStarted: 3 });
});

test('a running job can be cancelled once, a finished one not', async () => {
  await using clock = await withClock(100);
  const { name } = (await clock.ada.video('Text', {})).json.media[0];
  expect((await clock.ada.post('/flowMedia:cancelGeneration', { mediaId: name })).json).toEqual({});
  expect(await clock.statusOf(name)).toBe('CANCELED');
  const again = await clock.ada.post('/flowMedia:cancelGeneration', { mediaId: name });
  expect([again.status, again.json.error.status, reasonOf(again)]).toEqual([
    400,
    'FAILED_PRECONDITION',
    'PUBLIC_ERROR_MEDIA_GENERATION_CANNOT_BE_CANCELED',
  ]);
  expect((await clock.ada.stats()).videosInFlight).toBe(0);
});
