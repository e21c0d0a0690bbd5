import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConnectProxy, type TestProxy } from '../flow/testing/connect-proxy.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const NAMES = ['a', 'b', 'c'];
const IMAGE = chatBody('gemini-2.5-flash-image', 'a fox');
/** Longer than any test: nothing is answered before the test says so. */
const NEVER_MS = 600_000;

let sandbox: SandboxProcess;
beforeEach(async () => {
  const accounts = NAMES.map((name) => [`session-${name}`, emailOf(name), 'PAYGATE_TIER_TWO', 100_000] as const);
  sandbox = await startSandboxProcess({ accounts: accounts.map((each) => [...each]) });
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const emailOf = (name: string) => `${name}@example.com`;
const addressOf = ({ port }: TestProxy) => `http://127.0.0.1:${port}`;

async function ask(service: ServiceProcess): Promise<string> {
  const response = await service.post('/v1/chat/completions', IMAGE);
  const { error } = (await response.json()) as { error?: { code: string; message: string } };
  return error === undefined ? `${response.status}` : `${response.status} ${error.code}: ${error.message}`;
}

/** The same for one that may be cut off with the service. */
const begin = (service: ServiceProcess) => ask(service).catch(() => 'cut off');

const askTimes = (service: ServiceProcess, times: number) =>
  Promise.all(Array.from({ length: times }, () => ask(service)));

/** Pictures in the making, by account. */
async function inFlight(name: string): Promise<number> {
  const stats: object = await accountStats(sandbox, emailOf(name));
  return (stats as { imagesInFlight: number }).imagesInFlight;
}

test('a proxy that hangs while a call is under way is named as what fails, not Google', async () => {
  let opens = true;
  await using proxy = await startConnectProxy({ opens: () => opens });
  await using service = await startService({
    upstream: sandbox,
    env: {
      FLOW2API_PROXY__PROXY_ENABLED: 'true',
      FLOW2API_PROXY__PROXY_URL: addressOf(proxy),
      // Reaching the proxy may take half of it, which is longer than a free call has.
      FLOW2API_FLOW__TIMEOUT: '10',
    },
  });
  for (const name of NAMES) await service.addToken(`session-${name}`);
  await askTimes(service, 3);
  await sandbox.control('POST', 'settings', { imageDelayMs: NEVER_MS });
  void begin(service);
  await expect.poll(async () => Math.max(...(await Promise.all(NAMES.map(inFlight))))).toBe(1);
  opens = false;
  const ready = async () => (await service.fetch('/ready')).text();
  await expect.poll(ready, { timeout: 40_000 }).toContain(`the proxy ${addressOf(proxy)} fails`);
  expect(await ask(service)).toMatch(/^50[23] (no_token_available|proxy_failed): /);
}, 60_000);
