import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

let service: ServiceProcess;
let operator: GraphqlClient;
let authorization: string;

beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  operator = await signedIn(service);
  const make = 'mutation { createAdminToken(name: "script", scopes: [read]) { token } }';
  const { createAdminToken } = await operator.get<{ createAdminToken: { token: string } }>(make);
  authorization = `Bearer ${createAdminToken.token}`;
});
afterAll(() => service[Symbol.asyncDispose]());

interface Answer {
  data?: unknown;
  errors?: unknown;
}

interface Transport extends AsyncDisposable {
  iterate(of: { query: string }): AsyncIterableIterator<Answer>;
}

function overSse(singleConnection: boolean): Transport {
  const url = `${service.baseUrl}/graphql/stream`;
  const client = createSseClient({ url, headers: { authorization }, singleConnection, retryAttempts: 0 });
  return { iterate: (of) => client.iterate(of), [Symbol.asyncDispose]: async () => client.dispose() };
}

function overWebSocket(): Transport {
  const url = `${service.baseUrl.replace('http', 'ws')}/graphql`;
  const connection = { connectionParams: { authorization }, webSocketImpl: WebSocket, retryAttempts: 0 };
  const client = createWsClient({ url, ...connection });
  return { iterate: (of) => client.iterate(of), [Symbol.asyncDispose]: async () => client.dispose() };
}

/** The native stream of `/graphql`, read to its end. */
function overHttp(): Transport {
  async function* iterate({ query }: { query: string }) {
    const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' };
    const response = await fetch(`${service.baseUrl}/graphql`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ query }) },
      signal: AbortSignal.timeout(10_000),
    });
    for (const [, line = ''] of (await response.text()).matchAll(/^data: ?(\{.*)$/gm)) {
      yield JSON.parse(line) as Answer;
    }
  }
  return { iterate, [Symbol.asyncDispose]: async () => {} };
}

const TRANSPORTS = [
  { name: 'over SSE, each on its own connection', open: () => overSse(false) },
  { name: 'over SSE, all on one connection', open: () => overSse(true) },
  { name: 'over SSE at /graphql', open: overHttp },
  { name: 'over WebSocket', open: overWebSocket },
];

const REFUSED = [
  {
    what: 'a generation that there is not',
    query: 'subscription { generationChanged(id: "gen_none") { __typename } }',
    error: { message: 'There is no generation gen_none.', extensions: { code: 'not_found', field: 'id' } },
  },
  {
    what: 'a token that there is not',
    query: 'subscription { tokenChanged(ids: ["nope"]) { __typename } }',
    error: { message: 'There is no token nope.', extensions: { code: 'not_found', field: 'ids' } },
  },
  {
    what: 'an argument that cannot be met',
    query: 'subscription { generationChanged(filter: { expired: true }) { __typename } }',
    error: { extensions: { code: 'invalid_value', field: 'filter' } },
  },
  {
    what: 'a field that there is not',
    query: 'subscription { poolChanged { nothing } }',
    error: {
      message: expect.stringContaining('Cannot query field "nothing"'),
      extensions: { code: 'invalid_request' },
    },
  },
  {
    what: 'a query that cannot be read',
    query: 'subscription { poolChanged {',
    error: { message: expect.stringContaining('Syntax Error'), extensions: { code: 'invalid_request' } },
  },
  {
    what: 'a scope that is missing',
    query: 'mutation { createAdminToken(name: "more", scopes: [read]) { token } }',
    error: { extensions: { code: 'scope_missing' } },
  },
] as const;

/** What was said, whether as an answer or as the end of the operation. */
async function firstErrors(answers: AsyncIterableIterator<Answer>): Promise<unknown> {
  try {
    const { value } = await answers.next();
    return value?.errors;
  } catch (cause) {
    return cause;
  }
}

/** Something that the pool's watchers hear of. */
async function switchAll(enabled: boolean): Promise<void> {
  const query = `mutation ($enabled: Boolean!) {
    setTokensEnabled(filter: {}, expectedCount: 1, enabled: $enabled) { ok } }`;
  expect(await operator.get(query, { enabled })).toEqual({ setTokensEnabled: [{ ok: true }] });
}

describe.each(TRANSPORTS)('$name', ({ open }) => {
  test.each(REFUSED)('$what is refused in words', async ({ query, error }) => {
    await using transport = open();
    const errors = await firstErrors(transport.iterate({ query }));
    expect(errors).toMatchObject([error]);
    // What GraphQL over HTTP notes there for the status of an answer is not for clients.
    expect(errors).not.toMatchObject([{ extensions: { http: expect.anything() } }]);
    expect((await operator.ask('{ viewer { name } }')).errors).toEqual([]);
  });
});

test.each([
  { name: 'SSE', open: () => overSse(true) },
  { name: 'WebSocket', open: overWebSocket },
])('over one connection of $name the other subscriptions go on', async ({ open }) => {
  await using transport = open();
  const pools = transport.iterate({ query: 'subscription { poolChanged { byState { state count } } }' });
  await pools.next();
  for (const { query } of REFUSED) await firstErrors(transport.iterate({ query }));
  await switchAll(false);
  expect(await pools.next()).toMatchObject({ done: false, value: { data: { poolChanged: {} } } });
  await switchAll(true);
});
