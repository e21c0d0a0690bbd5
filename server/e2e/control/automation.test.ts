import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startProgram } from '../../testing/child-process.ts';
import { freePort } from '../../testing/free-port.ts';
import { startSandboxProcess } from '../../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { predecessorDatabase, withLog } from '../../tokens/testing/predecessor.ts';
import { ADMIN, ADMIN_ENV, signedIn } from './graphql-client.ts';

const MAX_LINES = 60;
const NAMES = ['a', 'b', 'c'];
const DOCS = new URL('../../../docs/automation.md', import.meta.url);
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));

test('the subscription that docs/automation.md writes for curl tells what becomes of a generation', async () => {
  const [, command = ''] = /```sh\n(curl -sN .*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  await using service = await startService({ env: ADMIN_ENV });
  const token = await adminToken(service, '[read]');
  const env = { PATH: process.env.PATH, URL: service.baseUrl, ADMIN_TOKEN: token };
  const curl = spawn('sh', ['-c', `exec ${command}`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [opened] = (await once(curl.stdout, 'data')) as [Buffer];
    expect(opened.toString()).toBe(':\n\n');
    let told = '';
    curl.stdout.on('data', (bytes: Buffer) => {
      told += bytes.toString();
    });
    const admin = await signedIn(service);
    await admin.get('mutation { createGeneration(input: { model: "gemini-2.5-flash-image", prompt: "x" }) { id } }');
    await expect
      .poll(() => told, { timeout: 10_000 })
      .toMatch(/^event: next\ndata: \{.*"jobId":"gen_\w+","state":"COMPLETED"\}.*\}$/m);
  } finally {
    curl.kill();
  }
}, 30_000);

test('the commands that docs/automation.md writes for an import take a database of some hundred kB', async () => {
  const [, commands = ''] = /```sh\n(\{\n.*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  await using service = await startService({ env: ADMIN_ENV });
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const padding = 'create table padding (bytes blob); insert into padding values (zeroblob(700000))';
  const database = predecessorDatabase([{ st: 'dead', email: 'gone@example.com' }], padding);
  await writeFile(join(folder, 'flow.db'), withLog(database));
  const env = {
    ...{ PATH: process.env.PATH, URL: service.baseUrl, FILE: join(folder, 'flow.db') },
    ADMIN_TOKEN: await adminToken(service, '[operate]'),
  };
  const { stdout } = await promisify(execFile)('sh', ['-c', commands], { env });
  expect(JSON.parse(stdout)).toEqual({
    data: {
      importTokens: {
        ...{ format: 'database', added: 0, updated: 0, alreadyHere: 0, invalid: 1 },
        notes: [expect.stringContaining('-wal')],
        rows: [{ line: 1, email: 'gone@example.com', outcome: 'INVALID', detail: expect.any(String) }],
      },
    },
  });
}, 30_000);

test('the client for WebSockets of docs/automation.md goes on when the service is away for a while', async () => {
  const [, , script = ''] = scriptsIn(await readFile(DOCS, 'utf8'));
  const port = await freePort();
  await using service = await startService({ env: { ...ADMIN_ENV, FLOW2API_SERVER__PORT: String(port) } });
  const token = await adminToken(service, '[read]');
  await using file = await inProject(script);
  service.program.signal('SIGKILL');
  await service.program.exited;
  const away = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(away, 'listening');
  const asked = once(away, 'connection');
  await using program = startProgram(file.path, [], { URL: `http://127.0.0.1:${port}`, ADMIN_TOKEN: token });
  await asked;
  away.close();
  await service.killAndRestart();
  expect(await program.line((line) => line)).toMatch(/^\{"poolChanged":\{"total":\d+\}\}$/);
}, 60_000);

describe('the script of docs/automation.md', () => {
  test('does what it says, and does it again', async () => {
    const [, script = ''] = scriptsIn(await readFile(DOCS, 'utf8'));
    expect(script.split('\n').length).toBeLessThan(MAX_LINES);
    await using sandbox = await startSandbox();
    await using service = await startService({ env: ADMIN_ENV, upstream: sandbox });
    const token = await adminToken(service, '[read, operate, secrets, admin]');
    await using file = await inProject(script);
    for (const _ of ['first', 'second']) {
      await using program = startProgram(file.path, [], {
        ...{ URL: service.baseUrl, ADMIN_TOKEN: token },
        SESSION_TOKENS: NAMES.map((name) => `session-${name}`).join(','),
      });
      expect(await program.exited, program.stderr()).toBe(0);
      const printed = program.lines.join('\n');
      expect(printed).toContain('3 accounts serve');
      expect(printed).toMatch(/gen_\w+ COMPLETED\n/);
      expect(printed).toContain('used: [{"completed":1,"credits":10}]');
      expect(printed).toMatch(/@example\.com is off\n/);
      expect(printed).toContain('Markdown alone: true');
    }
  }, 60_000);

  test('ends at what is refused, and says what that was', async () => {
    const [, script = ''] = scriptsIn(await readFile(DOCS, 'utf8'));
    await using sandbox = await startSandbox();
    await using service = await startService({ env: ADMIN_ENV, upstream: sandbox });
    const token = await adminToken(service, '[read, operate, secrets, admin]');
    await using file = await inProject(script);
    const failing = async (env: Record<string, string>): Promise<string> => {
      await using program = startProgram(file.path, [], { URL: service.baseUrl, ADMIN_TOKEN: token, ...env });
      expect(await program.exited).toBe(1);
      return program.stderr();
    };
    expect(await failing({ SESSION_TOKENS: 'session-a,dead' })).toMatch(/Account 2: .*opens no account/);
    const elsewhere = { SESSION_TOKENS: 'session-a', API_URL: `${service.baseUrl}/elsewhere` };
    expect(await failing(elsewhere)).toContain('/v1/videos was answered with 404');
  }, 60_000);
});

/** The blocks of JavaScript, behind what stands before the first. */
const scriptsIn = (page: string): string[] => page.split('```js\n').map((part) => part.split('```', 1)[0] ?? '');

const startSandbox = () =>
  startSandboxProcess({
    videoSeconds: 1,
    accounts: NAMES.map((name) => [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 1_000]),
  });

async function adminToken(service: ServiceProcess, scopes: string): Promise<string> {
  const admin = await signedIn(service);
  const make = `mutation { createAdminToken(name: "script", scopes: ${scopes}, currentPassword: "${ADMIN.password}") { token } }`;
  return (await admin.get<{ createAdminToken: { token: string } }>(make)).createAdminToken.token;
}

/** A file of the project, so that what it imports is found; gone at its end. */
async function inProject(script: string): Promise<AsyncDisposable & { path: string }> {
  await mkdir(FOLDER, { recursive: true });
  const path = `${FOLDER}automation-${randomUUID()}.mjs`;
  await writeFile(path, script);
  return { path, [Symbol.asyncDispose]: () => rm(path) };
}
