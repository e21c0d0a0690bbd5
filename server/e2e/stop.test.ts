import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { type RunningProgram, startProgram } from '../testing/child-process.ts';
import { freePort } from '../testing/free-port.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const ULTRA = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const VIDEO = 'veo_3_1_t2v_fast_landscape';
const PICTURE = 'gemini-2.5-flash-image';
/** How long a stop waits, after open answers have ended, for submits whose answer is under way. */
const SUBMIT_GRACE_MS = 10_000;
/** For telling those who wait, and for letting go of everything. */
const MARGIN_MS = 2_000;

test('a second start on the same data is refused in words and does no harm to the first', async () => {
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'submit', effect: { kind: 'slow', delayMs: 4_000 } });
  const answer = service.post('/v1/chat/completions', chatBody(VIDEO, 'while another one starts'));
  await expect.poll(() => submits(sandbox)).toBe(1);

  await using second = startProgram('server/main.ts', [], {
    FLOW2API_DATA_DIR: service.dataDir,
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: '0',
    FLOW2API_SANDBOX__MODE: 'off',
  });
  expect(await second.exited).toBe(1);
  expect(second.stderr()).toMatch(/Another Flow2API is running on .*FLOW2API_DATA_DIR/);
  expect(second.stderr()).not.toContain('    at ');

  expect((await answer).status).toBe(200);
  expect(await submits(sandbox)).toBe(1);
}, 40_000);

test('a stop tells who waits for a long call where the result will be, and is over within its bounds', async () => {
  const shutdownMs = 1_000;
  await using sandbox = await startSandboxProcess({ accounts: [[...ULTRA]] });
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_SERVER__SHUTDOWN_TIMEOUT: String(shutdownMs / 1000) },
  });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'image', effect: { kind: 'slow', delayMs: 30_000 } });
  const waiting = service.post('/v1/chat/completions', chatBody(PICTURE, 'slow'));
  await expect.poll(async () => (await accountStats(sandbox, ULTRA[1])).calls.image).toBe(1);

  const tookMs = await stop(service.program);
  expect(tookMs).toBeLessThan(shutdownMs + SUBMIT_GRACE_MS + MARGIN_MS);

  const answer = await waiting;
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  expect([answer.status, answer.headers.get('x-should-retry'), error.code]).toEqual([503, 'false', 'shutting_down']);
  const id = answer.headers.get('x-flow2api-job-id') ?? '';
  expect(id).toMatch(/^gen_/);
  expect(error.message).toContain(`/v1/jobs/${id}`);
}, 60_000);

test('an SDK that waits with retries over a stop and a restart pays once, and finds the result by its job', async () => {
  await using sandbox = await startSandboxProcess({ videoSeconds: 6, accounts: [[...ULTRA]] });
  const port = String(await freePort());
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_SERVER__SHUTDOWN_TIMEOUT: '0.5', FLOW2API_SERVER__PORT: port },
  });
  await service.addToken('session-ultra');
  const client = new OpenAI({ apiKey: TEST_API_KEY, baseURL: `${service.baseUrl}/v1`, maxRetries: 5 });
  const call = client.chat.completions.create({ model: VIDEO, messages: [{ role: 'user', content: 'once, please' }] });
  const refusal = call.then(
    () => null,
    (cause: unknown) => cause,
  );
  await expect.poll(() => runningJobs(service)).toBe(1);

  await stop(service.program);
  await service.killAndRestart();
  const error = await refusal;
  if (!(error instanceof OpenAI.APIError)) throw new Error(`the SDK was told nothing of the stop: ${error}`);
  expect([error.status, error.code]).toEqual([503, 'shutting_down']);
  const id = error.headers?.get('x-flow2api-job-id');
  const stateOf = async () => ((await (await service.fetch(`/v1/jobs/${id}`)).json()) as { state: string }).state;
  await expect.poll(stateOf, { timeout: 15_000 }).toBe('completed');
  expect(await submits(sandbox)).toBe(1);
}, 60_000);

test('a stop during a poll that hangs is over within its bounds, and the video is delivered by the next start', async () => {
  await using sandbox = await startSandboxProcess({ videoSeconds: 1, accounts: [[...ULTRA]] });
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_SERVER__SHUTDOWN_TIMEOUT: '0.5' },
  });
  await service.addToken('session-ultra');
  await sandbox.control('POST', 'faults', { endpoint: 'poll', effect: { kind: 'slow', delayMs: 25_000 } });
  const response = await service.post('/v1/chat/completions', chatBody(VIDEO, 'polled', [], { stream: true }));
  const told = response.text();
  await expect.poll(async () => (await accountStats(sandbox, ULTRA[1])).calls.poll).toBe(1);

  expect(await stop(service.program)).toBeLessThan(500 + SUBMIT_GRACE_MS + MARGIN_MS);
  expect(await told).toContain('shutting_down');
  await service.killAndRestart();
  const id = response.headers.get('x-flow2api-job-id') ?? '';
  const stateOf = async () => ((await (await service.fetch(`/v1/jobs/${id}`)).json()) as { state: string }).state;
  await expect.poll(stateOf, { timeout: 15_000 }).toBe('completed');
  expect(await submits(sandbox)).toBe(1);
}, 60_000);

/** SIGTERM; resolves with how long it took, once the process has ended well. */
async function stop(program: RunningProgram): Promise<number> {
  const since = performance.now();
  program.signal('SIGTERM');
  expect(await program.exited).toBe(0);
  const tookMs = performance.now() - since;
  await expect.poll(() => program.lines.at(-1)).toContain('"msg":"stopped"');
  return tookMs;
}

async function submits(sandbox: SandboxProcess): Promise<number> {
  return (await accountStats(sandbox, ULTRA[1])).calls.submit;
}

/** Slots that are held, as the service itself counts them. */
async function runningJobs(service: ServiceProcess): Promise<number> {
  const metrics = await (await service.fetch('/metrics')).text();
  return Number(/_leases\{[^}]*video[^}]*\} (\d+)/.exec(metrics)?.[1]);
}
