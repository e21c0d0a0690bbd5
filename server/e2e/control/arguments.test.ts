import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const IMAGE = 'gemini-2.5-flash-image';
const CREATE = `mutation ($input: GenerationInput!) {
  createGeneration(input: $input) { jobId boundTo { id } }
}`;

let service: ServiceProcess;
let admin: GraphqlClient;
let trpc: ReturnType<typeof createTRPCClient<AppRouter>>;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV }); // the built-in sandbox serves
  admin = await signedIn(service);
  trpc = createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${service.baseUrl}/trpc`, headers: admin.headers })],
  });
});
afterAll(() => service[Symbol.asyncDispose]());

/** What a refusal says of itself. */
async function refusal(query: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { errors } = await admin.ask(query, variables);
  return { message: errors[0]?.message, ...errors[0]?.extensions };
}

test('a test runs on one given token, or is refused naming what is wrong with it', async () => {
  const [token] = (await trpc.tokens.list.query({})).items;
  const { tokens } = await admin.get<{ tokens: { edges: { node: { id: string } }[] } }>(
    '{ tokens(first: 1) { edges { node { id } } } }',
  );
  const globalId = tokens.edges[0]?.node.id;
  const input = { model: IMAGE, prompt: 'a fox' };
  const made = await admin.get<{ createGeneration: object[] }>(CREATE, { input: { ...input, tokenId: globalId } });
  expect(made.createGeneration).toMatchObject([{ boundTo: { id: globalId } }]);
  const [job] = await trpc.jobs.create.mutate({ ...input, tokenId: token?.id });
  expect(job).toMatchObject({ boundTo: token?.id, boundToName: expect.any(String) });
  for (const tokenId of ['99', 'no-token']) {
    expect(await refusal(CREATE, { input: { ...input, tokenId } })).toMatchObject({
      ...{ code: 'not_found', field: 'tokenId', message: `There is no token ${tokenId}.` },
    });
  }
  await trpc.tokens.bulk.mutate({ selection: { ids: [token?.id ?? 0] }, work: { action: 'disable' } });
  expect(await refusal(CREATE, { input: { ...input, tokenId: globalId } })).toMatchObject({
    code: 'no_token_available',
    message: expect.stringContaining('switched off'),
  });
  await trpc.tokens.bulk.mutate({ selection: { ids: [token?.id ?? 0] }, work: { action: 'enable' } });
});

test('ids are counted as well where somebody says how many they should be', async () => {
  const off = `mutation ($ids: [ID!], $expectedCount: Int) {
    setTokensEnabled(ids: $ids, expectedCount: $expectedCount, enabled: true) { ok } }`;
  const [token] = (await trpc.tokens.list.query({})).items;
  const ids = [String(token?.id)];
  const miscounted = { code: 'conflict', field: 'expectedCount', current: 1 };
  expect(await refusal(off, { ids, expectedCount: 2 })).toMatchObject(miscounted);
  expect(await admin.get(off, { ids, expectedCount: 1 })).toEqual({ setTokensEnabled: [{ ok: true }] });
  const cancel = 'mutation ($ids: [ID!]) { cancelGenerations(ids: $ids, expectedCount: 5) { ok } }';
  expect(await refusal(cancel, { ids: ['gen_none'] })).toMatchObject(miscounted);
});

test('a refusal names the argument as it was written', async () => {
  const input = { model: IMAGE, prompt: 'a fox', idempotencyKey: 'once' };
  await admin.get(CREATE, { input });
  const other = await refusal(CREATE, { input: { ...input, prompt: 'a heron' } });
  expect(other).toMatchObject({ code: 'idempotency_conflict', field: 'idempotencyKey' });
  const { createApiKey } = await admin.get<{ createApiKey: { apiKey: { id: string; keyId: string } } }>(
    'mutation { createApiKey(input: { name: "rotated" }) { apiKey { id keyId } } }',
  );
  const { id, keyId } = createApiKey.apiKey;
  const rotate = 'mutation ($id: ID!) { rotateApiKey(id: $id, overlapSeconds: -1) { key } }';
  expect(await refusal(rotate, { id })).toMatchObject({ code: 'invalid_value', field: 'overlapSeconds' });
  await expect(trpc.keys.rotate.mutate({ id: keyId, overlapMs: -1 })).rejects.toMatchObject({
    data: { code: 'invalid_value', field: 'overlapMs' },
  });
  expect(await refusal('{ requestHistogram(bars: 0) { countedFrom } }')).toMatchObject({ field: 'bars' });
  await expect(trpc.requests.histogram.query({ bars: 0 })).rejects.toMatchObject({ data: { field: 'bars' } });
  const empty = { model: IMAGE, prompt: ' ' };
  expect(await refusal(CREATE, { input: empty })).toMatchObject({
    ...{ code: 'missing_parameter', field: 'prompt', message: "The prompt is empty: 'prompt' has no text." },
  });
});

test('an id that cannot be read fails in its own row, and the others are done', async () => {
  const { tokens } = await admin.get<{ tokens: { edges: { node: { id: string } }[] } }>(
    '{ tokens(first: 1) { edges { node { id } } } }',
  );
  const id = tokens.edges[0]?.node.id;
  const keyId = Buffer.from('ApiKey:1').toString('base64');
  const set = `mutation ($ids: [ID!]) {
    setTokensEnabled(ids: $ids, enabled: true) { id ok email token { id } error { code message } }
  }`;
  const { setTokensEnabled } = await admin.get<{ setTokensEnabled: object[] }>(set, {
    ids: ['rubbish', id, keyId, Buffer.from('Token:99').toString('base64'), 'rubbish'],
  });
  const failed = (message: string) => ({ ok: false, token: null, error: { code: 'not_found', message } });
  expect(setTokensEnabled).toMatchObject([
    { id: 'rubbish', email: null, ...failed('rubbish is no id of a token.') },
    { id, ok: true, token: { id }, error: null },
    { id: keyId, ...failed(`${keyId} is no id of a token.`) },
    failed('There is no token 99.'),
  ]);
  const retry = 'mutation ($ids: [ID!]) { retryGenerations(ids: $ids) { ok error { code message } } }';
  expect(await admin.get(retry, { ids: [id] })).toEqual({
    retryGenerations: [{ ok: false, error: { code: 'not_found', message: `There is no generation ${id}.` } }],
  });
});

test('one thing is named by its id in either form, and a refusal names the id', async () => {
  const unknown = (call: string) => refusal(`${call.replace('ID', '(id: "rubbish")')}`);
  for (const call of [
    '{ tokenID { id } }',
    'mutation { testTokenProxyID { ok } }',
    'mutation { revokeApiKeyID { id } }',
    'mutation { revokeSessionID }',
    'mutation { revokeAdminTokenID { id } }',
    'mutation { removeAdminID { id } }',
  ]) {
    expect([call, await unknown(call)]).toEqual([call, expect.objectContaining({ code: 'not_found', field: 'id' })]);
  }
  const [token] = (await trpc.tokens.list.query({})).items;
  const { one } = await admin.get<{ one: { id: string } }>(`{ one: token(id: ${token?.id}) { id } }`);
  expect(await admin.get(`{ one: token(id: "${one.id}") { id } }`)).toEqual({ one });
});

test('an import in broken base64 is refused, and so are models of a key that there are not', async () => {
  const importTokens =
    'mutation ($content: String!) { importTokens(content: $content, encoding: BASE64) { rows { line } } }';
  for (const content of ['not base64!', 'YWJj=ZGVm', 'YWJjZ', 'YWJj===']) {
    expect(await refusal(importTokens, { content })).toMatchObject({ code: 'invalid_value', field: 'content' });
    await expect(trpc.tokens.importDryRun.mutate({ content, encoding: 'base64' })).rejects.toMatchObject({
      data: { code: 'invalid_value', field: 'content' },
    });
  }
  const content = Buffer.from('one-session-token\n').toString('base64');
  expect(await admin.get(importTokens, { content: `${content.slice(0, 9)}\n${content.slice(9)}` })).toEqual({
    importTokens: { rows: [{ line: 1 }] },
  });
  const key = 'mutation ($models: [String!]) { createApiKey(input: { name: "narrow", models: $models }) { key } }';
  expect(await refusal(key, { models: ['veo_*', 'veo-9', 'none*'] })).toMatchObject({
    ...{ code: 'invalid_value', field: 'models', message: expect.stringContaining('veo-9, none*') },
  });
  await admin.get(key, { models: ['veo_*', 'sora-2'] });
});
