import { DatabaseSync } from 'node:sqlite';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const TOKENS = 10_000;

let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  addTokens(`${service.dataDir}/flow2api.db`, TOKENS);
  await service.killAndRestart(); // so that they are read
  admin = await signedIn(service);
}, 60_000);
afterAll(() => service?.[Symbol.asyncDispose]());

/** As many as the sandbox's own account, which all of them are but for what may be there once only. */
function addTokens(file: string, count: number): void {
  const database = new DatabaseSync(file, { timeout: 30_000 }); // the service writes as well
  const columns = database.prepare("select name from pragma_table_info('tokens') where name <> 'id'").all();
  const names = columns.map(({ name }) => String(name));
  const unique: Record<string, string> = { email: "i || '@x.invalid'", session_token_hash: "'hash ' || i" };
  const values = names.map((name) => unique[name] ?? name);
  database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into tokens (${names}) select ${values} from n, (select * from tokens limit 1)`);
  database.close();
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at + 2));

/** Answers of `/health` every 20 ms for as long as `work` lasts: the longest wait for one, ms. */
async function longestHealth(work: Promise<unknown>): Promise<number> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  let longest = 0;
  while (!isOver) {
    const began = performance.now();
    await (await fetch(`${service.baseUrl}/health`)).text();
    longest = Math.max(longest, performance.now() - began);
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
  await over;
  return longest;
}

/** Far below what it was, and above what a busy machine makes of a tenth of a second. */
const SHORT_MS = 500;

test('the largest change of many tokens lets others have their answers meanwhile', async () => {
  const change = 'mutation ($ids: [ID!]) { setTokensEnabled(enabled: false, ids: $ids) { id error { code } } }';
  let rows: { error: unknown }[] = [];
  const longest = await longestHealth(
    admin.get<{ setTokensEnabled: typeof rows }>(change, { ids: ids(TOKENS) }).then((data) => {
      rows = data.setTokensEnabled;
    }),
  );
  expect(rows.filter(({ error }) => error === null)).toHaveLength(TOKENS);
  expect(longest).toBeLessThan(SHORT_MS);
}, 60_000);

test.each([
  ['query ($i: [ID!]) { generationCounts(filter: { apiKeyIds: $i }) { all { count } } }', 'apiKeyIds'],
  ['query ($i: [ID!]) { generations(filter: { tokenIds: $i }) { edges { cursor } } }', 'tokenIds'],
  ['query ($i: [ID!]) { requestLogs(filter: { tokenIds: $i }) { edges { cursor } } }', 'tokenIds'],
  ['query ($i: [String!]) { requestLogs(filter: { models: $i }) { edges { cursor } } }', 'models'],
  ['query ($i: [ID!]) { usage(tokenIds: $i) { __typename } }', 'tokenIds'],
  ['query ($i: [ID!]) { usage(apiKeyIds: $i) { __typename } }', 'apiKeyIds'],
  ['query ($i: [String!]) { usage(models: $i) { __typename } }', 'models'],
  ['query ($i: [String!]) { latency(models: $i) { __typename } }', 'models'],
  ['query ($i: [ID!]) { requestHistogram(filter: { apiKeyIds: $i }) { __typename } }', 'apiKeyIds'],
  ['query ($i: [ID!]!) { nodes(ids: $i) { id } }', 'ids'],
  ['mutation ($i: [ID!]) { setTokensEnabled(enabled: true, ids: $i) { id } }', 'ids'],
])('%s is refused with 40,000 entries, and answered with as many as are taken', async (query, field) => {
  const longest = await longestHealth(
    admin.ask(query, { i: ids(40_000) }).then(({ errors: [error] }) => {
      expect(error).toMatchObject({
        message: expect.stringMatching(/^`\w+` has 40000 entries; \d+ are taken at most/),
      });
      expect(error?.extensions).toMatchObject({ code: 'invalid_value', field });
    }),
  );
  const allowed = await longestHealth(admin.get(query, { i: field === 'ids' ? nodeIds(100) : ids(500) }));
  expect(Math.max(longest, allowed)).toBeLessThan(SHORT_MS);
});

const nodeIds = (count: number) => ids(count).map((id) => Buffer.from(`Token:${id}`).toString('base64'));

test('classes of statuses that there are not are looked for nowhere', async () => {
  const query = 'query ($i: [Int!]) { requestLogs(filter: { statusClasses: $i }) { edges { cursor } } }';
  expect(await admin.get(query, { i: Array.from({ length: 400 }, (_, at) => at + 6) })).toEqual({
    requestLogs: { edges: [] },
  });
});

test('of the same node several times each has its place', async () => {
  const [id = ''] = nodeIds(1);
  const { nodes } = await admin.get<{ nodes: unknown[] }>('query ($i: [ID!]!) { nodes(ids: $i) { id } }', {
    i: Array.from({ length: 100 }, () => id),
  });
  expect(nodes).toEqual(Array.from({ length: 100 }, () => ({ id })));
});

const LONG = { i: ids(501) };
const QUERY = 'query ($i: [ID!]) { usage(tokenIds: $i) { __typename } }';
const WATCH = 'subscription ($i: [ID!]) { tokenChanged(ids: $i) { __typename } }';
const REFUSED = { extensions: { code: 'invalid_value' } };

test('too long a list is refused in a batch, in its own place', async () => {
  const response = await fetch(`${service.baseUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...admin.headers },
    body: JSON.stringify([{ query: '{ viewer { name } }' }, { query: QUERY, variables: LONG }]),
  });
  expect(await response.json()).toMatchObject([{ data: {} }, { errors: [REFUSED] }]);
});

test.each([QUERY, WATCH])('too long a list is refused over SSE in both modes, and WebSocket: %s', async (query) => {
  const url = `${service.baseUrl}/graphql/stream`;
  for (const singleConnection of [false, true]) {
    const client = createSseClient({ url, headers: admin.headers, singleConnection, retryAttempts: 0 });
    const { value } = await client.iterate({ query, variables: LONG }).next();
    expect(value).toMatchObject({ errors: [REFUSED] });
    client.dispose();
  }
  const { headers } = admin;
  class WithCookie extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { ...headers, origin: service.baseUrl } });
    }
  }
  const socket = createSocketClient({
    ...{ url: `${service.baseUrl.replace('http', 'ws')}/graphql`, webSocketImpl: WithCookie, retryAttempts: 0 },
  });
  const { value } = await socket.iterate({ query, variables: LONG }).next();
  expect(value).toMatchObject({ errors: [REFUSED] });
  await socket.dispose();
});

test('too long a list of a subscription is refused over SSE at /graphql itself', async () => {
  const response = await fetch(`${service.baseUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...admin.headers },
    body: JSON.stringify({ query: WATCH, variables: LONG }),
  });
  expect(await response.text()).toContain('"code":"invalid_value"');
});

test.each([
  ['query ($t: String) { generations(filter: { text: $t }) { edges { cursor } } }', 'text'],
  ['query ($t: String) { requestLogs(after: $t) { edges { cursor } } }', 'after'],
  ['query ($t: String) { usage(timeZone: $t, by: DAY) { __typename } }', 'timeZone'],
  ['mutation ($t: String) { updateToken(id: "2", input: { remark: $t }) { id } }', 'remark'],
  ['mutation ($t: JSON) { validateSettings(changes: [{ key: "global.api_key", value: $t }]) { __typename } }', 'value'],
])('a text of five million characters is refused before it is looked at: %s', async (query, field) => {
  const t = '%_'.repeat(2_500_000);
  const { errors } = await admin.ask(query, { t });
  expect(errors[0]).toMatchObject({
    message: expect.stringMatching(/^`\w+` is longer than \d+ characters/),
    extensions: { code: 'invalid_value', field },
  });
});

test('a body of many megabytes is read in little time', async () => {
  const upload = 'mutation ($base64: String!) { uploadPicture(base64: $base64) { mimeType } }';
  const longest = await longestHealth(admin.ask(upload, { base64: 'x'.repeat(30_000_000) }));
  expect(longest).toBeLessThan(4 * SHORT_MS); // it was several seconds
});

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('a picture is kept from its base64, and from a data URL of it', async () => {
  const upload = 'mutation ($base64: String!) { uploadPicture(base64: $base64) { mimeType } }';
  for (const base64 of [PIXEL, `data:image/png;base64,${PIXEL}`]) {
    const { errors } = await admin.ask(upload, { base64 });
    expect(errors).toEqual([]);
  }
});

test.each(['null', ' true\n', '"x"', '12', '{}'])(
  '%s is no list of accounts, and nothing is asked upstream',
  async (content) => {
    const { errors } = await admin.ask('mutation ($content: String!) { importTokens(content: $content) { format } }', {
      content,
    });
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('It must be a list of accounts'),
      extensions: { code: 'invalid_value', field: 'content' },
    });
  },
);

test('an import of millions of lines is refused without a look at each', async () => {
  const query = 'mutation ($content: String!) { importTokens(content: $content) { format } }';
  const { errors } = await admin.ask(query, { content: 'x\n'.repeat(2_500_000) });
  expect(errors[0]?.message).toMatch(/^It holds more accounts than are taken at a time/);
});
