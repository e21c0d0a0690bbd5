import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { createRequestLog } from '../usage/request-log.ts';
import { type ConfiguredKey, openApiKeys } from './api-keys.ts';
import { createManagedKeys, type ManagedKeys } from './managed-keys.ts';

const FAR = { address: '203.0.113.7', forwarded: false };
const DAY_MS = 86_400_000;

let dir: string;
let database: Database;
let at: number;
let configuredKeys: readonly ConfiguredKey[];
let apiKeys: Awaited<ReturnType<typeof openApiKeys>>;
let keys: ManagedKeys;
let ids: number;
let models: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-managed-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = 1_780_000_000_000;
  ids = 0;
  models = ['veo_3', 'imagen'];
  configuredKeys = [
    {
      ...{ name: 'team', key: 'key-of-the-team', enabled: true, expiresAt: null, chatImages: null },
      ...{ requestsPerMinute: 7, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: ['veo_*'] },
    },
  ];
  await open();
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

async function open(): Promise<void> {
  const deps = {
    database,
    configured: () => 'configured-key',
    configuredKeys: () => configuredKeys,
    now: () => at,
    newId: () => `key-${++ids}`,
  };
  apiKeys = await openApiKeys({ ...deps, schedule: () => () => {}, log: { error: () => {}, warn: () => {} } });
  keys = createManagedKeys({ ...deps, modelNames: () => models, reload: apiKeys.reload });
}

const use = (key: string) => apiKeys.authenticate(key, FAR);
const events = async () => {
  const rows = await database.read.selectFrom('Event').selectAll().orderBy('seq').execute();
  return rows.map(({ payload }) => ('what' in payload ? payload.what : payload.type));
};

test('a key opens from the next request on, with its limits, and after a restart', async () => {
  const { key, shown } = await keys.create({ name: ' app ', requestsPerMinute: 3, models: ['veo_*'] });
  expect(shown).toMatchObject({ id: 'key-1', name: 'app', last4: key.slice(-4), source: 'stored', enabled: true });
  expect(await use(key)).toMatchObject({ apiKeyId: 'key-1', name: 'app' });
  expect(apiKeys.limitsOf('key-1')).toMatchObject({ requestsPerMinute: 3, models: ['veo_*'] });
  await open();
  expect(await use(key)).toMatchObject({ name: 'app' });
  expect(await events()).toEqual(['made']);
  expect(JSON.stringify(await keys.list())).not.toContain(key);
});

test('a change is good at once: limits, off and on, an end', async () => {
  const { key, shown } = await keys.create({ name: 'app', jobsAtOnce: 2 });
  const { id } = shown;
  const { before, after } = await keys.update(id, { creditsPerDay: 10, jobsAtOnce: null, name: undefined });
  expect([before.jobsAtOnce, after.jobsAtOnce, after.creditsPerDay, after.name]).toEqual([2, null, 10, 'app']);
  expect(apiKeys.limitsOf(id)).toMatchObject({ creditsPerDay: 10, jobsAtOnce: null });
  await keys.update(id, { enabled: false });
  await expect(use(key)).rejects.toThrow(/switched off/);
  await keys.update(id, { enabled: true, expiresAt: at + 1_000 });
  expect(await use(key)).toMatchObject({ apiKeyId: id });
  at += 1_000;
  await expect(use(key)).rejects.toThrow(/expired/);
  // What is past may stay as it is while something else is changed.
  expect((await keys.update(id, { name: 'other' })).after.name).toBe('other');
  await expect(keys.update(id, { expiresAt: at - 1 })).rejects.toMatchObject({ param: 'expiresAt' });
});

test('after a rotation both keys are good until the time beside is over, then the new one alone', async () => {
  const { key: first, shown } = await keys.create({ name: 'app' });
  const { key: second, shown: rotated } = await keys.rotate(shown.id, DAY_MS);
  expect([rotated.previousUntil, rotated.last4]).toEqual([at + DAY_MS, second.slice(-4)]);
  await open();
  expect(await use(first)).toEqual(await use(second));
  at += DAY_MS;
  await expect(use(first)).rejects.toThrow(/replaced by a new one/);
  const { key: third } = await keys.rotate(shown.id, DAY_MS);
  expect(await use(second)).toEqual(await use(third));
  at += DAY_MS;
  await expect(use(second)).rejects.toThrow(/replaced by a new one/);
  expect(await use(third)).toMatchObject({ apiKeyId: shown.id });
  expect((await keys.get(shown.id))?.previousUntil).toBe(null);
  const { key: fourth } = await keys.rotate(shown.id, 0);
  await expect(use(third)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(await use(fourth)).toMatchObject({ apiKeyId: shown.id });
  await expect(keys.rotate(shown.id, -1)).rejects.toMatchObject({ param: 'overlap' });
});

test('a former key stays good for as long as was promised, unless a rotation ends all former keys', async () => {
  const { key: first, shown } = await keys.create({ name: 'app' });
  const { key: second } = await keys.rotate(shown.id, DAY_MS);
  const until = new Date(at + DAY_MS).toISOString();
  at += DAY_MS - 1;
  await expect(keys.rotate(shown.id, 1)).rejects.toMatchObject({
    ...{ code: 'conflict', param: 'overlap', current: { previousUntil: until } },
    message: expect.stringMatching(new RegExp(`until ${until}.* overlap of 0, which ends all former keys`)),
  });
  expect(await use(first)).toEqual(await use(second));
  const { key: third } = await keys.rotate(shown.id, 0);
  for (const former of [first, second]) await expect(use(former)).rejects.toThrow(/not known/);
  expect(await use(third)).toMatchObject({ apiKeyId: shown.id });
});

test('of two rotations at the same moment one is refused, so that the key of the other stays good', async () => {
  const { shown } = await keys.create({ name: 'app' });
  const both = await Promise.allSettled([keys.rotate(shown.id, DAY_MS), keys.rotate(shown.id, DAY_MS)]);
  const made = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key] : []));
  expect(made).toHaveLength(1);
  expect(await use(made[0] ?? '')).toMatchObject({ apiKeyId: shown.id });
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
});

test('a revoked key opens nothing, and the one before it neither', async () => {
  const { key, shown } = await keys.create({ name: 'app' });
  const { key: second } = await keys.rotate(shown.id, DAY_MS);
  await keys.revoke(shown.id);
  for (const gone of [key, second]) await expect(use(gone)).rejects.toThrow(/not known/);
  await expect(keys.revoke(shown.id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await events()).toEqual(['made', 'rotated', 'revoked']);
});

test('keys of the configuration are shown, and changed where they are written', async () => {
  expect(await keys.list()).toMatchObject([
    { id: 'config', source: 'configured', last4: '-key', createdAt: null },
    { id: 'config:team', name: 'team', source: 'configured', last4: 'team', requestsPerMinute: 7, models: ['veo_*'] },
  ]);
  for (const id of ['config', 'config:team']) {
    await expect(keys.update(id, { enabled: false })).rejects.toThrow(/settings file/);
    await expect(keys.rotate(id, 0)).rejects.toThrow(/settings file/);
    await expect(keys.revoke(id)).rejects.toThrow(/settings file/);
  }
});

test.each([
  [{ name: '' }, 'name'],
  [{ name: 'first key' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ name: 'a\u0000b' }, 'name'],
  [{ name: 'x', jobsAtOnce: 0 }, 'jobsAtOnce'],
  [{ name: 'x', creditsPerDay: 1.5 }, 'creditsPerDay'],
  [{ name: 'x', models: [] }, 'models'],
  [{ name: 'x', models: ['a b'] }, 'models'],
  [{ name: 'x', expiresAt: 5 }, 'expiresAt'],
])('%j is refused, naming the field', async (wishes, param) => {
  await expect(keys.create(wishes)).rejects.toMatchObject({ code: 'invalid_value', param });
});

test('the last use of a key is told with its first request in the log, before it is stored itself', async () => {
  const { shown } = await keys.create({ name: 'app' });
  const other = await keys.create({ name: 'other' });
  expect(await keys.get(shown.id)).toMatchObject({ lastUsedAt: null });
  const log = createRequestLog({
    ...{ database, isModel: () => false, schedule: () => () => {} },
    onError: (cause) => expect.fail(String(cause)),
  });
  const request = {
    ...{ method: 'GET', route: '/v1/models', status: 200, durationMs: 5, apiKeyId: shown.id },
    ...{ generationId: null, model: null, errorCode: null, callerLeft: false },
  };
  log.add({ ...request, requestId: 'req_1', at: at + 1_000 });
  log.add({ ...request, requestId: 'req_2', at: at + 2_000 });
  await log.close();
  expect(await keys.get(shown.id)).toMatchObject({ lastUsedAt: at + 2_000 });
  expect(await keys.get(other.shown.id)).toMatchObject({ lastUsedAt: null });
  await database.read
    .updateTable('ApiKey')
    .set({ lastUsedAt: at + 9_000 })
    .where('id', '=', shown.id)
    .execute();
  expect(await keys.get(shown.id)).toMatchObject({ lastUsedAt: at + 9_000 });
});

test('a name is taken once', async () => {
  const { shown } = await keys.create({ name: 'app' });
  for (const name of ['app', 'team']) await expect(keys.create({ name })).rejects.toMatchObject({ code: 'conflict' });
  const { shown: other } = await keys.create({ name: 'other' });
  await expect(keys.update(other.id, { name: 'app' })).rejects.toMatchObject({ code: 'conflict' });
  expect((await keys.update(shown.id, { name: 'app', enabled: false })).after.enabled).toBe(false);
});

test('names of models that there are not are refused and told, those that were known once stay', async () => {
  await expect(keys.create({ name: 'app', models: ['veo_3', 'veo_4', 'sora*', 'ima*'] })).rejects.toMatchObject({
    ...{ code: 'invalid_value', param: 'models', message: expect.stringMatching(/: veo_4, sora\*\.$/) },
  });
  const { shown } = await keys.create({ name: 'app', models: ['imagen', 'veo*'] });
  models = ['veo_3'];
  expect((await keys.update(shown.id, { name: 'other' })).after).toMatchObject({ models: ['imagen', 'veo*'] });
  await expect(keys.update(shown.id, { models: ['imagen', 'nothing'] })).rejects.toThrow(/: nothing\.$/);
  expect((await keys.update(shown.id, { models: ['imagen'] })).after).toMatchObject({ models: ['imagen'] });
});
