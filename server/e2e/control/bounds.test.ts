import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

let service: ServiceProcess;
let nobody: GraphqlClient;
let admin: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  nobody = graphqlClient(service);
  admin = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const wide = (fields: number) => `{ ${'viewer{name}'.repeat(fields)} }`;
const deep = (levels: number) => `{ ${'a{'.repeat(levels)} b ${'}'.repeat(levels)} }`;

test.each([
  { what: 'many fields', query: wide(150) },
  { what: 'very many fields', query: wide(500) },
  { what: 'deep nesting', query: deep(20_000) },
  { what: 'a deep argument', query: `{ viewer(x: ${'['.repeat(900)}) { name } }` },
])('a query of $what costs nobody in particular nothing, and is told to be too long', async ({ query }) => {
  const began = performance.now();
  const { status, data, errors } = await nobody.ask(query);
  expect([status < 500, data, errors[0]?.extensions.code]).toEqual([
    true,
    null,
    expect.stringMatching(/^(invalid_request|body_too_large)$/),
  ]);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test('a large body is refused to nobody in particular on either front, and taken of who is signed in', async () => {
  const variables = { filler: 'x'.repeat(200_000) };
  const refused = await nobody.ask('query ($filler: String) { viewer { name } }', variables);
  expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([413, 'body_too_large']);
  const trpc = await fetch(`${service.baseUrl}/trpc/auth.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(variables),
  });
  expect(trpc.status).toBe(413);
  const bulk = await admin.ask(
    'mutation ($content: String!) { importTokens(content: $content, dryRun: true) { __typename } }',
    {
      content: Array.from({ length: 30_000 }, () => '').join('\n'),
    },
  );
  expect(bulk.errors[0]?.extensions.code).not.toBe('body_too_large');
});

test('the words of queries that were asked once are not kept for ever', async () => {
  const rss = async () =>
    Number(/process_resident_memory_bytes (\d+)/.exec(await (await fetch(`${service.baseUrl}/metrics`)).text())?.[1]);
  const ask = (index: number) => nobody.ask(`query q${index} { ${'viewer { name } '.repeat(30)} }`);
  // Until the heap has the size that it works with: what comes after is what is kept.
  for (let index = 0; index < 300; index += 1) await ask(index);
  const before = await rss();
  for (let index = 300; index < 900; index += 1) await ask(index);
  expect((await rss()) - before).toBeLessThan(60 * 1024 * 1024);
});

test('a stream is opened to those alone who are signed in', async () => {
  for (const method of ['PUT', 'GET', 'POST']) {
    const response = await fetch(`${service.baseUrl}/graphql/stream`, { method });
    expect([method, response.status, await response.json()]).toMatchObject([
      method,
      401,
      { errors: [{ extensions: { code: 'signed_out' } }] },
    ]);
  }
});

const wsUrl = () => `${service.baseUrl.replace('http', 'ws')}/graphql`;

test('over WebSocket a token that is not good is refused as nobody is', async () => {
  const socket = new WebSocket(wsUrl(), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer f2admin_none' } }));
  const [code] = await once(socket, 'close');
  expect(code).toBe(4403);
});

test('what cannot be read ends its own operation and no other of the connection', async () => {
  const make = 'mutation { createAdminToken(name: "ws", scopes: [read]) { token } }';
  const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(make);
  const client = createClient({
    url: wsUrl(),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${createAdminToken.token}` },
    retryAttempts: 0,
  });
  const queues = client.iterate({ query: 'subscription { queueChanged { __typename } }' });
  expect(await queues.next()).toMatchObject({ value: { data: { queueChanged: {} } } });
  const broken = client.iterate({ query: '{ pool {' });
  await expect(broken.next()).rejects.toMatchObject([{ extensions: { code: 'invalid_request' } }]);
  const pool = client.iterate({ query: '{ pool { total } }' });
  expect(await pool.next()).toMatchObject({ value: { data: { pool: { total: 1 } } } });
  await client.dispose();
});

test('what is misspelt is hinted at for who is signed in, and for nobody else', async () => {
  const scopes = 'mutation ($scopes: [Scope!]!) { createAdminToken(name: "x", scopes: $scopes) { token } }';
  const asked = [
    ['{ tokenz { totalCount } }', {}],
    ['{ viewer { nam } }', {}],
    ['{ tokens(frist: 1) { totalCount } }', {}],
    ['mutation { createAdminToken(name: "x", scopes: [reed]) { token } }', {}],
    [scopes, { scopes: ['reed'] }],
  ] as const;
  for (const [query, variables] of asked) {
    const [told, hidden] = await Promise.all([admin.ask(query, variables), nobody.ask(query, variables)]);
    expect([query, told.errors[0]?.message]).toEqual([query, expect.stringContaining('Did you mean')]);
    expect(JSON.stringify(hidden)).not.toMatch(/did you mean/i);
    expect(hidden.errors).not.toEqual([]);
  }
});

test.each([0, -1, 501])('a page of %i is refused by every list, naming the argument', async (first) => {
  for (const list of ['tokens', 'generations', 'requestLogs']) {
    const { errors } = await admin.ask(`{ ${list}(first: ${first}) { edges { cursor } } }`);
    expect([list, errors[0]?.extensions]).toMatchObject([list, { code: 'invalid_value', field: 'first' }]);
  }
});

test('a whole page of tokens with what nests in them may be asked for, and what costs more may not', async () => {
  const page = (more: string) => `{ tokens(first: 500) { edges { node { id email remark tier ${more} } } } }`;
  expect((await admin.ask(page('recentErrors { code }'))).errors).toEqual([]);
  const dear = `{ ${Array.from({ length: 3 }, (_, n) => `p${n}: ${page('recentErrors { code }').slice(1, -1)}`).join(' ')} }`;
  expect((await admin.ask(dear)).errors[0]?.extensions.code).toBe('invalid_request');
});

test('the audit log is walked once in a query, and no more often', async () => {
  expect(
    (await admin.ask('{ verifyAuditLog { intact } auditLog(first: 50) { edges { node { seq } } } }')).errors,
  ).toEqual([]);
  const many = `{ ${Array.from({ length: 2 }, (_, n) => `a${n}: verifyAuditLog { intact }`).join(' ')} }`;
  expect((await admin.ask(many)).errors[0]?.extensions.code).toBe('invalid_request');
});
