import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { startProgram } from '../testing/child-process.ts';
import { startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody, generate, readStream } from './chat.ts';

test('with an empty pool the sandbox serves, and every answer says so', async () => {
  await using service = await startService();
  const { headers } = await generate(service, chatBody('gemini-2.5-flash-image', 'hello'));
  expect(headers.get('x-flow2api-upstream')).toBe('sandbox');
  const streamed = await service.post(
    '/v1/chat/completions',
    chatBody('gemini-2.5-flash-image', 'hello', [], { stream: true }),
  );
  expect(streamed.headers.get('x-flow2api-upstream')).toBe('sandbox');
  await streamed.text();
  expect(service.program.lines.filter((line) => /sandbox/i.test(line)).length).toBeGreaterThan(0);
  expect((await service.fetch('/health')).status).toBe(200);
  expect((await service.fetch('/ready')).status).toBe(200);
});

test('a fault that one prompt scripts does not take the sandbox away from the others', async () => {
  await using service = await startService();
  const asked = (prompt: string) => service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', prompt));
  for (const preset of ['unauthenticated', 'unauthenticated', 'unauthenticated', 'unauthenticated', 'user-quota']) {
    expect((await asked(`x [[sandbox:${preset}]]`)).status, preset).toBeGreaterThanOrEqual(400);
  }
  expect((await asked('hello')).status).toBe(200);
  expect((await service.post('/v1/chat/completions', chatBody('veo_3_1_t2v_fast', 'hello'))).status).toBe(200);
});

test('the built-in sandbox goes on with its videos after kill -9', async () => {
  await using service = await startService({ env: { FLOW2API_SANDBOX__VIDEO_SECONDS: '3' } });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast', 'survives', [], { stream: true }),
  );
  response.text().catch(() => 'cut off');
  const id = response.headers.get('x-flow2api-job-id');
  const state = async () => ((await (await service.fetch(`/v1/jobs/${id}`)).json()) as { state: string }).state;
  await expect.poll(state).toBe('running');
  await service.killAndRestart();
  await expect.poll(state, { timeout: 15_000 }).toBe('completed');
}, 40_000);

test('a first start makes its own key, prints it once, and keeps no plain copy', async () => {
  await using service = await startService({
    env: { FLOW2API_GLOBAL__API_KEY: '', FLOW2API_PLUGIN__CONNECTION_TOKEN: '' },
  });
  await expect.poll(() => service.program.stderr()).toMatch(/f2a_[A-Za-z0-9_-]{40,}\n/);
  const key = /f2a_[A-Za-z0-9_-]{40,}/.exec(service.program.stderr())?.[0] ?? '';
  const models = (secret: string) =>
    fetch(`${service.baseUrl}/v1/models`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await models(key)).status).toBe(200);
  expect((await models(TEST_API_KEY)).status).toBe(401);

  await expect.poll(() => storedKeys(service)).toBe(1); // it is kept once it was shown
  await service.killAndRestart();
  expect((await models(key)).status).toBe(200);
  expect(service.program.lines.join('\n') + service.program.stderr()).not.toContain(key);
  for (const file of await readdir(service.dataDir, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect((await readFile(join(file.parentPath, file.name))).includes(key), file.name).toBe(false);
  }
});

test('a first start that fails shows no key and keeps none: the next one makes it', async () => {
  await using taken = await startService();
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-first-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const start = (port: string) =>
    startProgram('server/main.ts', [], {
      FLOW2API_DATA_DIR: dataDir,
      FLOW2API_SERVER__HOST: '127.0.0.1',
      FLOW2API_SERVER__PORT: port,
    });
  await using failing = start(new URL(taken.baseUrl).port);
  expect(await failing.exited).toBe(1);
  expect([failing.stderr().includes('f2a_'), storedKeys({ dataDir })]).toEqual([false, 0]);
  await using next = start('0');
  await expect.poll(() => next.stderr(), { timeout: 10_000 }).toMatch(/f2a_[A-Za-z0-9_-]{40,}\n/);
  expect(next.stderr()).toMatch(/f2p_[A-Za-z0-9_-]{40,}\n/);
  await expect.poll(() => storedKeys({ dataDir })).toBe(1);
});

test('SIGTERM lets an open stream end, then exits with 0', async () => {
  await using service = await startService({ env: { FLOW2API_SANDBOX__VIDEO_SECONDS: '1' } });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast', 'last', [], { stream: true }),
  );
  const answer = readStream(response);
  service.program.signal('SIGTERM');
  expect((await answer).content).toContain('.mp4');
  expect(await service.program.exited).toBe(0);
});

test('a second SIGTERM exits at once', async () => {
  await using service = await startService({ env: { FLOW2API_SANDBOX__VIDEO_SECONDS: '60' } });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast', 'long', [], { stream: true }),
  );
  response.text().catch(() => 'cut off');
  service.program.signal('SIGTERM');
  await service.program.line((line) => (line.includes('stopping') ? true : null));
  service.program.signal('SIGTERM');
  expect(await service.program.exited).not.toBe(0);
});

test('bad settings stop the start, and all of them are named', async () => {
  const program = startProgram('server/main.ts', [], {
    FLOW2API_SERVER__PORT: '99999',
    FLOW2API_FLOW__WIRE_PROFILE: 'future',
    FLOW2API_SERVER__PROT: '1',
  });
  expect(await program.exited).toBe(1);
  for (const said of [
    'FLOW2API_SERVER__PORT',
    '65535',
    'FLOW2API_FLOW__WIRE_PROFILE',
    'current, seed',
    'FLOW2API_SERVER__PROT',
  ]) {
    expect(program.stderr()).toContain(said);
  }
});

test('a port that is taken is said in words', async () => {
  await using service = await startService();
  const program = startProgram('server/main.ts', [], {
    FLOW2API_DATA_DIR: join(service.dataDir, 'other'),
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: new URL(service.baseUrl).port,
  });
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toMatch(/port \d+ .*in use/i);
});

function storedKeys({ dataDir }: { dataDir: string }): number {
  const database = new BetterSqlite(join(dataDir, 'flow2api.db'), { readonly: true });
  try {
    return database.prepare('select count(*) from api_keys').pluck().get() as number;
  } finally {
    database.close();
  }
}
