import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const EVENTS =
  'subscription ($since: Int) { events(since: $since) { ... on Event { seq type } ... on Gap { gap: seq } } }';
/** The same about ten times as long as what lies between two ends of a connection, after a few pictures. */
const LENGTHY = `subscription ($since: Int) { events(since: $since) { ... on Event { seq ${Array.from({ length: 200 }, (_, index) => `data${index}: data`).join(' ')} } } }`;
const FEW_SECONDS = 5_000;

let service: ServiceProcess;
let operator: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  operator = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

interface Listener extends AsyncDisposable {
  response: IncomingMessage;
  /** What came, as it came. */
  texts: string[];
  seqs(): number[];
  /** How the stream was told to be over. */
  isComplete(): boolean;
}

/** Somebody who subscribes over SSE on a connection of its own, at the endpoint of GraphQL itself. */
async function listen(
  variables: { since?: number },
  { query = EVENTS, headers = operator.headers, isReading = true } = {},
): Promise<Listener> {
  const asked = request(`${service.baseUrl}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
  });
  asked.on('error', () => {}); // that it left
  asked.end(JSON.stringify({ query, variables }));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream']);
  const texts: string[] = [];
  let isComplete = false;
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'next') texts.push(data);
      else isComplete = event === 'complete';
    },
  });
  response.on('error', () => {});
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  if (!isReading) response.pause();
  return {
    response,
    texts,
    seqs: () => texts.map((text) => (JSON.parse(text) as { data: { events: { seq: number } } }).data.events.seq),
    isComplete: () => isComplete,
    async [Symbol.asyncDispose]() {
      asked.destroy();
    },
  };
}

async function makePictures(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const response = await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a fox'));
    expect(response.status).toBe(200);
    await response.text();
  }
}

async function position(): Promise<number> {
  const response = await fetch(`${service.baseUrl}/trpc/live.position`, { headers: operator.headers });
  return ((await response.json()) as { result: { data: { seq: number } } }).result.data.seq;
}

const hasHeard = ({ seqs }: Listener, seq: number) =>
  expect.poll(() => seqs().at(-1) ?? 0, { timeout: FEW_SECONDS }).toBeGreaterThanOrEqual(seq);
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('who ask the same are told the same in the same order, also who goes on from an earlier event', async () => {
  const since = await position();
  await using one = await listen({ since });
  await using other = await listen({ since });
  await makePictures(3);
  const last = await position();
  await using late = await listen({ since: since + 4 });
  for (const listener of [one, other, late]) await hasHeard(listener, last);
  const upTo = one.seqs().indexOf(last) + 1;
  expect(one.seqs().slice(0, upTo)).toEqual(from(since + 1, last));
  expect(other.texts.slice(0, upTo)).toEqual(one.texts.slice(0, upTo));
  expect(late.texts.slice(0, upTo - 4)).toEqual(one.texts.slice(4, upTo));
});

test('who comes in the middle of a burst loses nothing of what comes after, and gets nothing twice', async () => {
  let isMaking = true;
  const making = Promise.all([makePictures(6), makePictures(6)]).finally(() => {
    isMaking = false;
  });
  const listeners: Listener[] = [];
  while (isMaking && listeners.length < 60) listeners.push(await listen({}));
  await making;
  await makePictures(1); // so that everybody has heard something
  const last = await position();
  for (const listener of listeners) {
    await hasHeard(listener, last);
    const [first = 0] = listener.seqs();
    const upTo = listener.seqs().indexOf(last) + 1;
    expect(listener.seqs().slice(0, upTo)).toEqual(from(first, last));
    await listener[Symbol.asyncDispose]();
  }
  expect(listeners.length).toBeGreaterThan(5);
}, 30_000);

test('who stops reading holds up nobody, and has lost nothing when it reads on', async () => {
  const since = await position();
  await using stuck = await listen({ since }, { query: LENGTHY, isReading: false });
  await using other = await listen({ since }, { query: LENGTHY });
  await makePictures(12);
  const last = await position();
  await hasHeard(other, last);
  expect(stuck.texts).toEqual([]);
  stuck.response.resume();
  await hasHeard(stuck, last);
  const upTo = other.seqs().indexOf(last) + 1;
  expect(stuck.texts.slice(0, upTo)).toEqual(other.texts.slice(0, upTo));
  expect(stuck.seqs().slice(0, upTo)).toEqual(from(since + 1, last));
}, 30_000);

test('a revoked token ends its stream within seconds, and no other', async () => {
  const make = 'mutation { createAdminToken(name: "listener", scopes: [read]) { token adminToken { id } } }';
  type Made = { createAdminToken: { token: string; adminToken: { id: string } } };
  const { token, adminToken } = (await operator.get<Made>(make)).createAdminToken;
  const since = await position();
  await using revoked = await listen({ since }, { headers: { authorization: `Bearer ${token}` } });
  await using other = await listen({ since });
  await makePictures(1);
  for (const listener of [revoked, other]) await hasHeard(listener, await position());
  await operator.get('mutation ($id: ID!) { revokeAdminToken(id: $id) { id } }', { id: adminToken.id });
  await expect.poll(revoked.isComplete, { timeout: FEW_SECONDS }).toBe(true);
  await expect.poll(() => revoked.response.complete).toBe(true);
  expect(other.isComplete()).toBe(false);
  await makePictures(1);
  await hasHeard(other, await position());
});

test('a stop waits for no event stream: they are cut, so that who follows comes again', async () => {
  await using stopping = await startService({ env: ADMIN_ENV });
  const { headers } = await signedIn(stopping);
  const open = async (path: string, body?: string) => {
    const asked = request(stopping.baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    });
    asked.on('error', () => {});
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream']);
    response.on('error', () => {});
    return response.resume();
  };
  const input = encodeURIComponent(JSON.stringify({ topics: ['token-changed'], since: 0 }));
  const streams = [
    await open('/graphql', JSON.stringify({ query: EVENTS, variables: {} })),
    await open(`/trpc/live.events?input=${input}`),
  ];
  const cut = Promise.all(streams.map((stream) => new Promise((resolve) => stream.once('close', resolve))));
  stopping.program.signal('SIGTERM');
  expect(await stopping.program.exited).toBe(0);
  await cut;
  expect(streams.map(({ complete }) => complete)).toEqual([false, false]);
  expect(stopping.program.lines.join('\n')).not.toContain('did not end within shutdown_timeout');
});
