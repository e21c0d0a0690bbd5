import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startProgram } from '../../testing/child-process.ts';
import { startSandboxProcess } from '../../testing/sandbox-process.ts';
import { startService } from '../../testing/service-process.ts';
import { ADMIN, ADMIN_ENV, signedIn } from './graphql-client.ts';

const MAX_LINES = 60;
const NAMES = ['a', 'b', 'c'];
const DOCS = new URL('../../../docs/automation.md', import.meta.url);
/** Inside the project, so that the script finds the package that it needs. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));

test('the subscription that docs/automation.md writes for curl tells what becomes of a generation', async () => {
  const [, command = ''] = /```sh\n(curl -sN .*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  await using service = await startService({ env: ADMIN_ENV });
  const admin = await signedIn(service);
  const make = 'mutation { createAdminToken(name: "curl", scopes: [read]) { token } }';
  const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(make);
  const env = { PATH: process.env.PATH, URL: service.baseUrl, ADMIN_TOKEN: createAdminToken.token };
  const curl = spawn('sh', ['-c', `exec ${command}`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [opened] = (await once(curl.stdout, 'data')) as [Buffer];
    expect(opened.toString()).toBe(':\n\n');
    let told = '';
    curl.stdout.on('data', (bytes: Buffer) => {
      told += bytes.toString();
    });
    await admin.get('mutation { createGeneration(input: { model: "gemini-2.5-flash-image", prompt: "x" }) { id } }');
    await expect
      .poll(() => told, { timeout: 10_000 })
      .toMatch(/^event: next\ndata: \{.*"jobId":"gen_\w+","state":"COMPLETED"\}.*\}$/m);
  } finally {
    curl.kill();
  }
}, 30_000);

test('the script of docs/automation.md does what it says', async () => {
  const [, script = ''] = /```js\n(.*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  expect(script.split('\n').length).toBeLessThan(MAX_LINES);
  await using sandbox = await startSandboxProcess({
    videoSeconds: 1,
    accounts: NAMES.map((name) => [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 1_000]),
  });
  await using service = await startService({ env: ADMIN_ENV, upstream: sandbox });
  const admin = await signedIn(service);
  const make =
    'mutation ($currentPassword: String) { createAdminToken(name: "script", scopes: [read, operate, secrets, admin], currentPassword: $currentPassword) { token } }';
  const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(make, {
    currentPassword: ADMIN.password,
  });
  await mkdir(FOLDER, { recursive: true });
  const file = `${FOLDER}automation-${process.pid}.mjs`;
  await writeFile(file, script);
  await using program = startProgram(file, [], {
    URL: service.baseUrl,
    ADMIN_TOKEN: createAdminToken.token,
    SESSION_TOKENS: NAMES.map((name) => `session-${name}`).join(','),
  });
  expect(await program.exited, program.stderr()).toBe(0);
  await rm(file);
  const printed = program.lines.join('\n');
  expect(printed).toContain('3 accounts serve');
  expect(printed).toMatch(/gen_\w+ COMPLETED\n/);
  expect(printed).toContain('used: [{"completed":1,"credits":10}]');
  expect(printed).toMatch(/@example\.com is off: true/);
  expect(printed).toContain('Markdown alone: true');
}, 60_000);
