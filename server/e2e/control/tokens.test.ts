import { createTRPCClient, httpLink } from '@trpc/client';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type SandboxProcess, startSandboxProcess } from '../../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { predecessorDatabase } from '../../tokens/testing/predecessor.ts';
import { ADMIN, ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'] as const;
const cookieOf = (name: string) => `canary-session-${name}-0123456789abcdef`;

let sandbox: SandboxProcess;
let service: ServiceProcess;
let admin: GraphqlClient;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    videoSeconds: 30,
    accounts: NAMES.map((name) => [cookieOf(name), `${name}@example.com`, 'PAYGATE_TIER_TWO', 1000]),
  });
  service = await startService({ upstream: sandbox, env: ADMIN_ENV });
  admin = await signedIn(service);
});

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

const TOKEN = `id number email name remark tier credits
  wanted { enabled imageEnabled videoEnabled imageConcurrency videoConcurrency proxy }
  seen { state reason kinds { kind state slots inFlight } }
  signIn { sessionTokenEnd }`;

interface Shown {
  id: string;
  number: number;
  email: string;
  remark: string | null;
  wanted: Record<string, unknown>;
  seen: { state: string; reason: string | null; kinds: Record<string, unknown>[] };
  signIn: { sessionTokenEnd: string };
}

async function add(name: string, input: object = {}): Promise<Shown> {
  const mutation = `mutation ($sessionToken: String!, $input: TokenInput) {
    addToken(sessionToken: $sessionToken, input: $input) { ${TOKEN} } }`;
  const { addToken } = await admin.get<{ addToken: Shown }>(mutation, { sessionToken: cookieOf(name), input });
  return addToken;
}

test('a token is checked, added, edited and read, and every step is in the audit log without its secret', async () => {
  const check = `mutation ($sessionToken: String!) {
    checkToken(sessionToken: $sessionToken) { email credits tier expiresAt sameSecret token { id } } }`;
  expect(await admin.get(check, { sessionToken: cookieOf('ada') })).toMatchObject({
    checkToken: { email: 'ada@example.com', credits: 1000, tier: 'PAYGATE_TIER_TWO', sameSecret: false, token: null },
  });
  const ada = await add('ada', { remark: 'lab', imageConcurrency: 2, enabled: true });
  expect(ada).toMatchObject({
    ...{ email: 'ada@example.com', remark: 'lab', signIn: { sessionTokenEnd: 'cdef' } },
    wanted: { enabled: true, imageConcurrency: 2, videoConcurrency: null, proxy: null },
    seen: { state: 'SERVING', reason: null, kinds: [{ kind: 'IMAGE', slots: 2 }, { kind: 'VIDEO' }] },
  });
  expect(await admin.get(check, { sessionToken: cookieOf('ada') })).toMatchObject({
    checkToken: { sameSecret: true, token: { id: ada.id } },
  });
  const again = await admin.ask(`mutation { addToken(sessionToken: "${cookieOf('ada')}") { id } }`);
  expect(again.errors[0]?.extensions).toMatchObject({
    ...{ code: 'conflict', field: 'sessionToken', current: { email: 'ada@example.com' } },
  });
  const dead = await admin.ask('mutation { addToken(sessionToken: "canary-dead-0123456789") { id } }');
  expect(dead.errors[0]).toMatchObject({
    ...{ message: expect.stringContaining('opens no account'), extensions: { code: 'token_expired' } },
  });

  const update = `mutation ($id: ID!, $input: TokenInput!) { updateToken(id: $id, input: $input) { ${TOKEN} } }`;
  const input = { remark: null, name: 'north-1', proxyUrl: 'http://user:canary-password@127.0.0.1:9' };
  expect(await admin.get(update, { id: ada.id, input })).toMatchObject({
    updateToken: { remark: null, name: 'north-1', wanted: { imageConcurrency: 2, proxy: 'http://127.0.0.1:9' } },
  });
  const replace = `mutation ($id: ID!) { replaceTokenSecret(id: $id, sessionToken: "${cookieOf('bob')}") { id } }`;
  await admin.get(update, { id: ada.id, input: { proxyUrl: null } });
  expect((await admin.ask(replace, { id: ada.id })).errors[0]).toMatchObject({
    message: expect.stringContaining('belongs to bob@example.com, not to ada@example.com'),
  });

  const one = `query ($id: ID!) { token(id: $id) { history { what } recentErrors { code } leases { kind } projects { id } }
    node(id: $id) { ... on Token { email } } }`;
  expect(await admin.get(one, { id: ada.id })).toMatchObject({
    token: { history: [{ what: 'edited' }, { what: 'edited' }, { what: 'added' }], recentErrors: [], leases: [] },
    node: { email: 'ada@example.com' },
  });
  const nobody = await admin.ask('query { token(id: "VG9rZW46OTk5") { id } }');
  expect(nobody.errors[0]?.extensions).toMatchObject({ code: 'not_found', field: 'id' });

  const { audit } = await trpcOf(admin)
    .audit.list.query({ limit: 50 })
    .then((page) => ({ audit: page }));
  const told = JSON.stringify(audit);
  for (const action of ['token.add', 'token.update', 'token.replace-secret']) expect(told).toContain(action);
  expect(told).not.toContain('canary-');
});

test('many tokens are switched by filter only as long as the count is right, with a result for each', async () => {
  for (const name of ['cyd', 'dan']) await add(name, { remark: 'pair' }); // the results come in this order
  const off = `mutation ($expectedCount: Int!) {
    setTokensEnabled(filter: { text: "PAIR" }, expectedCount: $expectedCount, enabled: false) {
      ok email error { message } token { seen { state } } } }`;
  expect((await admin.ask(off, { expectedCount: 3 })).errors[0]?.extensions).toMatchObject({
    ...{ code: 'conflict', current: 2, field: 'expectedCount' },
  });
  expect(await admin.get(off, { expectedCount: 2 })).toEqual({
    setTokensEnabled: ['cyd', 'dan'].map((name) => ({
      ...{ ok: true, email: `${name}@example.com`, error: null, token: { seen: { state: 'OFF' } } },
    })),
  });
  const list = `query ($after: String) { tokens(first: 1, after: $after, filter: { states: [OFF] }, sort: { by: EMAIL }) {
    totalCount edges { node { email } } pageInfo { hasNextPage endCursor } } }`;
  interface Page {
    tokens: { totalCount: number; edges: { node: { email: string } }[]; pageInfo: { endCursor: string } };
  }
  const first = await admin.get<Page>(list);
  const second = await admin.get<Page>(list, { after: first.tokens.pageInfo.endCursor });
  expect([first, second].map(({ tokens }) => tokens.edges[0]?.node.email)).toEqual([
    'cyd@example.com',
    'dan@example.com',
  ]);
  expect(second.tokens).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } });
  const neither = await admin.ask('mutation { rejoinTokens { ok } }');
  expect(neither.errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'ids' });
});

test('an open stream tells of a token and of the pool when they change', async () => {
  const fay = await add('fay');
  const { seq: since } = await trpcOf(admin).live.position.query();
  const client = createClient({ url: `${service.baseUrl}/graphql/stream`, headers: admin.headers });
  const news = client.iterate<{ tokenChanged: { what: string; token: Shown | null; seq: number } }>({
    query: `subscription ($ids: [ID!], $since: Int) { tokenChanged(ids: $ids, since: $since) {
      ... on TokenNews { seq what token { ${TOKEN} } } ... on Gap { seq } } }`,
    variables: { ids: [fay.id], since },
  });
  const pool = client.iterate<{ poolChanged: { byState: { state: string; count: number }[] } }>({
    query: 'subscription { poolChanged { total byState { state count } kinds { kind taken slots serving } } }',
  });
  const servingIn = (item: IteratorResult<{ data?: { poolChanged: { byState: object[] } } | null }>) =>
    item.value.data.poolChanged.byState.find(({ state }: { state: string }) => state === 'SERVING').count;
  const before = servingIn((await pool.next()) as never);
  const nextPool = pool.next();
  await admin.get('mutation ($ids: [ID!]) { setTokensEnabled(ids: $ids, enabled: false) { ok } }', { ids: [fay.id] });
  const told = (await news.next()).value.data.tokenChanged;
  expect(told).toMatchObject({ what: 'switched off', token: { email: 'fay@example.com', seen: { state: 'OFF' } } });
  expect(servingIn((await nextPool) as never)).toBe(before - 1);

  await admin.get('mutation ($ids: [ID!]) { deleteTokens(ids: $ids) { ok } }', { ids: [fay.id] });
  let last = told;
  while (last.token !== null) last = (await news.next()).value.data.tokenChanged;
  expect(last.what).toBe('deleted');
  client.dispose();
});

test('a token with a running job is deleted by force only, and the job fails instead of waiting for ever', async () => {
  const others = await admin.get<{ tokens: { edges: { node: Shown }[] } }>('{ tokens { edges { node { id } } } }');
  const ids = others.tokens.edges.map(({ node }) => node.id);
  await admin.get('mutation ($ids: [ID!]) { setTokensEnabled(ids: $ids, enabled: false) { ok } }', { ids });
  const eve = await add('eve');
  const created = await service.post('/v1/videos', { model: 'veo_3_1_t2v_fast', prompt: 'an otter', seconds: '8' });
  const { id } = (await created.json()) as { id: string };
  const remove =
    'mutation ($ids: [ID!], $force: Boolean) { deleteTokens(ids: $ids, force: $force) { ok error { code } } }';
  const leases = async () =>
    (
      await admin.get<{ token: { leases: unknown[] } }>('query ($id: ID!) { token(id: $id) { leases { kind } } }', {
        id: eve.id,
      })
    ).token.leases.length;
  await expect.poll(leases).toBe(1);
  expect(await admin.get(remove, { ids: [eve.id] })).toEqual({
    deleteTokens: [{ ok: false, error: { code: 'conflict' } }],
  });
  const statusOf = async () => ((await (await service.fetch(`/v1/videos/${id}`)).json()) as { status: string }).status;
  await expect.poll(statusOf).toBe('in_progress');
  expect(await admin.get(remove, { ids: [eve.id], force: true })).toEqual({
    deleteTokens: [{ ok: true, error: null }],
  });
  await expect.poll(statusOf, { timeout: 10_000 }).toBe('failed');
  await admin.get('mutation ($ids: [ID!]) { setTokensEnabled(ids: $ids, enabled: true) { ok } }', { ids });
});

test('a database of the predecessor is imported over GraphQL: looked at first, then taken in', async () => {
  const database = predecessorDatabase([
    { st: cookieOf('gus'), email: 'gus@example.com', remark: 'old lab', image_concurrency: 3 },
    { st: 'canary-dead-abcdefghij', email: 'gone@example.com' },
    { st: cookieOf('ada'), email: 'ada@example.com', image_concurrency: 2 },
  ]);
  const mutation = `mutation ($content: String!, $dryRun: Boolean) {
    importTokens(content: $content, encoding: BASE64, dryRun: $dryRun) {
      format dryRun added updated alreadyHere invalid rows { line outcome email detail token { number } } } }`;
  const content = database.toString('base64');
  const counts = { format: 'database', added: 1, updated: 1, alreadyHere: 0, invalid: 1 };
  const dry = await admin.get<{ importTokens: { rows: unknown[] } }>(mutation, { content });
  expect(dry.importTokens).toMatchObject({ ...counts, dryRun: true });
  expect(dry.importTokens.rows[1]).toMatchObject({ line: 2, outcome: 'INVALID', email: 'gone@example.com' });
  const found = 'query { tokens(filter: { text: "gus" }) { edges { node { remark wanted { imageConcurrency } } } } }';
  expect(await admin.get(found)).toEqual({ tokens: { edges: [] } });
  expect((await admin.get<typeof dry>(mutation, { content, dryRun: false })).importTokens).toMatchObject(counts);
  expect(await admin.get(found)).toEqual({
    tokens: { edges: [{ node: { remark: 'old lab', wanted: { imageConcurrency: 3 } } }] },
  });
});

test('an export holds no secret; with secrets a browser gives the password again', async () => {
  const plain = await admin.get<{ exportTokens: { content: string } }>('mutation { exportTokens { count content } }');
  expect(plain.exportTokens.content).toContain('ada@example.com');
  expect(plain.exportTokens.content).not.toContain('canary-');
  const full =
    'mutation ($password: String) { exportTokenSecrets(filter: { text: "ada" }, password: $password) { content } }';
  expect((await admin.ask(full)).errors[0]?.extensions).toMatchObject({ code: 'missing_parameter', field: 'password' });
  expect((await admin.ask(full, { password: 'wrong' })).errors[0]?.extensions).toMatchObject({
    ...{ code: 'invalid_value', field: 'password' },
  });
  const told = await admin.get<{ exportTokenSecrets: { content: string } }>(full, { password: ADMIN.password });
  expect(told.exportTokenSecrets.content).toContain(cookieOf('ada'));
});

test('the console does the same over tRPC', async () => {
  const api = trpcOf(admin);
  const hal = await api.tokens.add.mutate({ sessionToken: cookieOf('hal'), remark: 'by the console' });
  expect(await api.tokens.get.query({ id: hal.id })).toMatchObject({
    ...{ email: 'hal@example.com', seen: { state: 'serving' }, history: [{ what: 'added' }], recentErrors: [] },
  });
  const list = await api.tokens.list.query({ filter: { text: 'console' }, limit: 10 });
  expect(list).toMatchObject({ total: 1, nextCursor: null, items: [{ id: hal.id }] });
  const work = { action: 'update', changes: { videoConcurrency: -1 } } as const;
  expect(await api.tokens.bulk.mutate({ selection: { ids: [hal.id, 999] }, work })).toMatchObject([
    { tokenId: hal.id, error: null },
    { tokenId: 999, error: { code: 'not_found' } },
  ]);
  expect((await api.pool.get.query()).kinds[1]).toMatchObject({ kind: 'video', slots: -1 });
  const stale = { selection: { filter: { text: 'console' }, expectedCount: 2 }, work: { action: 'delete' } } as const;
  await expect(api.tokens.bulk.mutate(stale)).rejects.toMatchObject({
    data: { code: 'conflict', current: 1, httpStatus: 409 },
  });
  await expect(api.tokens.testProxy.mutate({ id: hal.id })).rejects.toMatchObject({ data: { code: 'invalid_value' } });
});

function trpcOf({ headers }: GraphqlClient) {
  const origin = new URL(service.baseUrl).origin;
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${service.baseUrl}/trpc`, headers: { ...headers, origin } })],
  });
}
