import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV, type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

const CALLERS = 20;
const CANARY = 'canary-9876543210-abcd';
const PICTURE = chatBody('gemini-2.5-flash-image', 'a fox');

let folder: string;
let file: string;
let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow2api-reload-'));
  file = join(folder, 'setting.toml');
  await writeFile(file, '');
  service = await startService({ env: { ...ADMIN_ENV, FLOW2API_CONFIG: file } });
  admin = await signedIn(service);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The session goes on, on another port. */
async function killAndRestart(): Promise<void> {
  await service.killAndRestart();
  admin = graphqlClient(service, admin.headers);
}

interface News {
  version: number;
  keys: string[];
  by: string;
  problem: string | null;
}

/** The subscription; `next` resolves with what comes next and is of interest. */
async function follow(): Promise<{ next(wanted: (news: News) => boolean): Promise<News> }> {
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  const query = 'subscription { settingsChanged { ... on SettingsNews { version keys by problem } } }';
  const response = await fetch(`${service.baseUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...admin.headers },
    body: JSON.stringify({ query }),
    signal: leave.signal,
  });
  const seen: News[] = [];
  let wake = (): void => {};
  const parser = createParser({
    onEvent({ data }) {
      if (data === '') return;
      seen.push((JSON.parse(data) as { data: { settingsChanged: News } }).data.settingsChanged);
      wake();
    },
  });
  void (async () => {
    for await (const bytes of response.body ?? []) parser.feed(new TextDecoder().decode(bytes, { stream: true }));
  })().catch(() => {});
  return {
    async next(wanted) {
      for (;;) {
        const found = seen.splice(0).find(wanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

interface Picture {
  status: number;
  content: string;
  images: unknown[];
}

async function picture(): Promise<Picture> {
  const response = await service.post('/v1/chat/completions', PICTURE);
  const body = (await response.json()) as {
    choices?: { message: { content: string | null; images?: unknown[] } }[];
    error?: unknown;
  };
  const message = body.choices?.[0]?.message;
  return {
    status: response.status,
    content: message?.content ?? JSON.stringify(body.error ?? ''),
    images: message?.images ?? [],
  };
}

/** Callers who ask for one picture after the other. `stop` resolves with all that they got. */
function callers() {
  let stopping = false;
  const got: Picture[] = [];
  const done = Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (!stopping) got.push(await picture());
    }),
  );
  return {
    got,
    async stop() {
      stopping = true;
      await done;
      return got;
    },
  };
}

async function version(): Promise<number> {
  return (await admin.get<{ settingsVersion: number }>('{ settingsVersion }')).settingsVersion;
}

const APPLY = `mutation ($changes: [SettingInput!]!, $version: Int!) {
  applySettings(changes: $changes, version: $version) { version effects changes { key from to } }
}`;

async function apply(changes: Record<string, unknown>, at?: number) {
  const wanted = Object.entries(changes).map(([key, value]) => ({ key, value }));
  return admin.ask<{ applySettings: { version: number } }>(APPLY, {
    changes: wanted,
    version: at ?? (await version()),
  });
}

function trpc(path: string, input: unknown): Promise<Response> {
  return fetch(`${service.baseUrl}/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...admin.headers },
    body: JSON.stringify(input),
  });
}

function lastStrategy(): unknown {
  const database = new BetterSqlite(join(service.dataDir, 'flow2api.db'), { readonly: true });
  try {
    const row = database.prepare('select attempts from generations order by created_at desc, rowid desc').get();
    return (JSON.parse((row as { attempts: string }).attempts) as { choice: { strategy: string } }[]).at(-1)?.choice
      .strategy;
  } finally {
    database.close();
  }
}

const shows = ({ content, images }: Picture) => ({ markdown: content.includes(']('), images: images.length > 0 });

test('settings are edited in the file, saved and re-read by a signal under load: no request fails, and the next one has them', {
  timeout: 180_000,
}, async () => {
  const news = await follow();
  const load = callers();

  await writeFile(file, '[generation]\nchat_images = "markdown"\nimage_concurrency = 8\n');
  const edited = await news.next(({ keys }) => keys.includes('generation.chat_images'));
  expect(edited).toMatchObject({ by: 'settings file', problem: null });
  expect(shows(await picture())).toEqual({ markdown: true, images: false });

  const saved = await apply({ 'generation.chat_images': 'images', 'generation.strategy': 'random' });
  expect(saved.errors).toEqual([]);
  expect(shows(await picture())).toEqual({ markdown: false, images: true });
  await load.stop();
  expect(await picture()).toMatchObject({ status: 200 });
  expect(lastStrategy()).toBe('random');

  const more = callers();
  await writeFile(file, '[generation]\nqueue_depth = 123\n');
  service.program.signal('SIGHUP');
  await news.next(({ keys }) => keys.includes('generation.queue_depth'));
  const { setting } = await admin.get('{ setting(key: "generation.queue_depth") { value source where default } }');
  expect(setting).toEqual({ value: 123, source: 'FILE', where: file, default: 500 });
  await picture();
  const got = [...load.got, ...(await more.stop())];
  expect(got.length).toBeGreaterThan(CALLERS * 2);
  expect(got.filter(({ status }) => status !== 200)).toEqual([]);
  await apply({ 'generation.chat_images': null, 'generation.strategy': null });
});

test('limits of the queue hold for the very next request', { timeout: 60_000 }, async () => {
  await apply({ 'generation.image_concurrency': 1, 'generation.queue_depth': 0 });
  const statuses = (await Promise.all(Array.from({ length: 8 }, picture))).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  await apply({ 'generation.image_concurrency': null, 'generation.queue_depth': null });
  const later = (await Promise.all(Array.from({ length: 8 }, picture))).map(({ status }) => status);
  expect(new Set(later)).toEqual(new Set([200]));
});

test('a broken file changes nothing, and stays reported until it is mended', { timeout: 60_000 }, async () => {
  const news = await follow();
  await writeFile(file, '[generation]\nqueue_depth = 5\n');
  await news.next(({ keys }) => keys.includes('generation.queue_depth'));
  await writeFile(file, '[generation]\nqueue_depth = "five"\nstrategy = "random"\n');
  const told = await news.next(({ problem }) => problem !== null);
  expect(told).toMatchObject({ keys: [], problem: expect.stringContaining('[generation] queue_depth') });
  service.program.signal('SIGHUP');
  const state = '{ settingsProblem { message at } settings(section: "generation") { key value } }';
  const broken = await admin.get<{ settingsProblem: unknown; settings: { key: string; value: unknown }[] }>(state);
  expect(broken.settingsProblem).toMatchObject({ message: told.problem });
  const values = Object.fromEntries(broken.settings.map(({ key, value }) => [key, value]));
  expect(values).toMatchObject({ 'generation.queue_depth': 5, 'generation.strategy': 'least_busy' });
  expect(await picture()).toMatchObject({ status: 200 });
  const { reloadSettings } = await admin.get('mutation { reloadSettings { problem { message } changes { key } } }');
  expect(reloadSettings).toEqual({ problem: { message: told.problem }, changes: [] });
  expect(service.program.lines.filter((line) => line.includes('the settings file is not taken over'))).toHaveLength(1);

  await writeFile(file, '# nothing is set here\n');
  await news.next(({ problem, keys }) => problem === null && keys.includes('generation.queue_depth'));
  expect((await admin.get(state)).settingsProblem).toBeNull();
});

test('of two with the same version the second is told the values of now, on both fronts', async () => {
  const seen = await version();
  expect((await apply({ 'admin.error_ban_threshold': 4 }, seen)).errors).toEqual([]);
  const [error] = (await apply({ 'admin.error_ban_threshold': 5 }, seen)).errors;
  const current = { version: seen + 1, values: { 'admin.error_ban_threshold': 4 } };
  expect(error?.extensions).toMatchObject({ code: 'conflict', field: 'version', current });
  const input = { changes: [{ key: 'admin.error_ban_threshold', value: 5 }], version: seen };
  const response = await trpc('settings.save', input);
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ error: { data: { code: 'conflict', current } } });
  const accepted = await trpc('settings.save', { ...input, version: seen + 1 });
  expect(await accepted.json()).toMatchObject({ result: { data: { version: seen + 2, problems: [] } } });
});

test('what is wrong is named field by field, and what the environment sets is locked', async () => {
  const changes = [
    { key: 'server.port', value: 1 },
    { key: 'generation.queue_wait', value: -1 },
    { key: 'generation.strategi', value: 'random' },
  ];
  const query = `mutation ($changes: [SettingInput!]!) {
    validateSettings(changes: $changes) { problems { key problem allowed message } }
  }`;
  const { validateSettings } = await admin.get(query, { changes });
  expect(validateSettings).toMatchObject({
    problems: [
      { key: 'server.port', problem: expect.stringContaining('FLOW2API_SERVER__PORT') },
      { key: 'generation.strategi', problem: expect.stringContaining('did you mean [generation] strategy?') },
      { key: 'generation.queue_wait', allowed: '0.1 to 86400' },
    ],
  });
  const before = await version();
  const refused = await apply(Object.fromEntries(changes.map(({ key, value }) => [key, value])));
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'server.port' });
  expect(await version()).toBe(before);
  const { setting } = await admin.get('{ setting(key: "server.port") { locked source variable restart } }');
  expect(setting).toEqual({
    locked: true,
    source: 'ENVIRONMENT',
    variable: 'FLOW2API_SERVER__PORT',
    restart: true,
  });
});

test('history pages both ways, tells who, and a revert puts back what held', async () => {
  const at = await version();
  await apply({ 'generation.max_attempts': 5 });
  await apply({ 'generation.max_attempts': 6 });
  const list = `query ($first: Int, $last: Int, $after: String, $before: String) {
    settingsHistory(key: "generation.max_attempts", first: $first, last: $last, after: $after, before: $before) {
      edges { cursor node { id version by before after at } } pageInfo { hasNextPage hasPreviousPage }
    }
  }`;
  interface Page {
    settingsHistory: {
      edges: { cursor: string; node: { id: string; before: unknown; after: unknown; version: number } }[];
      pageInfo: object;
    };
  }
  const { settingsHistory: newest } = await admin.get<Page>(list, { first: 1 });
  expect(newest).toMatchObject({
    edges: [{ node: { version: at + 2, by: 'admin', before: 5, after: 6 } }],
    pageInfo: { hasNextPage: true },
  });
  const { settingsHistory: older } = await admin.get<Page>(list, { first: 1, after: newest.edges[0]?.cursor });
  expect(older.edges).toMatchObject([{ node: { before: null, after: 5 } }]);
  const { settingsHistory: back } = await admin.get<Page>(list, { last: 1, before: older.edges[0]?.cursor });
  expect(back.edges).toEqual(newest.edges);
  const node = await admin.get('query ($id: ID!) { node(id: $id) { ... on SettingChange { key after } } }', {
    id: newest.edges[0]?.node.id,
  });
  expect(node).toEqual({ node: { key: 'generation.max_attempts', after: 6 } });

  const revert = 'mutation ($t: Int!, $v: Int!) { revertSettings(target: $t, version: $v) { changes { from to } } }';
  const reverted = await admin.get(revert, { t: at + 2, v: at + 2 });
  expect(reverted).toEqual({ revertSettings: { changes: [{ from: 6, to: 5 }] } });
});

test('a secret that is saved is in force, and nowhere to be read', { timeout: 60_000 }, async () => {
  const keys = [{ name: 'team', key: `key-${CANARY}` }];
  const answers = [
    await apply({ 'proxy.media_proxy_url': `http://me:${CANARY}@127.0.0.1:9`, 'global.keys': keys }),
    await apply({ 'plugin.auto_enable_on_update': false, 'proxy.media_proxy_url': `ftp://me:${CANARY}@x` }),
    await admin.ask(
      '{ settings { key value default } settingsWarnings settingsHistory(first: 50) { edges { node { before after } } } }',
    ),
    await (await trpc('settings.validate', { changes: [{ key: 'global.keys', value: [...keys, ...keys] }] })).json(),
    await (await fetch(`${service.baseUrl}/trpc/settings.get`, { headers: admin.headers })).json(),
    await (await fetch(`${service.baseUrl}/trpc/settings.history?input={}`, { headers: admin.headers })).json(),
  ];
  const withKey = { headers: { authorization: `Bearer key-${CANARY}` } };
  expect((await service.fetch('/v1/models', withKey)).status).toBe(200);
  const all = [
    JSON.stringify(answers),
    ...service.program.lines,
    service.program.stderr(),
    ...(await contentsOf(service.dataDir)),
  ];
  expect(all[0]).toContain('****abcd');
  expect(all.filter((text) => text.includes('9876543210'))).toEqual([]);
  await killAndRestart();
  expect((await service.fetch('/v1/models', withKey)).status).toBe(200);
  await apply({ 'proxy.media_proxy_url': null, 'global.keys': null });
  expect((await service.fetch('/v1/models', withKey)).status).toBe(401);
});

/** Every file of a folder, byte for byte. */
async function contentsOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map((path) => readFile(path, 'latin1')));
}

test('debug logging is on at once, has an end that survives a kill, and can be switched off', {
  timeout: 60_000,
}, async () => {
  type On = { setDebugLogging: { effects: string[]; changes: unknown[] } };
  const on = await admin.get<On>('mutation { setDebugLogging(minutes: 30) { effects changes { key to } } }');
  expect(on).toMatchObject({ setDebugLogging: { changes: [{ key: 'debug.enabled', to: true }] } });
  await picture();
  await service.program.line((line) => (line.includes('request POST /v1/chat/completions') ? line : null));
  const { debugLoggingUntil } = await admin.get<{ debugLoggingUntil: string }>('{ debugLoggingUntil }');
  expect(on.setDebugLogging.effects).toEqual([expect.stringContaining(` until ${debugLoggingUntil}, `)]);
  await killAndRestart();
  const ask = '{ debugLoggingUntil setting(key: "debug.enabled") { value } }';
  expect(await admin.get(ask)).toEqual({ debugLoggingUntil, setting: { value: true } });
  const off = await trpc('settings.debug', { minutes: null });
  expect(off.status).toBe(200);
  expect(await admin.get(ask)).toEqual({ debugLoggingUntil: null, setting: { value: false } });
});

test('what lies outside is tried, and the cache is emptied with a count', { timeout: 60_000 }, async () => {
  await picture();
  const query = `mutation {
    testCache { ok problem keptBytes freeBytes }
    testBaseUrl { ok status target }
    testProxy(url: "http://127.0.0.1:9") { ok problem }
    none: purgeCache(olderThanSeconds: 86400) { files }
    all: purgeCache(olderThanSeconds: 0) { files bytes }
    again: purgeCache(olderThanSeconds: 0) { files bytes }
  }`;
  const { testCache, all, ...others } = await admin.get<{
    testCache: { ok: boolean; keptBytes: number };
    all: { files: number; bytes: number };
  }>(query);
  expect(testCache).toMatchObject({ ok: true, problem: null });
  expect(all.files).toBeGreaterThan(0);
  expect(all.bytes).toBe(testCache.keptBytes);
  expect(others).toEqual({
    testBaseUrl: { ok: true, status: 200, target: `${service.baseUrl}/health` },
    testProxy: { ok: false, problem: expect.stringContaining('127.0.0.1:9') },
    none: { files: 0 },
    again: { files: 0, bytes: 0 },
  });
});
