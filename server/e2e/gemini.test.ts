import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountStats, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';

const MODEL = 'gemini-2.5-flash-image';
const ULTRA = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as [string, string, string, number];

const ask = (text: string) => ({ contents: [{ role: 'user', parts: [{ text }] }] });

/** A call of a method of the model, with the key where Google's programs put it. */
function call(service: ServiceProcess, method: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${service.baseUrl}/v1beta/models/${MODEL}:${method}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': TEST_API_KEY, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('a key in the address is in no log line and no log file, even when everything is logged', async () => {
  const env = { FLOW2API_DEBUG__ENABLED: 'true', FLOW2API_DEBUG__LOG_LEVEL: 'trace' };
  await using service = await startService({ env });
  const wrong = 'a-wrong-key-of-somebody';
  const path = `/v1beta/models/${MODEL}:generateContent`;
  for (const [key, status] of [
    [TEST_API_KEY, 200],
    [wrong, 400],
  ] as const) {
    const address = `${service.baseUrl}${path}?key=${key}`;
    const response = await fetch(address, { method: 'POST', body: JSON.stringify(ask('a fox')) });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(key);
    expect((await fetch(`${service.baseUrl}/v1beta/nothing?key=${key}`)).status).toBe(404);
  }
  const id = await service.program.line((line) => (line.includes('"route":"unmatched"') ? line : null));
  expect(id).toContain('not_found');
  const folder = join(service.dataDir, 'logs');
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const logged = [...service.program.lines, service.program.stderr(), ...files].join('\n');
  expect(logged).toContain(':generateContent');
  expect(logged).not.toContain(TEST_API_KEY);
  expect(logged).not.toContain(wrong);
});

test('a named call is made and paid for once, whole or streamed, and its name is good for nothing else', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [ULTRA] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  for (const method of ['generateContent', 'streamGenerateContent', 'predict']) {
    const before = (await accountStats(sandbox, ULTRA[1])).calls.image;
    const body = method === 'predict' ? { instances: [{ prompt: 'a fox' }] } : ask('a fox');
    const headers = { 'idempotency-key': `call-${method}` };
    const answers = await Promise.all([1, 2, 3].map(() => call(service, method, body, headers)));
    const pictures = await Promise.all(answers.map(async (answer) => /"iVBOR[^"]+"/.exec(await answer.text())?.[0]));
    expect(new Set(pictures).size).toBe(1);
    expect(pictures[0]).toMatch(/^"iVBOR/);
    expect(new Set(answers.map(({ headers }) => headers.get('x-flow2api-job-id'))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(2);
    const other = await call(
      service,
      method,
      { ...body, generationConfig: { seed: 2 }, parameters: { seed: 2 } },
      headers,
    );
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ error: { code: 409, status: 'ALREADY_EXISTS' } });
    expect((await accountStats(sandbox, ULTRA[1])).calls.image - before).toBe(1);
  }
});

test('the job of a call may be had at once, and looked at with the same key until its file is there', async () => {
  await using service = await startService();
  const response = await call(service, 'generateContent', ask('a fox'), { prefer: 'respond-async' });
  expect(response.status).toBe(202);
  const location = response.headers.get('location') ?? '';
  const job = async () =>
    (await (await fetch(location, { headers: { 'x-goog-api-key': TEST_API_KEY } })).json()) as {
      status: string;
      result: { url: string }[];
    };
  await expect.poll(async () => (await job()).status, { timeout: 10_000 }).toBe('completed');
  const file = await fetch((await job()).result[0]?.url ?? '');
  expect(file.headers.get('content-type')).toBe('image/png');
});
