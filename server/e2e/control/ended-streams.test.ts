import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const WATCH = 'subscription ($id: ID!) { generationChanged(id: $id) { __typename } }';
const EVENTS = 'subscription { events(since: 0) { __typename } }';
const FEW_SECONDS = 5_000;
/** A job that outlives the test. */
const SLOW = { ...ADMIN_ENV, FLOW2API_SANDBOX__VIDEO_SECONDS: '120' };

let service: ServiceProcess;
let operator: GraphqlClient;
let id: string;
beforeAll(async () => {
  service = await startService({ env: SLOW });
  operator = await signedIn(service);
  id = await startVideo(service);
});
afterAll(() => service[Symbol.asyncDispose]());

async function startVideo({ post }: ServiceProcess): Promise<string> {
  const response = await post('/v1/videos', { model: 'veo_3_1_t2v_fast_landscape', prompt: 'a paper boat' });
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('x-flow2api-job-id') ?? '';
}

interface Stream {
  text(): string;
  response: IncomingMessage;
}

interface Subscribing {
  baseUrl: string;
  headers: Record<string, string>;
  query: string;
  id: string;
}

type Open = (of: Subscribing) => Promise<Stream>;

async function send(url: string, method: string, headers: Record<string, string>, body = ''): Promise<Stream> {
  const asked = request(url, { method, agent: false, headers: { 'content-type': 'application/json', ...headers } });
  asked.on('error', () => {}); // that it was cut
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let all = '';
  response.on('error', () => {});
  response.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  return { response, text: () => all };
}

const distinct =
  (path: string): Open =>
  ({ baseUrl, headers, query, id }) =>
    send(
      baseUrl + path,
      'POST',
      { ...headers, accept: 'text/event-stream' },
      JSON.stringify({ query, variables: { id } }),
    );

/** One connection for many operations, of which this has one. */
const single: Open = async ({ baseUrl, headers, query, id }) => {
  const url = `${baseUrl}/graphql/stream`;
  const put = await fetch(url, { method: 'PUT', headers });
  const known = { ...headers, 'x-graphql-event-stream-token': await put.text() };
  const stream = await send(url, 'GET', { ...known, accept: 'text/event-stream' });
  const body = JSON.stringify({ query, variables: { id }, extensions: { operationId: 'watch' } });
  expect((await send(url, 'POST', known, body)).response.statusCode).toBe(202);
  return stream;
};

const WAYS: readonly { name: string; open: Open }[] = [
  { name: 'at /graphql', open: distinct('/graphql') },
  { name: 'at /graphql/stream', open: distinct('/graphql/stream') },
  { name: 'over a single connection', open: single },
];

let tokens = 0;
async function makeToken(more = ''): Promise<{ id: string; headers: Record<string, string> }> {
  const make = `mutation { createAdminToken(name: "listener ${++tokens}", scopes: [read]${more}) { token adminToken { id } } }`;
  type Made = { createAdminToken: { token: string; adminToken: { id: string } } };
  const { token, adminToken } = (await operator.get<Made>(make)).createAdminToken;
  return { id: adminToken.id, headers: { authorization: `Bearer ${token}` } };
}

const revoke = (tokenId: string) =>
  operator.get('mutation ($id: ID!) { revokeAdminToken(id: $id) { id } }', { id: tokenId });

interface Told {
  event: string;
  data: { data: unknown; errors?: { message: string; extensions: { code: string } }[] } | null;
}

/** The events of a stream, whichever way it was asked for. */
function eventsIn(text: string): Told[] {
  return [...text.matchAll(/^event: (\w+)\ndata: ?(.*)$/gm)].map(([, event = '', data = '']) => {
    const value = data === '' ? null : JSON.parse(data);
    return { event, data: value?.payload ?? value };
  });
}

test.each(
  WAYS.flatMap(({ name, open }) => [
    { name, open, of: 'a job', query: WATCH },
    { name, open, of: 'the log', query: EVENTS },
  ]),
)(
  'who watches $of $name is told in words that the token is revoked, before the stream is complete',
  async ({ open, query }) => {
    const token = await makeToken();
    const { text } = await open({ baseUrl: service.baseUrl, headers: token.headers, query, id });
    await expect.poll(text, { timeout: FEW_SECONDS }).toContain('__typename');
    await revoke(token.id);
    await expect.poll(text, { timeout: FEW_SECONDS }).toContain('event: complete');
    expect(
      eventsIn(text())
        .map(({ event }) => event)
        .slice(-2),
    ).toEqual(['next', 'complete']);
    expect(eventsIn(text()).at(-2)?.data).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining('Nobody is signed in'), extensions: { code: 'signed_out' } }],
    });
  },
);

test('the same is told when a token expires', async () => {
  const expiresAt = new Date(Date.now() + 2_000).toISOString();
  const { headers } = await makeToken(`, expiresAt: "${expiresAt}"`);
  const { text } = await distinct('/graphql/stream')({ baseUrl: service.baseUrl, headers, query: WATCH, id });
  await expect.poll(text, { timeout: FEW_SECONDS }).toContain('event: complete');
  expect(eventsIn(text()).at(-2)?.data?.errors).toMatchObject([{ extensions: { code: 'signed_out' } }]);
});

test('a script that watches a job does not take a revoked token for the end of the job', async () => {
  const token = await makeToken();
  const live = createClient({ url: `${service.baseUrl}/graphql/stream`, headers: token.headers });
  const answers = live.iterate({ query: WATCH, variables: { id } });
  expect(await answers.next()).toMatchObject({ value: { data: { generationChanged: {} } } });
  await revoke(token.id);
  let last: unknown;
  for await (const answer of answers) last = answer;
  expect(last).toMatchObject({ data: null, errors: [{ extensions: { code: 'signed_out' } }] });
  live.dispose();
});

test('at a stop no stream is told to be complete: it is cut, so that who follows comes again', async () => {
  await using stopping = await startService({ env: SLOW });
  const { headers } = await signedIn(stopping);
  const job = await startVideo(stopping);
  const streams = await Promise.all(
    WAYS.map(({ open }) => open({ baseUrl: stopping.baseUrl, headers, query: WATCH, id: job })),
  );
  for (const { text } of streams) await expect.poll(text, { timeout: FEW_SECONDS }).toContain('__typename');
  const cut = Promise.all(streams.map(({ response }) => once(response, 'close').catch(() => {})));
  stopping.program.signal('SIGTERM');
  await cut;
  expect(streams.map(({ response }) => response.complete)).toEqual([false, false, false]);
  expect(streams.map(({ text }) => text().includes('event: complete'))).toEqual([false, false, false]);
});

test('who follows events over tRPC is told as well', async () => {
  const token = await makeToken();
  const input = encodeURIComponent(JSON.stringify({ topics: ['audit-recorded'] }));
  const answer = await fetch(`${service.baseUrl}/trpc/live.events?input=${input}`, {
    headers: { ...token.headers, accept: 'text/event-stream' },
  });
  const whole = answer.text();
  await revoke(token.id);
  const [, error = ''] = /event: serialized-error\ndata: (.*)/.exec(await whole) ?? [];
  expect(JSON.parse(error)).toMatchObject({
    message: expect.stringContaining('Nobody is signed in'),
    data: { code: 'signed_out', httpStatus: 401 },
  });
});
