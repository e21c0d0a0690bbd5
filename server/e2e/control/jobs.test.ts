import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody, pictureUrl } from '../chat.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const IMAGE = 'gemini-2.5-flash-image-landscape';
const VIDEO = 'veo_3_1_t2v_fast_landscape';

let sandbox: SandboxProcess;
let service: ServiceProcess;
let operator: GraphqlClient;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    videoSeconds: 0.5,
    accounts: [['session-a@example.com', 'a@example.com', 'PAYGATE_TIER_TWO', 100_000]],
  });
  service = await startService({
    upstream: sandbox,
    env: { ...ADMIN_ENV, FLOW2API_GENERATION__VIDEO_CONCURRENCY: '1', FLOW2API_DEBUG__ENABLED: 'true' },
  });
  await service.addToken('session-a@example.com');
  operator = await signedIn(service);
}, 60_000);

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

interface Shown {
  id: string;
  jobId: string;
  state: string;
  apiKeyId: string;
  prompt: string;
  retryOf: string | null;
  error: { code: string; message: string } | null;
  assets: { url: string; mimeType: string }[];
}
const SHOWN = 'id jobId state apiKeyId prompt retryOf error { code message } assets { url mimeType }';

const CREATE = `mutation ($input: GenerationInput!) { createGeneration(input: $input) { ${SHOWN} } }`;

async function create(input: object): Promise<Shown> {
  const { createGeneration } = await operator.get<{ createGeneration: Shown[] }>(CREATE, { input });
  const [job] = createGeneration;
  if (job === undefined) throw new Error('nothing was made');
  return job;
}

/** What a subscription tells, over SSE. */
async function* listen<Data>(query: string, variables: Record<string, unknown> = {}): AsyncGenerator<Data> {
  const client = createClient({ url: `${service.baseUrl}/graphql/stream`, headers: operator.headers });
  try {
    for await (const { data, errors } of client.iterate<Data>({ query, variables })) {
      if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
      yield data;
    }
  } finally {
    client.dispose();
  }
}

type Watched = { generationChanged: { generation: Shown & { percent: number } } };

/** Watches a generation to its end. */
async function ended(id: string): Promise<Shown> {
  const query = `subscription ($id: ID!) { generationChanged(id: $id) { ... on GenerationEvent { seq generation { ${SHOWN} percent } } } }`;
  let last: Shown | null = null;
  for await (const { generationChanged } of listen<Watched>(query, { id })) last = generationChanged.generation;
  if (last === null) throw new Error('nothing was told');
  return last;
}

const REQUEST = `query ($id: ID!) { requestLog(id: $id) {
  status kind model durationMs body { request response }
  token { email } generation { jobId prompt } apiKeyId } }`;

/** A row is written behind the answer. */
async function logged(requestId: string) {
  return expect.poll(async () => (await operator.ask(REQUEST, { id: requestId })).data, { timeout: 5_000 });
}

test('an operator makes a video without a key, watches it to its end, and sees why it went to its token', async () => {
  const made = await create({ model: VIDEO, prompt: 'waves at dusk' });
  expect(made).toMatchObject({ apiKeyId: 'console', prompt: 'waves at dusk' });
  const done = await ended(made.id);
  expect(done.state).toBe('COMPLETED');
  const [asset] = done.assets;
  const file = await fetch(asset?.url ?? '');
  expect(file.headers.get('content-type')).toBe('video/mp4');
  const { generation } = await operator.get<{ generation: Record<string, unknown> }>(
    `query ($id: ID!) { generation(id: $id) { credits position preview apiKey { name } token { email } steps { state }
       attempts { token { email } choice { strategy by candidates } } choice { by } actions { cancel retry deliver } } }`,
    { id: made.jobId },
  );
  expect(generation).toMatchObject({
    apiKey: null,
    position: null,
    token: { email: 'a@example.com' },
    attempts: [{ token: { email: 'a@example.com' }, choice: { candidates: 1 } }],
    steps: [
      { state: 'QUEUED' },
      { state: 'SUBMITTING' },
      { state: 'RUNNING' },
      { state: 'RETRIEVING' },
      { state: 'COMPLETED' },
    ],
    actions: { cancel: false, retry: true, deliver: true },
  });
  expect(generation.credits).toBeGreaterThan(0);
  expect((await fetch(String(generation.preview))).headers.get('content-type')).toMatch(/^image\//);
}, 40_000);

test('jobs are found by what they are, a page at a time, and retried, cancelled and counted', async () => {
  const first = await create({ model: IMAGE, prompt: 'the very first otter' });
  await ended(first.id);
  const { retryGenerations } = await operator.get<{ retryGenerations: { ok: boolean; generation: Shown }[] }>(
    `mutation ($ids: [ID!]) { retryGenerations(ids: $ids) { ok error { message } generation { ${SHOWN} } } }`,
    { ids: [first.id] },
  );
  expect(retryGenerations).toMatchObject([
    { ok: true, generation: { prompt: 'the very first otter', retryOf: first.jobId } },
  ]);
  await ended(retryGenerations[0]?.generation.id ?? '');

  const PAGE = `query ($after: String) { generations(first: 1, after: $after, filter: { text: "very first", kind: IMAGE, states: [COMPLETED] }) {
    pageInfo { hasNextPage endCursor } edges { node { jobId } } } }`;
  type Page = {
    generations: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { jobId: string } }[] };
  };
  const one = (await operator.get<Page>(PAGE)).generations;
  const two = (await operator.get<Page>(PAGE, { after: one.pageInfo.endCursor })).generations;
  expect(one.edges[0]?.node.jobId).toBe(retryGenerations[0]?.generation.jobId);
  expect(two.edges[0]?.node.jobId).toBe(first.jobId);

  // One slot for videos: the others wait.
  const running = await create({ model: VIDEO, prompt: 'takes the slot' });
  const waiting = await create({ model: VIDEO, prompt: 'to be taken back', count: 2 });
  const { queue } = await operator.get<{ queue: object }>(
    '{ queue { waiting kinds { kind waiting inFlight expectedWaitMs keys { apiKeyId waiting } limits { reason waiting } } } }',
  );
  expect(queue).toMatchObject({
    waiting: 2,
    kinds: [
      { kind: 'IMAGE', waiting: 0, expectedWaitMs: 0 },
      { kind: 'VIDEO', waiting: 2, inFlight: 1, keys: [{ apiKeyId: 'console', waiting: 2 }] },
    ],
  });
  const CANCEL = `mutation ($filter: GenerationFilter, $count: Int, $ids: [ID!]) {
    cancelGenerations(filter: $filter, expectedCount: $count, ids: $ids) { ok error { code message } generation { state } } }`;
  const filter = { text: 'to be taken back', states: ['QUEUED'] };
  const conflict = await operator.ask(CANCEL, { filter, count: 3 });
  expect(conflict.errors[0]?.extensions).toMatchObject({ code: 'conflict', current: 2 });
  expect(
    (await operator.get<{ cancelGenerations: object[] }>(CANCEL, { filter, count: 2 })).cancelGenerations,
  ).toMatchObject([
    { ok: true, generation: { state: 'CANCELLED' } },
    { ok: true, generation: { state: 'CANCELLED' } },
  ]);
  const tooLate = await operator.get<{ cancelGenerations: { ok: boolean; error: { message: string } }[] }>(CANCEL, {
    ids: [running.id],
  });
  expect(tooLate.cancelGenerations[0]).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('no way to take it back') },
  });
  expect((await ended(running.id)).state).toBe('COMPLETED');
  expect(waiting.state).toBe('QUEUED');
}, 60_000);

test('a result whose file is gone is fetched again while the upstream has it', async () => {
  const made = await create({ model: IMAGE, prompt: 'a file that goes' });
  const done = await ended(made.id);
  const url = done.assets[0]?.url ?? '';
  const folder = join(service.dataDir, 'files');
  const path = (await readdir(folder, { recursive: true })).find((name) => name.endsWith(basename(url)));
  await rm(join(folder, path ?? ''));
  expect((await fetch(url)).status).toBe(404);
  const { deliverGenerations } = await operator.get<{ deliverGenerations: { ok: boolean; generation: Shown }[] }>(
    `mutation ($ids: [ID!]) { deliverGenerations(ids: $ids) { ok error { message } generation { ${SHOWN} } } }`,
    { ids: [made.jobId] },
  );
  expect(deliverGenerations).toMatchObject([{ ok: true, generation: { state: 'COMPLETED' } }]);
  expect((await fetch(deliverGenerations[0]?.generation.assets[0]?.url ?? '')).status).toBe(200);
}, 40_000);

test('files are taken away in bulk while their generations stay, counted as expired, and what is none fails in its row', async () => {
  const done = await ended((await create({ model: IMAGE, prompt: 'a file to forget' })).id);
  const url = done.assets[0]?.url ?? '';
  const filter = { text: 'a file to forget' };
  const counts = async () => {
    const query = `query ($filter: GenerationFilter) { generationCounts(filter: $filter) {
      all { count isAll } done { count } expired { count } failed { count } } }`;
    return (await operator.get<{ generationCounts: unknown }>(query, { filter })).generationCounts;
  };
  const none = { failed: { count: 0 } };
  expect(await counts()).toEqual({
    all: { count: 1, isAll: true },
    done: { count: 1 },
    expired: { count: 0 },
    ...none,
  });
  const forget = `mutation ($ids: [ID!], $filter: GenerationFilter, $expectedCount: Int) {
    forgetGenerations(ids: $ids, filter: $filter, expectedCount: $expectedCount) {
      jobId ok error { code } generation { state assets { url } } } }`;
  const miscounted = await operator.ask(forget, { filter, expectedCount: 2 });
  expect(miscounted.errors[0]?.extensions).toMatchObject({ code: 'conflict', field: 'expectedCount', current: 1 });
  expect((await fetch(url)).status).toBe(200);
  const { forgetGenerations } = await operator.get<{ forgetGenerations: unknown[] }>(forget, {
    ids: [done.jobId, 'gen_none'],
  });
  expect(forgetGenerations).toMatchObject([
    { jobId: done.jobId, ok: true, error: null, generation: { state: 'COMPLETED' } },
    { jobId: 'gen_none', ok: false, error: { code: 'not_found' }, generation: null },
  ]);
  expect((await fetch(url)).status).toBe(404);
  expect(await counts()).toEqual({
    all: { count: 1, isAll: true },
    done: { count: 0 },
    expired: { count: 1 },
    ...none,
  });
  for (const counted of ['states: [FAILED]', 'expired: true']) {
    const { errors } = await operator.ask(`{ generationCounts(filter: { ${counted} }) { all { count } } }`);
    expect(errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'filter' });
  }
}, 40_000);

test('generations whose file is gone are found, and fetched again together; nobody can wait for a file to go', async () => {
  const text = 'a file that expires';
  const [gone, kept] = [await create({ model: IMAGE, prompt: text }), await create({ model: IMAGE, prompt: text })];
  for (const { id } of [gone, kept]) await ended(id);
  await operator.get('mutation ($ids: [ID!]) { forgetGenerations(ids: $ids) { ok } }', { ids: [gone.id] });
  const idsOf = async (expired: boolean | null) => {
    const query = 'query ($filter: GenerationFilter) { generations(filter: $filter) { edges { node { id } } } }';
    const found = await operator.get<{ generations: { edges: { node: { id: string } }[] } }>(query, {
      filter: { text, expired },
    });
    return found.generations.edges.map(({ node }) => node.id);
  };
  expect(await idsOf(true)).toEqual([gone.id]);
  expect(await idsOf(false)).toEqual([kept.id]);
  expect(await idsOf(null)).toEqual([kept.id, gone.id]);

  const deliver = `mutation ($filter: GenerationFilter) { deliverGenerations(filter: $filter, expectedCount: 1) {
    ok generation { id } } }`;
  expect(await operator.get(deliver, { filter: { text, expired: true } })).toMatchObject({
    deliverGenerations: [{ ok: true, generation: { id: gone.id } }],
  });
  expect(await idsOf(true)).toEqual([]);

  const watched = listen('subscription { generationChanged(filter: { expired: true }) { __typename } }');
  await expect(watched.next()).rejects.toThrow('Nobody is told when a file goes.');
}, 40_000);

test('what the log takes on the disk is told', async () => {
  expect((await operator.get<{ logSize: number }>('{ logSize }')).logSize).toBeGreaterThan(0);
});

test('a request is in the log with its job, its token and its bodies: secrets masked, pictures folded', async () => {
  const body = {
    ...chatBody(IMAGE, 'a fox with a picture', [await pictureUrl(1)]),
    api_key: 'sk-canary-secret-of-the-body',
  };
  const response = await service.post('/v1/chat/completions', body);
  expect(response.status).toBe(200);
  await response.text();
  const requestId = response.headers.get('x-request-id') ?? '';
  await (await logged(requestId)).toMatchObject({ requestLog: { status: 200 } });
  const { requestLog } = await operator.get<{ requestLog: { body: { request: string; response: string } } }>(REQUEST, {
    id: requestId,
  });
  expect(requestLog).toMatchObject({
    kind: 'IMAGE',
    model: IMAGE,
    apiKeyId: 'config',
    token: { email: 'a@example.com' },
    generation: { prompt: 'a fox with a picture' },
  });
  expect(requestLog.body.request).toContain('image/png, ');
  expect(requestLog.body.request).not.toMatch(/[A-Za-z0-9+/]{300}/);
  expect(requestLog.body.request).not.toContain('canary-secret');
  expect(requestLog.body.response).toContain('/files/');
}, 40_000);

test('requests are told as they end, counted, and found by what was wrong with them', async () => {
  const refused = await service.post('/v1/chat/completions', chatBody('no-such-model', 'x'));
  expect(refused.status).toBe(404);
  const requestId = refused.headers.get('x-request-id');
  // From the beginning of the log, so that it does not matter whether the row is written by now.
  const told = listen<{ requestFinished: { request?: { requestId: string; errorCode: string } } }>(
    'subscription { requestFinished(since: 0, filter: { errorCodes: ["model_not_found"] }) { ... on RequestNews { seq request { requestId errorCode } } } }',
  );
  const { value } = await told.next();
  await told.return(undefined);
  expect(value?.requestFinished.request).toEqual({ requestId, errorCode: 'model_not_found' });
  const LIST = '{ requestLogs(first: 500, filter: { statusClasses: [4] }) { edges { node { requestId status } } } }';
  const { requestLogs } = await operator.get<{ requestLogs: { edges: { node: { requestId: string } }[] } }>(LIST);
  expect(requestLogs.edges.map(({ node }) => node.requestId)).toContain(requestId);
  const { requestHistogram } = await operator.get<{ requestHistogram: { bars: { refused: number }[] } }>(
    '{ requestHistogram(bars: 10, filter: { statusClasses: [4] }) { countedFrom bars { from requests refused } } }',
  );
  const counted = requestHistogram.bars.reduce((sum, { refused }) => sum + refused, 0);
  expect(counted).toBe(requestLogs.edges.length);
}, 40_000);
test('usage, latency and models add up to what was made', async () => {
  const { usage, latency, models, model } = await operator.get<{
    usage: {
      model: string;
      apiKeyId: string;
      completed: number;
      credits: number;
      label: string;
      token: { email: string };
    }[];
    latency: { jobs: number; p50Ms: number; p95Ms: number };
    models: { name: string; completed: number; eligibleTokens: number; available: boolean }[];
    model: { name: string; completed: number; latency: { jobs: number } };
  }>(`{
    usage(by: DAY, timeZone: "Asia/Kolkata", groupBy: [MODEL, API_KEY, TOKEN]) { model apiKeyId completed credits label token { email } }
    latency { jobs p50Ms p95Ms }
    models { name completed eligibleTokens available }
    model(name: "${VIDEO}") { name completed latency { jobs } }
  }`);
  const videos = usage.filter((point) => point.model === VIDEO && point.completed > 0);
  expect(videos).toMatchObject([{ apiKeyId: 'console', completed: 2, token: { email: 'a@example.com' } }]);
  expect(videos[0]?.label).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(videos[0]?.credits).toBeGreaterThan(0);
  expect(latency.jobs).toBe(usage.reduce((sum, { completed }) => sum + completed, 0));
  expect(latency.p95Ms).toBeGreaterThanOrEqual(latency.p50Ms);
  expect(model).toEqual({ name: VIDEO, completed: 2, latency: { jobs: 2 } });
  expect(models.find(({ name }) => name === VIDEO)).toMatchObject({ completed: 2, eligibleTokens: 1, available: true });
});

test('what is used is told at a fixed gap', async () => {
  const ticks = listen<{ usageTicked: { requests: number; from: string; to: string } }>(
    'subscription { usageTicked(interval: 1) { from to requests refused completed credits } }',
  );
  const { value } = await ticks.next();
  expect(Date.parse(value?.usageTicked.to ?? '')).toBeGreaterThan(Date.parse(value?.usageTicked.from ?? ''));
  await ticks.return(undefined);
});

test('keys are told with what was asked with them, and the request log is cleared up to a moment', async () => {
  const { apiKeyActivity } = await operator.get<{
    apiKeyActivity: { apiKeyId: string; beats: { requests: number; failed: number }[] }[];
  }>('{ apiKeyActivity(beats: 6) { apiKeyId beats { requests failed } } }');
  expect(apiKeyActivity.map(({ beats }) => beats.length)).toEqual([6]);
  expect(apiKeyActivity[0]?.beats.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(0);

  const LEFT = `query ($before: DateTime!) { requestLogCount(before: $before) requestLogs { edges { node { requestId } } } }`;
  const before = new Date(Date.now() + 60_000).toISOString();
  type Left = { requestLogCount: number; requestLogs: { edges: unknown[] } };
  const { requestLogCount, requestLogs } = await operator.get<Left>(LEFT, { before });
  expect([requestLogCount, requestLogs.edges.length > 0]).toEqual([expect.any(Number), true]);
  const { clearRequestLogs } = await operator.get<{ clearRequestLogs: number }>(
    'mutation ($before: DateTime!) { clearRequestLogs(before: $before) }',
    { before },
  );
  expect(clearRequestLogs).toBe(requestLogCount);
  expect(await operator.get<Left>(LEFT, { before })).toEqual({ requestLogCount: 0, requestLogs: { edges: [] } });
  await expect(operator.get('mutation { clearRequestLogs(before: "yesterday") }')).rejects.toThrow('DateTime');
});
