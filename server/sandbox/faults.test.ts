import { afterEach, beforeAll, expect, test } from 'vitest';
import { FAULT_PRESETS } from './fault-presets.ts';
import { effectSchema, faultSchema } from './faults.ts';
import type { Sandbox } from './sandbox.ts';
import { ADA, BEN, type Caller, get, logIn, reasonOf, startTestSandbox } from './testing/caller.ts';

let sandbox: Sandbox;
let ada: Caller;

beforeAll(async () => {
  sandbox = await startTestSandbox({ accounts: [{ ...ADA, credits: 10_000 }, BEN] });
  ada = await logIn(sandbox);
  return () => sandbox.close();
});
afterEach(async () => {
  await ada.control('DELETE', '/faults');
});

const fault = (request: object) => ada.control('POST', '/faults', request);
/** Why a call got no answer at all. */
const failureOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (cause: Error) => String((cause.cause as { code?: string } | undefined)?.code ?? cause.message),
  );

test('every preset is a fault that can be asked for by name', async () => {
  for (const [name, { effect }] of Object.entries(FAULT_PRESETS)) {
    expect(effectSchema.safeParse(effect).error, name).toBeUndefined();
    expect(faultSchema.safeParse({ preset: name }).success, name).toBe(true);
  }
  expect((await get(`${sandbox.origin}/_sandbox/presets`)).json.throttled.effect.reason).toBe(
    'PUBLIC_ERROR_USER_REQUESTS_THROTTLED',
  );
});

test.each([
  ['unsafe-generation', 400, 'INVALID_ARGUMENT', 'PUBLIC_ERROR_UNSAFE_GENERATION'],
  ['cannot-be-canceled', 400, 'FAILED_PRECONDITION', 'PUBLIC_ERROR_MEDIA_GENERATION_CANNOT_BE_CANCELED'],
  ['access-token-expired', 401, 'UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'],
  ['model-access-denied', 403, 'PERMISSION_DENIED', 'PUBLIC_ERROR_MODEL_ACCESS_DENIED'],
  ['recaptcha', 403, 'PERMISSION_DENIED', 'PUBLIC_ERROR_SOMETHING_WENT_WRONG'],
  ['not-found', 404, 'NOT_FOUND', undefined],
  ['throttled', 429, 'RESOURCE_EXHAUSTED', 'PUBLIC_ERROR_USER_REQUESTS_THROTTLED'],
  ['daily-quota', 429, 'RESOURCE_EXHAUSTED', 'PUBLIC_ERROR_PER_MODEL_DAILY_QUOTA_REACHED'],
  ['user-quota', 429, 'RESOURCE_EXHAUSTED', 'PUBLIC_ERROR_USER_QUOTA_REACHED'],
  ['internal', 500, 'INTERNAL', undefined],
  ['model-overloaded', 503, 'UNAVAILABLE', 'PUBLIC_ERROR_MODEL_OVERLOADED'],
])('a prompt marked with %s shows a %i %s', async (name, status, googleStatus, reason) => {
  const before = await ada.stats();
  for (const answer of [
    await ada.video('Text', { textInput: { prompt: `x [[sandbox:${name}]]` } }),
    await ada.image({ prompt: `[[sandbox:${name}]]` }),
  ]) {
    expect([answer.status, answer.json.error.status, reasonOf(answer)]).toEqual([status, googleStatus, reason]);
  }
  expect(await ada.stats()).toMatchObject({ credits: before.credits, videosStarted: before.videosStarted });
});

test('a fault strikes as often as asked, only its endpoint, its account and its prompt', async () => {
  const ben = await logIn(sandbox, BEN);
  await fault({ endpoint: 'image', account: ADA.email, promptContains: 'kite', times: 2, preset: 'throttled' });
  expect((await ada.image({ prompt: 'a boat' })).status).toBe(200);
  expect((await ben.image({ prompt: 'a kite' })).status).toBe(200);
  expect((await ada.get('/credits')).status).toBe(200);
  expect([(await ada.image()).status, (await ada.image()).status, (await ada.image()).status]).toEqual([429, 429, 200]);
});

test('a fault without end strikes until faults are removed', async () => {
  await fault({
    endpoint: 'credits',
    times: 0,
    effect: { kind: 'status', status: 500, googleStatus: 'INTERNAL', message: 'x' },
  });
  for (let call = 0; call < 3; call += 1) expect((await ada.get('/credits')).status).toBe(500);
  await ada.control('DELETE', '/faults');
  expect((await ada.get('/credits')).status).toBe(200);
});

test('retry-after and field violations are sent where they are asked for', async () => {
  await fault({ preset: 'throttled-with-retry-after' });
  expect((await ada.video('Text', {})).headers.get('retry-after')).toBe('2');
  await fault({ preset: 'bad-field' });
  expect((await ada.video('Text', {})).json.error.details[0].fieldViolations[0].field).toBe('requests[0].seed');
});

test('a poll, a redirect and a read can be struck by the prompt of what they ask for', async () => {
  const made = (await ada.video('Text', { textInput: { prompt: 'special' } })).json;
  const name = made.media[0].name;
  for (const endpoint of ['poll', 'redirect', 'mediaRead']) {
    await fault({ endpoint, promptContains: 'special', preset: 'internal' });
  }
  expect((await ada.poll({ operations: made.operations })).status).toBe(500);
  expect((await ada.redirect(name)).status).toBe(500);
  expect((await ada.get(`/media/${name}`)).status).toBe(500);
});

test('the session can be empty, busy or slow', async () => {
  const session = () => ada.labsGet('/auth/session');
  await fault({ preset: 'session-empty' });
  expect((await session()).json).toEqual({});
  await fault({ preset: 'session-busy' });
  const busy = await session();
  expect([busy.status, busy.headers.get('content-type'), busy.text.slice(0, 9)]).toEqual([
    429,
    'text/html; charset=UTF-8',
    '<!DOCTYPE',
  ]);
  await fault({ endpoint: 'session', effect: { kind: 'slow', delayMs: 120 } });
  const started = performance.now();
  expect((await session()).json.user.email).toBe(ADA.email);
  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
});

test('a labs call can carry its error inside a 200', async () => {
  await fault({ preset: 'trpc-error-in-200' });
  const answer = await ada.trpc('project.createProject', { projectTitle: 'x', toolName: 'PINHOLE' });
  expect([answer.status, answer.json.result.data.json.status]).toEqual([200, 500]);
});

test('a reset before the work starts nothing, a lost answer starts the job', async () => {
  const before = (await ada.stats()).videosStarted;
  await fault({ endpoint: 'submit', preset: 'reset' });
  expect(await failureOf(ada.video('Text', {}))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  expect((await ada.stats()).videosStarted).toBe(before);
  await fault({ preset: 'lost-answer' });
  expect(await failureOf(ada.video('Text', {}))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  expect((await ada.stats()).videosStarted).toBe(before + 1);
});

test('an answer can be cut on the line or shortened in its text, after the work', async () => {
  const before = (await ada.stats()).videosStarted;
  await fault({ endpoint: 'submit', preset: 'cut' });
  expect(await failureOf(ada.video('Text', {}))).not.toBe('answered');
  await fault({ endpoint: 'submit', preset: 'truncated' });
  const shortened = await ada.video('Text', {});
  expect(shortened.status).toBe(200);
  expect(() => JSON.parse(shortened.text)).toThrow();
  expect((await ada.stats()).videosStarted).toBe(before + 2);
});

test('a file can be cut or empty', async () => {
  const url = (await ada.image()).json.media[0].image.generatedImage.fifeUrl;
  await fault({ endpoint: 'media', preset: 'cut' });
  expect(await failureOf(fetch(url).then((response) => response.arrayBuffer()))).not.toBe('answered');
  await fault({ preset: 'empty-file' });
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(0);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBeGreaterThan(1_000);
});

test('jobs can fail later, never end, end without an address, or be told without operations', async () => {
  const submit = (preset: string) => ada.video('Text', { textInput: { prompt: `[[sandbox:${preset}]]` } });
  const statusOf = async (answer: Awaited<ReturnType<typeof submit>>) =>
    (await ada.poll({ media: [{ name: answer.json.media[0].name }] })).json.media[0].mediaMetadata.mediaStatus;
  expect(await statusOf(await submit('async-internal'))).toMatchObject({
    mediaGenerationStatus: 'MEDIA_GENERATION_STATUS_FAILED',
    error: { code: 13, message: 'Internal error encountered.' },
  });
  expect((await statusOf(await submit('never-ending'))).mediaGenerationStatus).toMatch(/PENDING|ACTIVE/);
  const addressless = await submit('no-address');
  expect((await statusOf(addressless)).mediaGenerationStatus).toBe('MEDIA_GENERATION_STATUS_SUCCESSFUL');
  const redirect = await ada.redirect(addressless.json.media[0].name);
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, null]);
  expect((await ada.get(`/media/${addressless.json.media[0].name}`)).json.video).not.toHaveProperty('encodedVideo');
  const withoutOperations = await submit('no-operations');
  expect(Object.keys(withoutOperations.json).sort()).toEqual(['media', 'remainingCredits', 'workflows']);
});

test('in the seed era a finished poll can come without addresses', async () => {
  await using then = await startTestSandbox({ profile: 'seed' });
  const caller = await logIn(then);
  const made = (await caller.video('Text', { textInput: { prompt: '[[sandbox:no-address]]' } })).json;
  const [done] = (await caller.poll({ operations: made.operations })).json.operations;
  expect(done.status).toBe('MEDIA_GENERATION_STATUS_SUCCESSFUL');
  expect(done.operation.metadata.video).not.toHaveProperty('fifeUrl');
  const failing = (await caller.video('Text', { textInput: { prompt: '[[sandbox:async-unsafe]]' } })).json;
  const [failed] = (await caller.poll({ operations: failing.operations })).json.operations;
  expect(failed).toMatchObject({
    operation: { error: { code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' } },
    status: 'MEDIA_GENERATION_STATUS_FAILED',
  });
});

test('images can come without an address, or not at all', async () => {
  expect((await ada.image({ prompt: '[[sandbox:no-address]]' })).json.media[0].image.generatedImage).not.toHaveProperty(
    'fifeUrl',
  );
  expect((await ada.image({ prompt: '[[sandbox:empty-media]]' })).json).toEqual({ media: [] });
});

test('a marked prompt can be slow, and reaches the enlarging of its video', async () => {
  const started = performance.now();
  const made = await ada.video('Text', { textInput: { prompt: 'x [[sandbox:slow]]' } });
  expect([made.status, performance.now() - started > 1_900]).toEqual([200, true]);
  const source = (await ada.video('Text', { textInput: { prompt: '[[sandbox:already-upscaled]]' } })).json.media[0]
    .name;
  const enlarged = await ada.post('/video:batchAsyncGenerateVideoUpsampleVideo', {
    clientContext: { projectId: ada.projectId },
    requests: [
      {
        aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
        videoModelKey: 'veo_3_1_upsampler_1080p',
        resolution: 'VIDEO_RESOLUTION_1080P',
        videoInput: { mediaId: source },
      },
    ],
  });
  expect(enlarged.json.operations[0].rawBytes.length).toBeGreaterThan(1_000);
});

test('a poll can fail running jobs', async () => {
  await ada.control('POST', '/settings', { videoSeconds: 600 });
  const made = (await ada.video('Text', { videoModelKey: 'veo_3_1_t2v' })).json;
  await ada.control('POST', '/settings', { videoSeconds: 0 });
  await fault({
    endpoint: 'poll',
    effect: { kind: 'asyncFailure', code: 14, message: 'PUBLIC_ERROR_MODEL_OVERLOADED' },
  });
  const polled = (await ada.poll({ operations: made.operations })).json;
  expect(polled.media[0].mediaMetadata.mediaStatus.mediaGenerationStatus).toBe('MEDIA_GENERATION_STATUS_FAILED');
  expect(polled.remainingCredits).toBe(made.remainingCredits + 100);
});

test('a fault can let calls through before it strikes', async () => {
  await fault({ endpoint: 'credits', skip: 2, preset: 'unavailable' });
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await ada.get('/credits')).status);
  expect(statuses).toEqual([200, 200, 503, 200]);
});

test('a connection can be reset before the request was read: the call is counted and nothing is done', async () => {
  const before = await ada.stats();
  await fault({
    endpoint: 'submit',
    account: ADA.email,
    effect: { kind: 'reset', variant: 'before-reading' },
  });
  expect(await failureOf(ada.video('Text', {}))).toMatch(/ECONNRESET|EPIPE|UND_ERR_SOCKET/);
  const after = await ada.stats();
  expect([after.calls.submit - before.calls.submit, after.videosStarted - before.videosStarted]).toEqual([1, 0]);
  expect((await ada.video('Text', {})).status).toBe(200);
});

test('an answer can stop in its middle while the connection stays open', async () => {
  await fault({ endpoint: 'credits', effect: { kind: 'stall' } });
  const response = await fetch(`${sandbox.apiBaseUrl}/credits`, { headers: ada.bearer });
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(response.status).toBe(200);
  expect(value?.length).toBe(Math.floor(Number(response.headers.get('content-length')) / 2));
  await reader?.cancel();
});

test('statistics can be asked for by account', async () => {
  const { json } = await get(`${sandbox.origin}/_sandbox/stats?account=${BEN.email}`);
  expect(Object.keys(json.accounts)).toEqual([BEN.email]);
});

test('a poll can tell any status of the work', async () => {
  const { media } = (await ada.video('Text', {})).json;
  await fault({ endpoint: 'poll', effect: { kind: 'workStatus', name: 'CANCELED' } });
  const statusNow = async () =>
    (await ada.poll({ media: [{ name: media[0].name }] })).json.media[0].mediaMetadata.mediaStatus;
  expect(await statusNow()).toEqual({ mediaGenerationStatus: 'MEDIA_GENERATION_STATUS_CANCELED' });
  expect(await statusNow()).toEqual({ mediaGenerationStatus: 'MEDIA_GENERATION_STATUS_SUCCESSFUL' });
});

test('a fault that makes no sense is refused', async () => {
  for (const request of [{ endpoint: 'submit' }, { preset: 'unheard-of' }, { endpoint: 'nowhere', preset: 'cut' }]) {
    expect((await fault(request)).status).toBe(400);
  }
});
