import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConnectProxy, type TestProxy } from '../flow/testing/connect-proxy.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_CONNECTION_TOKEN } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const IMAGE = chatBody('gemini-2.5-flash-image', 'a fox');
/** Slots of an account without a limit of its own. */
const SLOTS = 4;
/** Longer than any test: nothing is answered before the test says so. */
const NEVER_MS = 600_000;
/** As long as it takes at most to find out whose fault a broken connection was. */
const FREE_CALL_MS = 3_000;

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

async function enrol(service: ServiceProcess, name: string, proxyUrl: string): Promise<void> {
  const headers = { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` };
  const body = { session_token: `session-${name}`, proxy_url: proxyUrl };
  expect((await service.post('/api/plugin/update-token', body, { headers })).status).toBe(200);
}

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
  for (const name of ['a', 'b', 'c']) await service.addToken(`session-${name}`);
  await askTimes(service, 3);
  await sandbox.control('POST', 'settings', { imageDelayMs: NEVER_MS });
  void begin(service);
  await expect.poll(async () => Math.max(...(await Promise.all(['a', 'b', 'c'].map(inFlight))))).toBe(1);
  opens = false;
  const ready = async () => (await service.fetch('/ready')).text();
  await expect.poll(ready, { timeout: 40_000 }).toContain(`the proxy ${addressOf(proxy)} fails`);
  expect(await ask(service)).toMatch(/^50[23] (no_token_available|proxy_failed): /);
}, 60_000);

test('a proxy that dies with calls under way is nobody else’s fault: who has another way out serves at once', async () => {
  const proxy = await startConnectProxy();
  await using service = await startService({ upstream: sandbox });
  const behind = ['a', 'b', 'c'];
  for (const name of behind) await enrol(service, name, addressOf(proxy));
  await enrol(service, 'd', 'direct');
  // Each has made its project.
  await askTimes(service, NAMES.length * SLOTS);
  await sandbox.control('POST', 'settings', { imageDelayMs: NEVER_MS });
  const jobs = Array.from({ length: NAMES.length * (SLOTS - 1) }, () => begin(service));
  const all = async () => (await Promise.all(NAMES.map(inFlight))).reduce((sum, each) => sum + each, 0);
  await expect.poll(all, { timeout: 20_000 }).toBe(jobs.length);
  await sandbox.control('POST', 'settings', { imageDelayMs: 0 });
  await proxy[Symbol.asyncDispose]();

  expect(await Promise.race(jobs)).toMatch(/^502 upstream_unknown/);
  for (let time = 0; time < 10; time += 1) expect(await ask(service)).toBe('200');
  expect(service.program.lines.filter((line) => line.includes('fails for everybody'))).toEqual([]);
}, 60_000);

test.each(['no proxy', 'one proxy'])(
  'an upstream that resets every connection is out within the time of a free call, behind %s',
  async (way) => {
    await using proxy = await startConnectProxy();
    await using service = await startService({ upstream: sandbox });
    for (const name of NAMES) await enrol(service, name, way === 'no proxy' ? 'direct' : addressOf(proxy));
    await askTimes(service, NAMES.length * SLOTS);
    await sandbox.control('POST', 'faults', { endpoint: '*', times: 0, effect: { kind: 'reset' } });
    const told = await askTimes(service, 8);
    for (const answer of told) expect(answer).toMatch(/^50[23] upstream_un(known|available): /);
    // A call that was lost before it was sent is answered so, too: only the log tells that nobody is sent any more.
    const isOut = () => service.program.lines.some((line) => line.includes('fails for everybody'));
    await expect
      .poll(async () => [await ask(service), isOut()], { timeout: FREE_CALL_MS })
      .toEqual([expect.stringMatching(/^503 upstream_unavailable: /), true]);
  },
  60_000,
);
