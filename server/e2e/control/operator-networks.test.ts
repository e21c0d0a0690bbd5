import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { PAGES } from '../../console/paths.ts';
import * as controlPaths from '../../control/paths.ts';
import { type AppRouter, appRouter } from '../../control/trpc/app-router.ts';
import { startControlFront } from '../../testing/control-front.ts';
import { listeningUrl, type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN, ADMIN_ENV, type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

const OFFICE = '198.51.100.0/24';
const INSIDE = { 'x-forwarded-for': '198.51.100.9' };
const OUTSIDE = { 'x-forwarded-for': '203.0.113.7' };
const FEW_SECONDS = 5_000;
const SIGN_IN =
  'mutation ($username: String!, $password: String!) { signIn(username: $username, password: $password) { name } }';
const SET_UP = 'mutation { setUp(code: "x", username: "ann", password: "four brown horses ran") { name } }';
const APPLY = `mutation ($changes: [SettingInput!]!, $version: Int!) {
  applySettings(changes: $changes, version: $version) { version effects }
}`;
const VALIDATE =
  'mutation ($changes: [SettingInput!]!) { validateSettings(changes: $changes) { problems { key message } } }';
const EVENTS = { query: 'subscription { events { ... on Event { type } } }' };

let folder: string;
let file: string;
let service: ServiceProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow2api-networks-'));
  file = join(folder, 'setting.toml');
  await writeFile(file, listOf(OFFICE));
  service = await startService({ env: { ...ADMIN_ENV, FLOW2API_CONFIG: file } });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const listOf = (...networks: string[]): string => `[server]\noperator_networks = ${JSON.stringify(networks)}\n`;

/** An operator who signed in from there, as a reverse proxy on this machine tells. */
async function operatorFrom(place: Record<string, string>, at: { baseUrl: string } = service): Promise<GraphqlClient> {
  const { headers, errors } = await graphqlClient(at, place).ask(SIGN_IN, ADMIN);
  expect(errors).toEqual([]);
  return graphqlClient(at, { ...place, cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' });
}

async function save(
  who: GraphqlClient,
  networks: readonly string[] | null,
  key = 'server.operator_networks',
): ReturnType<GraphqlClient['ask']> {
  const { settingsVersion: version } = await who.get<{ settingsVersion: number }>('{ settingsVersion }');
  return who.ask(APPLY, { changes: [{ key, value: networks }], version });
}

const trpcAs = (headers: Record<string, string>, at: { baseUrl: string } = service) =>
  createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${at.baseUrl}/trpc`, headers })] });

/** How a WebSocket is answered: `open`, or why it is not. */
async function socketFrom(place: Record<string, string>, url = service.baseUrl): Promise<string> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: place });
  const answer = await new Promise<string>((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('error', ({ message }) => resolve(message));
  });
  socket.close();
  return answer;
}

const HTML = { accept: 'text/html' };
const JSON_POST = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ __typename }"}',
};
const PROCEDURES = Object.keys(appRouter._def.procedures).map((name) => `/trpc/${name}`);
const ADDRESSES = Object.values(controlPaths).filter((path) => typeof path === 'string');
/** Every way in, whatever is added to them. */
const WAYS: [name: string, path: string, init: RequestInit, type: RegExp][] = [
  ...[...ADDRESSES, ...PROCEDURES, '/graphql/explorer/start.js', '/graphql/no-such-thing', '/trpc/no.such'].flatMap(
    (path): typeof WAYS => [
      [`GET ${path}`, path, {}, /^application\/json/],
      [`POST ${path}`, path, JSON_POST, /^application\/json/],
    ],
  ),
  ...['', ...PAGES, 'tokens/studio-07', 'no-such-page', 'graphql'].map((page): (typeof WAYS)[number] => [
    `page /${page}`,
    `/${page}`,
    { headers: HTML },
    /^text\/html/,
  ]),
  ...['/theme.js', '/assets/x.js'].map((path): (typeof WAYS)[number] => [`part ${path}`, path, {}, /^text\/plain/]),
];

test('there are as many ways in as the code has', () => {
  expect(PROCEDURES.length).toBeGreaterThan(60);
  expect(ADDRESSES).toEqual(expect.arrayContaining(['/graphql', '/graphql/stream', '/graphql/explorer', '/trpc/']));
});

test.each(WAYS)('%s is closed to who comes from elsewhere, and open from the office', async (_, path, init, type) => {
  const ask = (place: Record<string, string>) =>
    fetch(service.baseUrl + path, { redirect: 'manual', ...init, headers: { ...init.headers, ...place } });
  const refused = await ask(OUTSIDE);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([403, expect.stringMatching(type)]);
  const said = await refused.text();
  expect(said).toContain('203.0.113.7');
  expect(said).toContain('[server] operator_networks');
  expect(said).not.toContain('198.51.100');
  const letIn = await ask(INSIDE);
  expect(letIn.status).not.toBe(403);
  await letIn.body?.cancel();
});

test('each front says so in its own form, which its clients read', async () => {
  const trpc = trpcAs(OUTSIDE);
  const calls = [
    trpc.viewer.query(),
    trpc.auth.setUpState.query(),
    trpc.auth.signIn.mutate(ADMIN),
    trpc.settings.get.query(),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { data: { code: 'address_refused', httpStatus: 403, requestId: expect.any(String) } },
    });
  }
  for (const query of [SIGN_IN, SET_UP, '{ setUpState { open } }', '{ __schema { types { name } } }']) {
    const answer = await graphqlClient(service, OUTSIDE).ask(query, ADMIN);
    expect(answer).toMatchObject({ status: 403, data: null, errors: [{ extensions: { code: 'address_refused' } }] });
    expect(answer.errors[0]?.message).toMatch(/^The address 203\.0\.113\.7 is not let in here\. Come from one of /);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
  const known = await signedIn(service);
  const withCookie = await graphqlClient(service, { ...known.headers, ...OUTSIDE }).ask('{ viewer { name } }');
  expect(withCookie).toMatchObject({ status: 403, data: null });
  expect(await socketFrom(OUTSIDE)).toContain('403');
  expect(await socketFrom(INSIDE)).toBe('open');
});

test('what a proxy forwards that is no address is let in nowhere and repeated nowhere', async () => {
  const page = await fetch(service.baseUrl, { headers: { ...HTML, 'x-forwarded-for': '<b>198.51.100.9</b>' } });
  expect(page.status).toBe(403);
  expect(await page.text()).not.toContain('<b>');
});

test('callers, health and metrics are asked nothing of it', async () => {
  const statuses = async (path: string) => (await service.fetch(path, { headers: OUTSIDE })).status;
  for (const path of ['/v1/models', '/health', '/ready']) expect([path, await statuses(path)]).toEqual([path, 200]);
  const made = await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a fox'), {
    headers: OUTSIDE,
  });
  expect(made.status).toBe(200);
  await made.text();
  const admin = await signedIn(service);
  const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(
    'mutation { createAdminToken(name: "scraper", scopes: [read]) { token } }',
  );
  const authorization = `Bearer ${createAdminToken.token}`;
  expect((await service.fetch('/metrics', { headers: { ...OUTSIDE, authorization } })).status).toBe(200);
  expect((await graphqlClient(service, { ...OUTSIDE, authorization }).ask('{ viewer { name } }')).status).toBe(403);
});

test('this machine itself is always let in, but not what only seems to come from it', async () => {
  const { port } = new URL(service.baseUrl);
  async function asked(headers: Record<string, string>): Promise<number | undefined> {
    const asking = request(`${service.baseUrl}/trpc/viewer`, { headers });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  }
  expect(await asked({})).toBe(200);
  expect(await asked({ host: `localhost:${port}` })).toBe(200);
  expect(await asked({ host: 'flow.example' })).toBe(403);
  expect(await asked({ origin: 'https://evil.example' })).toBe(403);
  expect(await asked({ 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  // What the first in the row claims, the proxy that is believed does not confirm.
  expect(await asked({ 'x-forwarded-for': '198.51.100.9, 203.0.113.7' })).toBe(403);
  expect(await asked({ 'x-forwarded-for': '203.0.113.7, 198.51.100.9' })).toBe(200);
  expect(await asked({ via: '1.1 proxy' })).toBe(403);
});

test('refused attempts leave one line in the log and one in the audit log', async () => {
  const place = { 'x-forwarded-for': '203.0.113.200' };
  const attempts = Array.from({ length: 25 }, () => graphqlClient(service, place).ask(SIGN_IN, ADMIN));
  for (const { status } of await Promise.all(attempts)) expect(status).toBe(403);
  await graphqlClient(service, { 'x-forwarded-for': '203.0.113.201' }).ask('{ __typename }');
  const admin = await signedIn(service);
  const lines = async () => {
    const { auditLog } = await admin.get<{ auditLog: { edges: { node: { address: string; outcome: string } }[] } }>(
      `{ auditLog(first: 50, filter: { action: "operator-address.refuse" }) {
        edges { node { address outcome actorName detail } }
      } }`,
    );
    return auditLog.edges.map(({ node }) => node).filter(({ address }) => address.startsWith('203.0.113.20'));
  };
  await expect.poll(lines).toMatchObject([
    { address: '203.0.113.201', outcome: 'REFUSED', actorName: 'nobody' },
    { address: '203.0.113.200', detail: expect.stringContaining('[server] operator_networks') },
  ]);
  const logged = service.program.lines.filter((line) => line.includes('"address":"203.0.113.200"'));
  expect(logged).toHaveLength(1);
});

test('who would shut themselves out is refused, on either front, with their own address', async () => {
  const operator = await operatorFrom(INSIDE);
  const without = ['192.0.2.0/24'];
  const refusal = {
    data: null,
    errors: [
      {
        message: expect.stringMatching(/^Nothing was saved\. \[server\] operator_networks = .* 198\.51\.100\.9/),
        extensions: { code: 'invalid_value', field: 'server.operator_networks' },
      },
    ],
  };
  expect(await save(operator, without)).toMatchObject(refusal);
  expect(
    await operator.get(VALIDATE, { changes: [{ key: 'server.operator_networks', value: without }] }),
  ).toMatchObject({
    validateSettings: {
      problems: [{ key: 'server.operator_networks', message: expect.stringContaining('198.51.100.9') }],
    },
  });
  // Whom they are taken for depends on the proxies that are believed.
  expect(await save(operator, [], 'server.trusted_proxies')).toMatchObject({
    errors: [{ message: expect.stringContaining('127.0.0.1'), extensions: { field: 'server.trusted_proxies' } }],
  });
  const trpc = trpcAs(operator.headers);
  const changes = [{ key: 'server.operator_networks', value: without }];
  const { version } = await trpc.settings.get.query();
  expect((await trpc.settings.validate.mutate({ changes })).problems).toMatchObject([
    { key: 'server.operator_networks' },
  ]);
  await expect(trpc.settings.save.mutate({ changes, version })).rejects.toMatchObject({
    data: { code: 'invalid_value', field: 'server.operator_networks' },
  });

  expect((await save(operator, [OFFICE, ...without])).errors).toEqual([]);
  // By going back nobody shuts themselves out either.
  const other = await operatorFrom({ 'x-forwarded-for': '192.0.2.1' });
  const { settingsVersion } = await other.get<{ settingsVersion: number }>('{ settingsVersion }');
  const back = `mutation { revertSettings(target: ${settingsVersion}, version: ${settingsVersion}) { version } }`;
  expect(await other.ask(back)).toMatchObject({ errors: [{ extensions: { field: 'server.operator_networks' } }] });
  expect((await save(operator, null)).errors).toEqual([]);
  // On the machine itself there is nothing to fear.
  const local = await signedIn(service);
  expect((await save(local, without)).errors).toEqual([]);
  expect((await operator.ask('{ viewer { name } }')).status).toBe(403);
  expect((await save(local, null)).errors).toEqual([]);
});

test('what stands in the file holds as it is written, for everybody but this machine', async () => {
  const operator = await operatorFrom(INSIDE);
  await writeFile(file, listOf('192.0.2.0/24'));
  onTestFinished(() => writeFile(file, listOf(OFFICE)));
  const status = async (who: GraphqlClient) => (await who.ask('{ viewer { name } }')).status;
  await expect.poll(() => status(operator), { timeout: FEW_SECONDS }).toBe(403);
  expect(await status(await signedIn(service))).toBe(200);
  await writeFile(file, listOf(OFFICE));
  await expect.poll(() => status(operator), { timeout: FEW_SECONDS }).toBe(200);
});

/** Resolves once something came, and tells when the stream has ended. */
function watch(
  subscribe: (sink: { next(): void; error(cause: unknown): void; complete(): void }) => void,
  makeEvents: () => Promise<unknown>,
) {
  let ended = false;
  let heard = 0;
  const end = () => {
    ended = true;
  };
  const hear = () => {
    heard += 1;
  };
  subscribe({ next: hear, error: end, complete: end });
  return {
    begun: () => expect.poll(async () => makeEvents().then(() => heard)).toBeGreaterThan(0),
    ended: () => expect.poll(() => ended, { timeout: FEW_SECONDS }).toBe(true),
    isOver: () => ended,
  };
}

test('whom a change shuts out is cut off within seconds: streams of every kind, and the session', async () => {
  await using fresh = await startService({ env: ADMIN_ENV });
  const near = await operatorFrom(INSIDE, fresh);
  const far = await operatorFrom(OUTSIDE, fresh);
  const elsewhere = { 'x-forwarded-for': '203.0.113.8' };
  const travelling = await operatorFrom(elsewhere, fresh);
  const arrived = graphqlClient(fresh, { ...travelling.headers, ...INSIDE });
  await arrived.get('{ viewer { name } }');
  const makeEvents = () => near.get('mutation { purgeCache(olderThanSeconds: 86400) { files } }');
  const url = `${fresh.baseUrl}/graphql`;
  const overSse = ({ headers }: GraphqlClient) =>
    watch(
      (sink) => createSseClient({ url: `${url}/stream`, headers, retryAttempts: 0 }).subscribe(EVENTS, sink),
      makeEvents,
    );
  const overSocket = ({ headers }: GraphqlClient) =>
    watch((sink) => {
      class WithHeaders extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol, { headers: { ...headers, origin: fresh.baseUrl } });
        }
      }
      const socketUrl = url.replace('http', 'ws');
      createWsClient({ url: socketUrl, webSocketImpl: WithHeaders, retryAttempts: 0 }).subscribe(EVENTS, sink);
    }, makeEvents);
  const overTrpc = ({ headers }: GraphqlClient) =>
    watch((sink) => {
      const input = encodeURIComponent(JSON.stringify({ topics: ['audit-recorded'] }));
      const read = async () => {
        const answer = await fetch(`${fresh.baseUrl}/trpc/live.events?input=${input}`, {
          headers: { ...headers, accept: 'text/event-stream' },
        });
        for await (const bytes of answer.body ?? []) {
          if (new TextDecoder().decode(bytes).includes('audit-recorded')) sink.next();
        }
      };
      void read().then(sink.complete, sink.error);
    }, makeEvents);
  const streamsOf = (who: GraphqlClient) => [overSse(who), overSocket(who), overTrpc(who)];
  const [staying, going] = [streamsOf(near), streamsOf(far)];
  for (const stream of [...staying, ...going]) await stream.begun();

  const saved = await save(near, [OFFICE]);
  expect(saved.errors).toEqual([]);
  expect(JSON.stringify(saved.data)).toContain('Operators from elsewhere are refused now');
  expect((await far.ask('{ viewer { name } }')).status).toBe(403);
  for (const stream of going) await stream.ended();
  expect(staying.map((stream) => stream.isOver())).toEqual([false, false, false]);
  const sessions = async () =>
    (await near.get<{ sessions: { address: string }[] }>('{ sessions { address } }')).sessions.map(
      ({ address }) => address,
    );
  // Where a session was used last counts, not where it was begun.
  await expect
    .poll(async () => (await sessions()).toSorted(), { timeout: FEW_SECONDS })
    .toEqual(['198.51.100.9', '203.0.113.8']);
  expect(await arrived.get('{ viewer { name address } }')).toEqual({
    viewer: { name: 'admin', address: INSIDE['x-forwarded-for'] },
  });
  expect(
    await near.get('{ auditLog(first: 1, filter: { action: "session.revoke" }) { edges { node { actorName } } } }'),
  ).toEqual({
    auditLog: { edges: [{ node: { actorName: 'service' } }] },
  });
  expect((await save(near, [])).errors).toEqual([]);
  expect(await far.get('{ viewer { name } }')).toEqual({ viewer: null });
});

test('the half for operators asks the half that works, and tells it who comes from this machine itself', async () => {
  await using shim = await startService({
    env: { ...ADMIN_ENV, FLOW2API_ROLE: 'shim', FLOW2API_SERVER__OPERATOR_NETWORKS: OFFICE },
  });
  await using front = startControlFront(shim);
  const url = await front.line(listeningUrl);
  const statuses = (headers: Record<string, string>) =>
    Promise.all(
      [
        ['/tokens', HTML],
        ['/theme.js', {}],
        ['/trpc/viewer', {}],
        ['/graphql?query={__typename}', {}],
      ].map(
        async ([path, more]) => (await fetch(`${url}${path}`, { headers: { ...(more as object), ...headers } })).status,
      ),
    );
  expect(await statuses(OUTSIDE)).toEqual([403, 403, 403, 403]);
  expect(await statuses({ ...OUTSIDE, 'x-flow2api-peer': '127.0.0.1' })).toEqual([403, 403, 403, 403]);
  for (const place of [INSIDE, {}]) expect(await statuses(place)).not.toContain(403);
  expect(await socketFrom(OUTSIDE, url)).toContain('403');
  expect(await socketFrom({}, url)).toBe('open');
});
