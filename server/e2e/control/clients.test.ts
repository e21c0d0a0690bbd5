import { connect, createServer, type Socket } from 'node:net';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { Client, fetchExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { Agent, type Dispatcher, EventSource } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV, signedIn } from './graphql-client.ts';

const PICTURES = 12;
const CUTS = 4;
const EVENTS = 'subscription ($since: Int) { events(since: $since) { ... on Event { seq } ... on Gap { gap: seq } } }';

let service: ServiceProcess;
let authorization: string;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  const make = 'mutation { createAdminToken(name: "script", scopes: [read, operate]) { token } }';
  const { createAdminToken } = await (await signedIn(service)).get<{ createAdminToken: { token: string } }>(make);
  authorization = `Bearer ${createAdminToken.token}`;
});
afterAll(() => service[Symbol.asyncDispose]());

interface Line extends AsyncDisposable {
  url: string;
  /** Breaks every connection that is open. */
  cut(): void;
}

/** A way to the service that can be broken, as a network is. */
async function openLine(): Promise<Line> {
  const { port } = new URL(service.baseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

const picture = async (): Promise<void> => {
  const response = await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a fox'));
  expect(response.status).toBe(200);
  await response.text();
};

/** Where the log ends, and what it holds from some place on, as somebody reads it whose connection never broke. */
async function logAfter(since: number, until: number): Promise<number[]> {
  const client = createSseClient({ url: `${service.baseUrl}/graphql/stream`, headers: { authorization } });
  const seqs: number[] = [];
  for await (const { data } of client.iterate<{ events: { seq?: number } }>({ query: EVENTS, variables: { since } })) {
    const { seq } = data?.events ?? {};
    if (seq !== undefined) seqs.push(seq);
    if ((seqs.at(-1) ?? 0) >= until) break;
  }
  client.dispose();
  return seqs;
}

const position = async (): Promise<number> => {
  const response = await fetch(`${service.baseUrl}/trpc/live.position`, { headers: { authorization } });
  return ((await response.json()) as { result: { data: { seq: number } } }).result.data.seq;
};

test('urql asks and changes', async () => {
  const client = new Client({
    url: `${service.baseUrl}/graphql`,
    exchanges: [fetchExchange],
    fetchOptions: { headers: { authorization } },
  });
  const { data } = await client.query('{ viewer { name scopes } pool { total } }', {}).toPromise();
  expect(data).toMatchObject({ viewer: { name: 'script', scopes: ['read', 'operate'] }, pool: { total: 1 } });
  const change = 'mutation { applySettings(changes: [], version: 0) { version } }';
  const refused = await client.mutation(change, {}).toPromise();
  expect(refused.error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'scope_missing' });
});

test.each([
  { name: 'each on a connection of its own', singleConnection: false },
  { name: 'over one connection', singleConnection: true },
])('graphql-sse subscribes, $name', async ({ singleConnection }) => {
  const url = `${service.baseUrl}/graphql/stream`;
  const client = createSseClient({ url, headers: { authorization }, singleConnection });
  const pools = client.iterate<{ poolChanged: { total: number } }>({ query: 'subscription { poolChanged { total } }' });
  expect(await pools.next()).toMatchObject({ value: { data: { poolChanged: { total: 1 } } } });
  const queues = client.iterate({ query: 'subscription { queueChanged { __typename } }' });
  expect(await queues.next()).toMatchObject({ value: { data: { queueChanged: { __typename: 'Queue' } } } });
  client.dispose();
});

test('graphql-ws goes on after each lost connection where it was: no event is lost, none comes twice', async () => {
  await using line = await openLine();
  const began = await position();
  const seqs: number[] = [];
  let isMaking = true;
  const making = (async () => {
    for (let made = 0; made < PICTURES; made += 1) await picture();
    isMaking = false;
  })();
  for (let part = 0; isMaking || (seqs.at(-1) ?? 0) < (await position()); part += 1) {
    const client = createWsClient({
      url: `${line.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    });
    const since = seqs.at(-1) ?? began;
    let mine = 0;
    try {
      for await (const { data } of client.iterate<{ events: { seq: number } }>({
        query: EVENTS,
        variables: { since },
      })) {
        seqs.push(data?.events.seq ?? Number.NaN);
        mine += 1;
        if (part < CUTS && mine === 7) line.cut();
        if (!isMaking && seqs.at(-1) === (await position())) break;
      }
    } catch (cause) {
      if (part >= CUTS) throw cause; // the connection was cut
    }
    await client.dispose();
  }
  await making;
  expect(seqs).toEqual(await logAfter(began, await position()));
}, 60_000);

/** A browser's cookie would do it by itself; this EventSource has none. */
function withAuthorization(): Dispatcher {
  return new Agent().compose((dispatch) => (options, handler) => {
    const headers = Array.isArray(options.headers)
      ? [...(options.headers as string[]), 'authorization', authorization]
      : { ...(options.headers as Record<string, string>), authorization };
    return dispatch({ ...options, headers }, handler);
  });
}

test('an EventSource of the console goes on by itself after a lost connection, and tells each job’s end once', async () => {
  await using line = await openLine();
  const ends: string[] = [];
  let started = (): void => {};
  const opened = new Promise<void>((resolve) => {
    started = resolve;
  });
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${line.url}/trpc`,
        EventSource: EventSource as never,
        eventSourceOptions: () => ({ node: { dispatcher: withAuthorization(), reconnectionTime: 50 } }) as never,
      }),
    ],
  });
  const problems: unknown[] = [];
  const subscription = client.live.events.subscribe(
    { topics: ['generation-changed'] },
    {
      onStarted: started,
      onData({ data }) {
        if (data.kind !== 'event' || data.event.type !== 'generation-changed') problems.push(data);
        else if (data.event.state === 'completed') ends.push(data.event.generationId);
      },
      onError: (error) => problems.push(error),
    },
  );
  await opened;
  for (let made = 0; made < PICTURES; made += 1) {
    await picture();
    if (made % 3 === 0) line.cut();
  }
  await expect.poll(() => ends.length, { timeout: 15_000 }).toBe(PICTURES);
  subscription.unsubscribe();
  expect(new Set(ends).size).toBe(PICTURES);
  expect(problems).toEqual([]);
}, 60_000);
