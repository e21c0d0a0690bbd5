import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { startProgram } from '../../testing/child-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { CONFIGURED, CONFIGURED_ENV, createOperator, type Operator, SIGN_IN, signedIn } from './operator.ts';

let service: ServiceProcess;
let operator: Operator;
beforeAll(async () => {
  service = await startService({ env: CONFIGURED_ENV });
  operator = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const SET_UP = `mutation ($code: String!, $username: String!, $password: String!) {
  setUp(code: $code, username: $username, password: $password) { kind name scopes }
}`;
const NEW_TOKEN = `mutation ($name: String!, $scopes: [Scope!]!, $currentPassword: String) {
  createAdminToken(name: $name, scopes: $scopes, currentPassword: $currentPassword) { token adminToken { id last4 } }
}`;
const NEW_KEY = 'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { key apiKey { id keyId } } }';
const SESSIONS = '{ sessions { id current adminName address } }';

interface MadeToken {
  createAdminToken: { token: string; adminToken: { id: string; last4: string } };
}
interface MadeKey {
  createApiKey: { key: string; apiKey: { id: string; keyId: string } };
}

async function tokenWith(name: string, ...scopes: string[]): Promise<{ token: string; id: string }> {
  const { createAdminToken } = await operator.do<MadeToken>(NEW_TOKEN, {
    name,
    scopes: scopes,
    currentPassword: CONFIGURED.password,
  });
  return { token: createAdminToken.token, id: createAdminToken.adminToken.id };
}

test('from the link of the first start to a session that is listed, revoked and over', async () => {
  await using fresh = await startService();
  const link = await expect
    .poll(() => /http:\/\/127\.0\.0\.1:\d+\/start#code=([\w-]{43})/.exec(fresh.program.stderr()), { timeout: 10_000 })
    .not.toBe(null)
    .then(() => /(http:\/\/\S+)\/start#code=([\w-]{43})/.exec(fresh.program.stderr()) as RegExpExecArray);
  const [, origin, code] = link;
  expect(origin).toBe(fresh.baseUrl);
  expect(fresh.program.lines.join('')).not.toContain(code);

  const ann = createOperator(fresh);
  expect(await ann.do('{ setUpState { open } viewer { name } }')).toEqual({ setUpState: { open: true }, viewer: null });
  const account = { username: 'ann', password: 'four brown horses ran' };
  expect(await ann.ask(SET_UP, { ...account, code: 'a guess' })).toMatchObject({ code: 'signed_out', data: null });
  expect(await ann.ask(SET_UP, { code, username: 'ann', password: 'short' })).toMatchObject({
    code: 'invalid_value',
    extensions: { field: 'password' },
  });
  const entered = await ann.ask(SET_UP, { ...account, code });
  expect(entered.data).toEqual({
    setUp: { kind: 'admin', name: 'ann', scopes: ['read', 'operate', 'secrets', 'admin'] },
  });
  expect(entered.setCookie).toMatch(/^flow2api=[\w-]{43}; path=\/; samesite=strict; httponly$/);
  expect(await ann.do('{ setUpState { open } }')).toEqual({ setUpState: { open: false } });
  // Anybody may ask for this, so it leaves nothing behind, or the log could be filled.
  for (let n = 0; n < 9; n += 1) {
    expect(await createOperator(fresh).ask(SET_UP, { ...account, code })).toMatchObject({ code: 'signed_out' });
  }

  const phone = createOperator(fresh);
  await phone.do(SIGN_IN, account);
  const { sessions } = await ann.do<{ sessions: { id: string; current: boolean }[] }>(SESSIONS);
  expect(sessions).toMatchObject([
    { adminName: 'ann', address: '127.0.0.1' },
    { adminName: 'ann', address: '127.0.0.1' },
  ]);
  const [other] = sessions.filter(({ current }) => !current);
  await ann.do('mutation ($id: ID!) { revokeSession(id: $id) }', { id: other?.id });
  expect(await phone.ask(SESSIONS)).toMatchObject({ code: 'signed_out' });

  await fresh.killAndRestart();
  expect(await ann.do('{ viewer { name } }')).toEqual({ viewer: { name: 'ann' } });
  expect(fresh.program.stderr()).not.toContain('/start#code=');
  const stolen = createOperator(fresh);
  stolen.cookie = ann.cookie;
  await ann.do('mutation { signOut }');
  expect(await stolen.do('{ viewer { name } }')).toEqual({ viewer: null });
  expect(await stolen.ask(SESSIONS)).toMatchObject({ code: 'signed_out' });

  await ann.do(SIGN_IN, account);
  const log = await ann.do<{ auditLog: { edges: { node: { action: string; outcome: string } }[] } }>(
    '{ auditLog(first: 20) { edges { node { action outcome actorName detail } } } }',
  );
  expect(log.auditLog.edges.map(({ node }) => `${node.action} ${node.outcome}`.toLowerCase())).toEqual([
    'session.sign-in done',
    'session.sign-out done',
    'session.revoke done',
    'session.sign-in done',
    'set-up done',
    'set-up refused',
  ]);
  expect(JSON.stringify(log)).not.toContain(account.password);
  expect(await ann.do('{ verifyAuditLog { intact entries problem } }')).toEqual({
    verifyAuditLog: { intact: true, entries: 6, problem: null },
  });
  await using command = startProgram('server/audit/verify.ts', [], { FLOW2API_DATA_DIR: fresh.dataDir });
  expect(await command.exited).toBe(0);
  expect(command.lines.join('')).toContain('intact: 6 lines');
});

test('another password ends the other browsers, and the old one is refused', async () => {
  await using fresh = await startService();
  await expect.poll(() => fresh.program.stderr()).toContain('/start#code=');
  const code = /#code=([\w-]{43})/.exec(fresh.program.stderr())?.[1];
  const ann = createOperator(fresh);
  await ann.do(SET_UP, { code, username: 'ann', password: 'four brown horses ran' });
  const phone = createOperator(fresh);
  await phone.do(SIGN_IN, { username: 'ann', password: 'four brown horses ran' });
  const change = `mutation ($old: String!) { changePassword(currentPassword: $old, newPassword: "seven green boats sail") }`;
  expect(await ann.ask(change, { old: 'wrong' })).toMatchObject({ extensions: { field: 'currentPassword' } });
  expect(await ann.do(change, { old: 'four brown horses ran' })).toEqual({ changePassword: 1 });
  expect(await phone.do('{ viewer { name } }')).toEqual({ viewer: null });
  expect(await ann.do('{ viewer { name } }')).toEqual({ viewer: { name: 'ann' } });
  expect(await phone.ask(SIGN_IN, { username: 'ann', password: 'four brown horses ran' })).toMatchObject({
    code: 'signed_out',
  });
  await phone.do(SIGN_IN, { username: 'ann', password: 'seven green boats sail' });
});

test('guessing is slowed, also for the right password and over a restart', async () => {
  await using guarded = await startService({ env: CONFIGURED_ENV });
  const guesser = createOperator(guarded);
  const guess = (password: string) => guesser.ask(SIGN_IN, { username: CONFIGURED.username, password });
  const started = Date.now();
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(`guess ${n}`)));
  const tried = answers.filter(({ code }) => code === 'signed_out').length;
  // Five at once, and after that one when a second has passed, two more seconds, four more.
  const seconds = (Date.now() - started) / 1_000;
  expect(tried).toBeLessThanOrEqual(5 + Math.floor(Math.log2(1 + seconds)));
  // Each failure from the fifth on doubles the wait; so many that the restart does not outlast it.
  for (let failures = tried; failures < 9; ) {
    const { code, extensions } = await guess('wrong');
    if (code === 'signed_out') failures += 1;
    else await new Promise((resolve) => setTimeout(resolve, Number(extensions.retryAfterMs)));
  }
  expect(Date.now() - started).toBeGreaterThan(1_000 + 2_000 + 4_000);
  await guarded.killAndRestart();
  const right = await guess(CONFIGURED.password);
  expect(right).toMatchObject({ code: 'sign_in_blocked', data: null });
  expect(right.extensions.retryAfterMs).toBeGreaterThan(0);
}, 90_000);

test('a token does what its scopes allow, on either front, and what is wrong with it is said', async () => {
  const { token: reading } = await tokenWith('reader', 'read');
  const { token: operating } = await tokenWith('worker', 'read', 'operate');
  const { token: telling } = await tokenWith('maker', 'operate', 'secrets');
  const input = { input: { name: 'by token' } };
  expect(await createOperator(service, reading).do('{ apiKeys { keyId source } }')).toMatchObject({
    apiKeys: [{ keyId: 'config', source: 'CONFIGURED' }],
  });
  expect(await createOperator(service, reading).ask(NEW_KEY, input)).toMatchObject({ code: 'scope_missing' });
  expect(await createOperator(service, reading).ask(SESSIONS)).toMatchObject({ code: 'scope_missing' });
  expect(await createOperator(service, operating).ask(NEW_KEY, input)).toMatchObject({
    code: 'scope_missing',
    message: expect.stringContaining("'secrets'"),
  });
  expect((await createOperator(service, telling).do<MadeKey>(NEW_KEY, input)).createApiKey.key).toMatch(/^f2a_/);
  expect(await createOperator(service, 'f2admin_unknown').ask('{ viewer { name } }')).toMatchObject({
    status: 401,
    code: 'signed_out',
    message: expect.stringContaining('not known'),
  });
  const { token: lesser } = await tokenWith('lesser admin', 'admin');
  const more = await createOperator(service, lesser).ask(NEW_TOKEN, { name: 'more', scopes: ['secrets'] });
  expect(more).toMatchObject({ code: 'scope_missing', extensions: { field: 'scopes' } });

  const trpc = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${service.baseUrl}/trpc`, headers: { authorization: `Bearer ${operating}` } })],
  });
  const [keys, log] = await Promise.all([trpc.keys.list.query(), trpc.audit.list.query({ action: 'admin-token.*' })]);
  expect(keys.map(({ name }) => name)).toContain('by token');
  expect(log.entries[0]).toMatchObject({ action: 'admin-token.create', actorName: CONFIGURED.username });
  await expect(trpc.security.sessions.query()).rejects.toMatchObject({ data: { code: 'scope_missing' } });
  await expect(trpc.keys.create.mutate({ name: 'x' })).rejects.toMatchObject({ data: { code: 'scope_missing' } });
});

test('what another site makes a browser send is refused, and what the console sends is not', async () => {
  const change = 'mutation { revokeOtherSessions }';
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', authorization: 'Basic YTpi' },
  ] as Record<string, string>[]) {
    const answer = await operator.ask(change, {}, headers);
    expect(answer).toMatchObject({ status: 403, code: 'origin_refused', data: null });
  }
  expect((await operator.ask(change, {}, { origin: service.baseUrl })).data).toEqual({ revokeOtherSessions: 0 });
  const socket = new WebSocket(`${service.baseUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { cookie: operator.cookie ?? '', origin: 'https://evil.example' },
  });
  expect(await new Promise((resolve) => socket.once('error', ({ message }) => resolve(message)))).toContain('403');
});

const EVENTS = { query: 'subscription { events { ... on Event { type } } }' };
const FEW_SECONDS = 5_000;

/** Resolves once something came, and tells how and when the stream ended. */
function watch(subscribe: (sink: { next(): void; error(cause: unknown): void; complete(): void }) => void) {
  let ended = false;
  let heard = 0;
  subscribe({
    next: () => {
      heard += 1;
    },
    error: () => {
      ended = true;
    },
    complete: () => {
      ended = true;
    },
  });
  return {
    /** Makes events (lines of the audit log) until one has come: a subscription begins when it begins. */
    begun: () =>
      expect
        .poll(async () => {
          if (heard === 0) await operator.do('mutation { purgeCache(olderThanSeconds: 86400) { files } }');
          return heard;
        })
        .toBeGreaterThan(0),
    ended: () => expect.poll(() => ended, { timeout: FEW_SECONDS }).toBe(true),
    isOver: () => ended,
  };
}

const overSse = (headers: Record<string, string>) =>
  watch((sink) => {
    createSseClient({ url: `${service.baseUrl}/graphql/stream`, headers, retryAttempts: 0 }).subscribe(EVENTS, sink);
  });
const overSocket = (authorization: string) =>
  watch((sink) => {
    const url = `${service.baseUrl.replace('http', 'ws')}/graphql`;
    const connectionParams = { authorization };
    createWsClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 }).subscribe(EVENTS, sink);
  });

test('a revoked token ends its streams over SSE and WebSocket within seconds, and no others', async () => {
  const { token, id } = await tokenWith('listener', 'read');
  const other = await tokenWith('other listener', 'read');
  const streams = [overSse({ authorization: `Bearer ${token}` }), overSocket(`Bearer ${token}`)];
  const stays = overSse({ authorization: `Bearer ${other.token}` });
  for (const stream of [...streams, stays]) await stream.begun();
  await operator.do('mutation ($id: ID!) { revokeAdminToken(id: $id) { id } }', { id });
  for (const stream of streams) await stream.ended();
  expect(stays.isOver()).toBe(false);
  expect(await createOperator(service, token).ask('{ viewer { name } }')).toMatchObject({ code: 'signed_out' });
  await operator.do('mutation ($id: ID!) { revokeAdminToken(id: $id) { id } }', { id: other.id });
  await stays.ended();
});

test('signing out ends the streams of that browser', async () => {
  const browser = await signedIn(service);
  const stream = overSse({ cookie: browser.cookie ?? '' });
  await stream.begun();
  await browser.do('mutation { signOut }');
  await stream.ended();
});

test('a key is made, used, limited, rotated with both good for a while, and revoked, each at once', async () => {
  const made = await operator.do<MadeKey>(NEW_KEY, { input: { name: 'app', models: ['veo_*'] } });
  const { key, apiKey } = made.createApiKey;
  const models = async (shown: string) => {
    const response = await fetch(`${service.baseUrl}/v1/models`, { headers: { authorization: `Bearer ${shown}` } });
    const { data } = (await response.json()) as { data?: { id: string }[] };
    return response.ok ? (data ?? []).map(({ id }) => id) : response.status;
  };
  const listed = await models(key);
  expect(listed).toContain('veo_3_1_t2v_fast_landscape');
  expect(listed).not.toContain('gemini-2.5-flash-image');

  const update = `mutation ($id: ID!, $input: ApiKeyInput!) { updateApiKey(id: $id, input: $input) { enabled models } }`;
  const { id } = apiKey;
  expect(await operator.do(update, { id, input: { models: null } })).toEqual({
    updateApiKey: { enabled: true, models: null },
  });
  expect(await models(key)).toContain('gemini-2.5-flash-image');
  await operator.do(update, { id, input: { enabled: false } });
  expect(await models(key)).toBe(401);
  await operator.do(update, { id, input: { enabled: true } });

  const rotate = `mutation ($id: ID!, $overlap: Int!) { rotateApiKey(id: $id, overlapSeconds: $overlap) { key } }`;
  const rotated = await operator.do<{ rotateApiKey: { key: string } }>(rotate, { id, overlap: 3_600 });
  const second = rotated.rotateApiKey.key;
  expect([await models(key), await models(second)]).toEqual([expect.any(Array), expect.any(Array)]);
  expect(await operator.ask(rotate, { id, overlap: 60 })).toMatchObject({
    ...{ code: 'conflict', extensions: { field: 'overlapSeconds' }, message: expect.stringContaining('is still good') },
  });
  const headers = { cookie: operator.cookie ?? '' };
  const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${service.baseUrl}/trpc`, headers })] });
  await expect(trpc.keys.rotate.mutate({ id: apiKey.keyId, overlapMs: 60_000 })).rejects.toMatchObject({
    data: { code: 'conflict', field: 'overlapMs', current: { previousUntil: expect.any(String) } },
  });
  expect(await models(key)).toEqual(expect.any(Array));
  const again = await operator.do<{ rotateApiKey: { key: string } }>(rotate, { id, overlap: 0 });
  expect([await models(second), await models(again.rotateApiKey.key)]).toEqual([401, expect.any(Array)]);

  await operator.do('mutation ($id: ID!) { revokeApiKey(id: $id) { name } }', { id });
  expect(await models(again.rotateApiKey.key)).toBe(401);
  expect(await operator.ask('query ($id: ID!) { apiKey(id: $id) { name } }', { id })).toMatchObject({
    ...{ data: null, code: 'not_found', extensions: { field: 'id' } },
  });
  const log = await operator.do<{ auditLog: { edges: { node: { action: string } }[] } }>(
    `query ($subject: String) { auditLog(last: 9, filter: { subject: $subject, action: "api-key.*" }) {
      edges { node { action changes { field from to } } }
    } }`,
    { subject: apiKey.keyId },
  );
  expect(log.auditLog.edges.map(({ node }) => node.action)).toEqual([
    'api-key.revoke',
    'api-key.rotate',
    'api-key.rotate',
    'api-key.update',
    'api-key.update',
    'api-key.update',
    'api-key.create',
  ]);
  for (const secret of [key, second]) expect(JSON.stringify(log)).not.toContain(secret);

  const search = (filter: object, page: object) =>
    operator.ask(
      `query ($filter: AuditFilter, $first: Int, $last: Int) { auditLog(first: $first, last: $last, filter: $filter) {
        edges { node { action } } pageInfo { hasNextPage endCursor }
      } }`,
      { filter, ...page },
    );
  const part = apiKey.keyId.slice(2, -2).toUpperCase();
  expect(await search({ text: part, action: 'api-key.rotate' }, { first: 1 })).toMatchObject({
    data: { auditLog: { edges: [{ node: { action: 'api-key.rotate' } }], pageInfo: { hasNextPage: true } } },
  });
  expect(await search({ text: 'nowhere to be found' }, { first: 5 })).toMatchObject({
    data: { auditLog: { edges: [], pageInfo: { hasNextPage: false } } },
  });
  expect(await search({ text: part }, { last: 5 })).toMatchObject({ extensions: { field: 'last' } });
});

test('metrics are shown from elsewhere to a token that may read', async () => {
  const { token } = await tokenWith('scraper', 'read');
  const metrics = async (headers: Record<string, string>) =>
    (await fetch(`${service.baseUrl}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7', ...headers } })).status;
  expect(await metrics({})).toBe(404);
  expect(await metrics({ authorization: `Bearer ${token}` })).toBe(200);
});

test('the published credentials are no use to a page whose name was made to lead to this machine', async () => {
  const published = { username: 'admin', password: 'admin' };
  const env = { FLOW2API_GLOBAL__ADMIN_USERNAME: 'admin', FLOW2API_GLOBAL__ADMIN_PASSWORD: 'admin' };
  await using fresh = await startService({ env });
  const { port } = new URL(fresh.baseUrl);
  async function signInAt(host: string, origin = `http://${host}`): Promise<string> {
    const headers = { host, origin, 'content-type': 'application/json' };
    const asked = request(`${fresh.baseUrl}/graphql`, { method: 'POST', headers });
    asked.end(JSON.stringify({ query: SIGN_IN, variables: published }));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return text(answer);
  }
  expect(await signInAt(`rebind.evil.example:${port}`)).toContain('published default');
  expect(await signInAt(`127.0.0.1:${port}`, 'https://evil.example')).toContain('published default');
  expect(await signInAt(`localhost:${port}`)).toContain('"name":"admin"');
});
