import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createParser } from 'eventsource-parser';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningProgram, startProgram } from '../../testing/child-process.ts';
import { startControlFront } from '../../testing/control-front.ts';
import { listeningUrl, type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV } from './graphql-client.ts';

const SIGN_IN = 'mutation ($password: String!) { signIn(username: "admin", password: $password) { name } }';
const STARTED = 'subscription { generationChanged { ... on GenerationEvent { generation { id } } } }';

let shim: ServiceProcess;
let front: RunningProgram;
let url: string;
beforeAll(async () => {
  shim = await startService({ env: { ...ADMIN_ENV, FLOW2API_ROLE: 'shim' } });
  front = startControlFront(shim);
  url = await front.line(listeningUrl);
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await shim[Symbol.asyncDispose]();
});

function ask(query: string, { variables = {}, headers = {}, signal }: Asked = {}): Promise<Response> {
  const body = JSON.stringify({ query, variables });
  const json = { 'content-type': 'application/json', ...headers };
  return fetch(`${url}/graphql`, { method: 'POST', headers: json, body, ...(signal && { signal }) });
}

interface Asked {
  variables?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function signIn(headers: Record<string, string> = {}): Promise<Response> {
  return ask(SIGN_IN, { variables: { password: ADMIN_ENV.FLOW2API_GLOBAL__ADMIN_PASSWORD }, headers });
}

const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

test('the half that works serves callers and nobody else', async () => {
  expect((await shim.fetch('/v1/models')).status).toBe(200);
  for (const path of ['/graphql', '/graphql?query={viewer{name}}', '/trpc/viewer', '/tokens']) {
    expect((await shim.fetch(path, { headers: { accept: 'text/html' } })).status, path).toBe(404);
  }
});

test('the half for operators serves them and no callers', async () => {
  const models = await fetch(`${url}/v1/models`);
  expect([models.status, await models.text()]).toEqual([404, expect.stringContaining('FLOW2API_ROLE=control')]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const page = await fetch(`${url}/tokens`, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(await (await fetch(`${url}/trpc/viewer`)).json()).toMatchObject({ result: { data: null } });
});

test('what happens in one process reaches who subscribes at the other, by either protocol', async () => {
  const cookie = cookieOf(await signIn());
  const stop = new AbortController();
  const stream = await ask(STARTED, { headers: { cookie, accept: 'text/event-stream' }, signal: stop.signal });
  const heard: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      const id = (data === '' ? null : JSON.parse(data))?.data?.generationChanged?.generation?.id;
      if (id !== undefined) heard.push(id);
    },
  });
  const reading = (async () => {
    for await (const bytes of stream.body ?? []) parser.feed(new TextDecoder().decode(bytes));
  })();

  class WithCookie extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, { headers: { cookie, origin: url } });
    }
  }
  const sockets = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WithCookie, lazy: false });
  const bySocket: unknown[] = [];
  const ended = sockets.subscribe(
    { query: STARTED },
    { next: (value) => bySocket.push(value.data), error: (cause) => bySocket.push(cause), complete: () => undefined },
  );
  await new Promise<void>((resolve) => sockets.on('connected', () => resolve()));

  await expect
    .poll(
      async () => {
        await (await shim.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a fox'))).text();
        return heard.length > 0 && bySocket.length > 0;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  expect(JSON.stringify(bySocket)).toContain('"id"');
  ended();
  await sockets.dispose();
  stop.abort();
  await expect(reading).rejects.toThrow();
});

test('the caller behind the front is the one who is told of, whatever a request claims', async () => {
  const cookie = cookieOf(await signIn({ 'x-forwarded-for': '203.0.113.9', 'user-agent': 'told-of' }));
  const { sessions } = (
    (await (await ask('{ sessions { address userAgent } }', { headers: { cookie } })).json()) as {
      data: { sessions: { address: string; userAgent: string }[] };
    }
  ).data;
  const mine = sessions.find(({ userAgent }) => userAgent === 'told-of');
  // The test runs beside it, so it is a trusted proxy, and its word counts; the front adds nothing of its own.
  expect(mine?.address).toBe('203.0.113.9');
  const claiming = cookieOf(await signIn({ 'x-flow2api-peer': '198.51.100.4', 'user-agent': 'claiming' }));
  const seen = await (await ask('{ sessions { address userAgent } }', { headers: { cookie: claiming } })).json();
  expect(JSON.stringify(seen)).toContain('{"address":"127.0.0.1","userAgent":"claiming"}');
  const foreign = await signIn({ origin: 'https://evil.example', cookie });
  expect(await foreign.text()).toContain(
    'This came from https://evil.example, while the console is at http://127.0.0.1',
  );
});

test('which proxies are believed is what is saved now, at the front as well', async () => {
  const cookie = cookieOf(await signIn());
  const headers = { cookie, origin: url };
  const trust = async (value: string[] | null) => {
    const { data } = (await (await ask('{ settingsVersion }', { headers })).json()) as {
      data: { settingsVersion: number };
    };
    const change = `mutation ($version: Int!, $changes: [SettingInput!]!) {
      applySettings(version: $version, changes: $changes) { version } }`;
    const changes = [{ key: 'server.trusted_proxies', value }];
    const saved = await ask(change, { variables: { version: data.settingsVersion, changes }, headers });
    expect(await saved.text()).not.toContain('errors');
  };
  await trust([]);
  const doubted = cookieOf(await signIn({ 'x-forwarded-for': '203.0.113.9', 'user-agent': 'doubted' }));
  const seen = await ask('{ sessions { address userAgent } }', { headers: { cookie: doubted } });
  expect(await seen.text()).toContain('{"address":"127.0.0.1","userAgent":"doubted"}');
  await trust(null);
});

/** The status that a client gets which says that it closes its connection, with its body as one piece or in chunks. */
function closing(body: Buffer, { headers = {}, inChunks = false } = {}): Promise<number> {
  const length = inChunks ? {} : { 'content-length': body.length };
  const asked = request(`${url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', connection: 'close', ...length, ...headers },
  });
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => text(response).then(() => resolve(response.statusCode ?? 0), reject));
    asked.end(body);
  });
}

test('who closes the connection after the answer gets the answer, also one that comes before all is sent', {
  timeout: 60_000,
}, async () => {
  const cookie = cookieOf(await signIn());
  const filled = (bytes: number) =>
    Buffer.from(JSON.stringify({ query: '{ __typename }', variables: { filling: 'x'.repeat(bytes) } }));
  const cases: [string, Buffer, Record<string, string>, number, number][] = [
    ['small', filled(0), {}, 200, 100],
    ['1 MB', filled(2 ** 20), { cookie }, 200, 40],
    ['1 MB, which is refused before it is read', filled(2 ** 20), {}, 413, 60],
    ['70 MB, which is refused before it is read', filled(70 * 2 ** 20), {}, 413, 2],
    ['with a name of its own for the connection', filled(0), { connection: 'close, x-mine', 'x-mine': '1' }, 200, 10],
  ];
  for (const [name, body, headers, status, times] of cases) {
    const told = new Set<number>();
    for (let time = 0; time < times; time += 1) told.add(await closing(body, { headers, inChunks: time % 2 === 1 }));
    expect([...told], name).toEqual([status]);
  }
});

test('a mutation in whose midst the other half is killed is said to be of unknown outcome', async () => {
  const cookie = cookieOf(await signIn());
  await using silent = createServer((socket) => socket.resume());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const reached = once(silent, 'connection');
  const query = 'mutation ($proxy: String!) { testProxy(url: $proxy, use: CALLS) { ok } }';
  const asked = ask(query, { variables: { proxy }, headers: { cookie } });
  await reached;
  shim.program.signal('SIGKILL');
  const answer = await asked;
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, null]);
  expect(await answer.json()).toMatchObject({
    errors: [{ message: expect.stringContaining('not known whether'), extensions: { code: 'upstream_unknown' } }],
  });
  await shim.killAndRestart();
});

test('while the other half is away operators are told so, and it comes back by itself', async () => {
  shim.program.signal('SIGKILL');
  await shim.program.exited;
  const away = await ask('{ __typename }');
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2']);
  const message = expect.stringContaining('FLOW2API_ROLE=shim');
  const code = 'upstream_unavailable';
  expect(await away.json()).toEqual({ errors: [{ message, extensions: expect.objectContaining({ code }) }] });
  const overTrpc = await (await fetch(`${url}/trpc/viewer`)).json();
  expect(overTrpc.error).toMatchObject({ message, data: { code, httpStatus: 503, retryAfterMs: 2_000 } });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ error: { code, message } });
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const [refused] = await once(socket, 'error');
  expect(refused.message).toContain('503');
  expect(await closing(Buffer.alloc(2 ** 20))).toBe(503);
  const page = await fetch(`${url}/tokens`, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([503, expect.stringContaining('text/html')]);
  expect(await page.text()).toContain('this comes back by itself');
  await shim.killAndRestart();
  expect((await ask('{ __typename }')).status).toBe(200);
});

test('the half for operators stops at once, also while a WebSocket is open', async () => {
  await using second = startControlFront(shim);
  const socket = new WebSocket(
    `${(await second.line(listeningUrl)).replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  await once(socket, 'open');
  const closed = once(socket, 'close');
  second.signal('SIGTERM');
  expect(await second.exited).toBe(0);
  expect((await closed)[0]).toBe(1006); // after which clients connect again
});

test('the half for operators judges no setting but where it listens, and says which of its variables do nothing', async () => {
  await using second = startControlFront(shim, {
    FLOW2API_SERVER__OPERATOR_NETWORKS: '10.8.0.0/24',
    FLOW2API_FLOW__POLL_INTERVAL: '30', // more than `poll_interval_max` here, and not in the database of the other
  });
  const warning = await second.line((line) => (line.includes('do nothing here') ? line : null));
  expect(JSON.parse(warning).variables.toSorted()).toEqual([
    ...['FLOW2API_FLOW__POLL_INTERVAL', 'FLOW2API_SERVER__OPERATOR_NETWORKS'],
  ]);
  await second.line(listeningUrl);
  const wrong = startControlFront(shim, {
    FLOW2API_SERVER__PORT: '70000',
  });
  expect(await wrong.exited).toBe(1);
  expect(wrong.stderr()).toContain('FLOW2API_SERVER__PORT');
});

test.each([
  ['[server]\nhsot = "127.0.0.1"', '[server] hsot: is no setting'],
  ['[sevrer]\nhost = "127.0.0.1"', '[sevrer]: is no section'],
  ['host = "127.0.0.1"', 'host: stands outside a section'],
  ['server = 3', 'server: stands outside a section'],
])('%j could mean where the half for operators listens, so it is refused', async (text, said) => {
  const file = join(shim.dataDir, 'front.toml');
  await writeFile(file, text);
  const wrong = startControlFront(shim, {
    FLOW2API_CONFIG: file,
  });
  expect(await wrong.exited).toBe(1);
  expect(wrong.stderr()).toContain(said);
});

test('a role that does not exist is refused at the start', async () => {
  const program = startProgram('server/main.ts', [], { FLOW2API_ROLE: 'worker', FLOW2API_DATA_DIR: shim.dataDir });
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toContain('it may be all, shim, control');
});
