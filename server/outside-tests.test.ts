import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaults, type Settings } from '../schema/settings.ts';
import { startConnectProxy } from './flow/testing/connect-proxy.ts';
import { LOOPBACK_TLS } from './flow/testing/loopback-tls.ts';
import { type ScriptedServer, startScriptedServer } from './flow/testing/scripted-server.ts';
import { createFlowClients } from './flow-clients.ts';
import { createOutsideTests } from './outside-tests.ts';

const LOGIN = 'ada:hunter2-hunter2';
const signal = new AbortController().signal;
let ours: ScriptedServer;
let other: ScriptedServer;
let untrusted: ScriptedServer;
let dataDir: string;
/** Where nobody listens. */
let closed: string;
beforeAll(async () => {
  ours = await startScriptedServer(() => ({ status: 200, body: '{"status":"ok"}' }));
  other = await startScriptedServer(() => ({ status: 200, body: '<html>a shop</html>' }));
  untrusted = await startScriptedServer(() => ({ status: 200, body: '{"status":"ok"}' }), LOOPBACK_TLS);
  const gone = await startScriptedServer(() => ({}));
  closed = gone.origin;
  await gone[Symbol.asyncDispose]();
  dataDir = await mkdtemp(join(tmpdir(), 'flow2api-outside-'));
  await mkdir(join(dataDir, 'files'));
});
afterAll(async () => {
  for (const server of [ours, other, untrusted]) await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

function outside({
  proxy = {},
  flow = {},
  writeProblem = null,
}: {
  proxy?: Partial<Settings['proxy']>;
  flow?: Partial<Settings['flow']>;
  writeProblem?: string | null;
} = {}) {
  const settings = () => ({
    ...defaults,
    proxy: { ...defaults.proxy, ...proxy },
    flow: { ...defaults.flow, apiBaseUrl: other.origin, ...flow },
  });
  const flows = createFlowClients({
    ...{ settings, sandbox: () => null, onCall: () => {}, captureBodies: () => false, onLost: () => {} },
    now: Date.now,
    elapsed: () => performance.now(),
  });
  const media = { writeProblem: async () => writeProblem, totalBytes: () => 7 };
  return createOutsideTests({ settings, testProxy: flows.testProxy, media, dataDir, elapsed: () => performance.now() });
}

describe('the test of a proxy', () => {
  test('tries the given one', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN });
    const url = `http://${LOGIN}@127.0.0.1:${proxy.port}`;
    expect(await outside().testProxy({ url, use: 'calls' }, signal)).toMatchObject({
      ...{ ok: true, status: 200, tlsVerified: false, problem: null, target: other.origin },
      latencyMs: expect.any(Number),
    });
    expect(proxy.targets).toEqual([`127.0.0.1:${other.port}`]);
  });

  test('tries the configured one when none is given, or the one that is shown with its login hidden', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN });
    const proxyUrl = `http://${LOGIN}@127.0.0.1:${proxy.port}`;
    const tests = outside({ proxy: { proxyUrl } });
    const shown = `http://****@127.0.0.1:${proxy.port}`;
    for (const url of [null, shown]) {
      expect(await tests.testProxy({ url, use: 'calls' }, signal)).toMatchObject({ ok: true });
    }
    expect(proxy.targets).toHaveLength(2);
  });

  test('of media reaches a host that media come from, through the proxy of media', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN });
    const mediaProxyUrl = `http://${LOGIN}@127.0.0.1:${proxy.port}`;
    const tests = outside({
      proxy: { mediaProxyUrl, proxyUrl: 'http://127.0.0.1:1' },
      flow: { mediaHosts: ['*.example', ours.origin] },
    });
    expect(await tests.testProxy({ url: null, use: 'media' }, signal)).toMatchObject({ ok: true, target: ours.origin });
    expect(proxy.targets).toEqual([`127.0.0.1:${ours.port}`]);
  });

  test('without any proxy goes straight there', async () => {
    for (const url of ['direct', null]) {
      expect(await outside().testProxy({ url, use: 'calls' }, signal)).toMatchObject({ ok: true, status: 200 });
    }
  });

  test('names the step that fails, and no password', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN });
    const url = `http://ada:${randomBytes(4).toString('hex')}-wrong@127.0.0.1:${proxy.port}`;
    const tried = await outside().testProxy({ url, use: 'calls' }, signal);
    expect(tried).toMatchObject({ ok: false, status: null, problem: expect.stringMatching(/^auth: /) });
    expect(JSON.stringify(tried)).not.toContain('-wrong');
  });

  test('does not take a server for what it cannot prove to be', async () => {
    const target = `https://localhost:${untrusted.port}/`;
    const tried = await outside().testProxy({ url: 'direct', use: 'calls', target }, signal);
    expect(tried).toMatchObject({ ok: false, tlsVerified: false, problem: expect.stringMatching(/^tls: /) });
  });
});

describe('the test of a base address', () => {
  test('knows this service, with or without a slash at the end', async () => {
    for (const url of [ours.origin, `${ours.origin}/`]) {
      expect(await outside().testBaseUrl(url, signal)).toMatchObject({ ok: true, problem: null, status: 200 });
    }
    expect(ours.seen.at(-1)?.url).toBe('/health');
  });

  test.each([
    ['something else', () => other.origin, /^something else answers there \(status 200\)/],
    ['nobody', () => closed, /^nobody listens there/],
    ['no host', () => 'http://no-such-host.invalid', /^there is no host of that name|^the name could not/],
    ['no address', () => 'flow.example', /^the address must begin with/],
    ['what cannot prove itself', () => `https://localhost:${untrusted.port}`, /^tls: /],
  ])('tells %s', async (_, url, problem) => {
    const tried = await outside().testBaseUrl(url(), signal);
    expect(tried).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });
});

test('the test of the cache tells the room on the disk, and why nothing can be kept', async () => {
  const fine = await outside().testCache();
  expect(fine).toMatchObject({ ok: true, problem: null, keptBytes: 7 });
  expect(fine.freeBytes).toBeGreaterThan(0);
  expect(await outside({ writeProblem: 'the disk is full (ENOSPC)' }).testCache()).toMatchObject({
    ok: false,
    problem: `Nothing can be kept in ${join(dataDir, 'files')}: the disk is full (ENOSPC).`,
  });
});
