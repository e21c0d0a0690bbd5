import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaults, type Settings } from '../schema/settings.ts';
import { startConnectProxy } from './flow/testing/connect-proxy.ts';
import { failureOf } from './flow/testing/failure.ts';
import { startScriptedServer } from './flow/testing/scripted-server.ts';
import { startSocksProxy } from './flow/testing/socks-proxy.ts';
import { createFlowClients } from './flow-clients.ts';
import { createSettings } from './settings/settings.ts';

const OFF = defaults.proxy;

/** An upstream that counts what reaches it, and the clients of a service that calls it. */
async function startBetween(settingsFor: (origin: string) => () => Settings) {
  const server = await startScriptedServer(({ url }) =>
    url === '/clip' ? { headers: { 'content-type': 'video/mp4' }, body: 'bytes' } : { body: { credits: 5 } },
  );
  const flows = createFlowClients({
    settings: settingsFor(server.origin),
    sandbox: () => ({ labsBaseUrl: `${server.origin}/fx/api`, apiBaseUrl: `${server.origin}/v1` }),
    onCall: () => undefined,
    captureBodies: () => false,
    onLost: () => {},
    now: Date.now,
    elapsed: () => performance.now(),
  });
  onTestFinished(async () => {
    await flows.close();
    await server[Symbol.asyncDispose]();
  });
  return { server, flows };
}

/** The same, with proxy settings that a test changes. */
async function start() {
  let proxy: Settings['proxy'] = OFF;
  const { server, flows } = await startBetween((origin) => {
    const flow = { ...defaults.flow, labsBaseUrl: `${origin}/fx/api`, apiBaseUrl: `${origin}/v1` };
    return () => ({ ...defaults, flow, proxy });
  });
  return {
    server,
    flows,
    change(changes: Partial<Settings['proxy']>) {
      proxy = { ...OFF, ...changes };
    },
    /** One call, and one download, for a token with this proxy of its own. */
    async use(proxyUrl: string | null = null) {
      const client = flows.for({ upstream: 'flow', proxyUrl });
      expect((await client.credits('ya29.invented')).credits).toBe(5);
      const { body } = await client.openMedia(`${server.origin}/clip`);
      expect(Buffer.concat(await body.toArray()).toString()).toBe('bytes');
    },
  };
}

test('another upstream, another bound or other hosts of media serve the next call, and what is under way ends as it began', async () => {
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const former = await startScriptedServer((_, { response }) => {
    isAsked();
    void answered.then(() => response.end('{"credits":1}'));
    return undefined;
  });
  onTestFinished(() => former[Symbol.asyncDispose]());
  let flow = { ...defaults.flow, apiBaseUrl: `${former.origin}/v1` };
  const { server, flows } = await startBetween(() => () => ({ ...defaults, flow }));
  const client = () => flows.for({ upstream: 'flow', proxyUrl: null });
  const underWay = client().credits('ya29.invented');
  await asked;
  expect(client()).toBe(client());

  flow = { ...flow, apiBaseUrl: `${server.origin}/v1`, mediaHosts: ['media.example'] };
  expect((await client().credits('ya29.invented')).credits).toBe(5);
  expect(await failureOf(client().openMedia(`${former.origin}/clip`))).toMatchObject({ code: 'media_unavailable' });
  expect(former.seen).toHaveLength(1);
  answer();
  expect((await underWay).credits).toBe(1);

  const silent = await startScriptedServer(() => undefined);
  onTestFinished(() => silent[Symbol.asyncDispose]());
  flow = { ...flow, apiBaseUrl: `${silent.origin}/v1`, timeout: 0.1 };
  expect(await failureOf(client().credits('ya29.invented'))).toMatchObject({ code: 'upstream_timeout' });
});

test('a proxy that is set, changed or switched off while running serves the next call', async () => {
  const { change, use } = await start();
  await using one = await startConnectProxy({ credentials: 'ada:hunter2' });
  await using other = await startSocksProxy('bob:letmein');
  const asked = () => [one.targets.length, other.targets.length];
  await use();
  expect(asked()).toEqual([0, 0]);
  change({ proxyEnabled: true, proxyUrl: `http://ada:hunter2@127.0.0.1:${one.port}` });
  await use();
  expect(asked()).toEqual([2, 0]);
  change({ proxyEnabled: true, proxyUrl: `socks5://bob:letmein@127.0.0.1:${other.port}` });
  await use();
  expect(asked()).toEqual([2, 2]);
  change({ proxyEnabled: false, proxyUrl: `socks5://bob:letmein@127.0.0.1:${other.port}` });
  await use();
  expect(asked()).toEqual([2, 2]);
});

test('a client that somebody holds goes on through the proxy that it was given with, and the next one does not', async () => {
  const { flows, change, use } = await start();
  await using proxy = await startConnectProxy();
  change({ proxyEnabled: true, proxyUrl: `http://127.0.0.1:${proxy.port}` });
  const held = flows.for({ upstream: 'flow', proxyUrl: null });
  change({});
  await use();
  expect(proxy.targets).toEqual([]);
  await held.credits('ya29.invented');
  expect(proxy.targets).toHaveLength(1);
});

test('a token with a proxy of its own uses it instead; one that says "direct" uses none', async () => {
  const { change, use } = await start();
  await using general = await startConnectProxy();
  await using own = await startSocksProxy();
  change({ proxyEnabled: true, proxyUrl: `http://127.0.0.1:${general.port}` });
  await use(`socks5://127.0.0.1:${own.port}`);
  await use('direct');
  expect([general.targets.length, own.targets.length]).toEqual([0, 2]);
});

test('media goes the way that is set for it, whichever proxy the token has, also when the general one is off', async () => {
  const { change, use } = await start();
  await using media = await startConnectProxy();
  await using own = await startSocksProxy();
  await using another = await startSocksProxy();
  change({ mediaProxyUrl: `http://127.0.0.1:${media.port}` });
  await use(`socks5://127.0.0.1:${own.port}`);
  expect([media.targets.length, own.targets.length]).toEqual([1, 1]);
  change({ mediaProxyUrl: 'direct' });
  await use(`socks5://127.0.0.1:${another.port}`);
  expect([media.targets.length, another.targets.length]).toEqual([1, 1]);
});

test('a token’s proxy that does not parse fails its own calls and nobody else’s', async () => {
  const { flows, use } = await start();
  const asking = async () => flows.for({ upstream: 'flow', proxyUrl: 'warp:1080' });
  expect(await failureOf(asking())).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  await use();
});

test('the sandbox is reached without any proxy', async () => {
  const { flows, change } = await start();
  change({ proxyEnabled: true, proxyUrl: 'http://127.0.0.1:1', mediaProxyUrl: 'http://127.0.0.1:1' });
  expect((await flows.for({ upstream: 'sandbox', proxyUrl: null }).credits('ya29.invented')).credits).toBe(5);
});

test('thousands of tokens with proxies of their own open nothing until they are called', async () => {
  const { flows, use } = await start();
  for (let token = 0; token < 10_000; token++) {
    flows.for({ upstream: 'flow', proxyUrl: `http://user-${token}:password@127.0.0.1:1` });
  }
  expect(flows.openConnections()).toBe(0);
  await use();
  expect(flows.openConnections()).toBe(2);
});

test('a proxy is tried towards the upstream that is set, unless told otherwise', async () => {
  const { server, flows } = await start();
  await using proxy = await startSocksProxy('ada:hunter2');
  const url = `socks5://ada:hunter2@127.0.0.1:${proxy.port}`;
  expect(await flows.testProxy(url)).toMatchObject({ ok: true, status: 200, tlsVerified: false });
  expect(server.seen.at(-1)).toMatchObject({ method: 'GET', url: '/v1' });
  const { ok } = await flows.testProxy(url, { target: `${server.origin}/elsewhere`, timeoutMs: 5_000 });
  expect([ok, server.seen.at(-1)?.url]).toEqual([true, '/elsewhere']);
});

test('a proxy that cannot be one is refused in words while running, and the one before stays in use', async () => {
  const settings = createSettings({ env: {}, stored: {}, file: await emptyFile() });
  const { flows, server } = await startBetween((origin) => () => {
    const { flow, ...rest } = settings.current();
    return { ...rest, flow: { ...flow, labsBaseUrl: `${origin}/fx/api`, apiBaseUrl: `${origin}/v1` } };
  });
  await using proxy = await startSocksProxy('ada:hunter2');
  const use = async () => flows.for({ upstream: 'flow', proxyUrl: null }).credits('ya29.invented');
  const good = { 'proxy.proxy_enabled': true, 'proxy.proxy_url': `socks5://ada:hunter2@127.0.0.1:${proxy.port}` };
  settings.reload(good);
  await use();
  expect(() => settings.reload({ ...good, 'proxy.proxy_url': 'ada:hunter2@warp:1080' })).toThrow(
    /\[proxy\] proxy_url = "[^"]*": is not an address \(allowed: an http:\/\/, https:/,
  );
  expect(() => settings.reload({ 'proxy.proxy_enabled': true })).toThrow(
    'must be set while [proxy] proxy_enabled is true',
  );
  await use();
  // Every connection that the upstream has seen came through the proxy.
  expect(server.connections()).toBe(proxy.targets.length);
  settings.reload({});
  await use();
  expect(server.connections()).toBe(proxy.targets.length + 1);
  expect(server.seen).toHaveLength(3);
});

async function emptyFile(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-clients-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, 'setting.toml');
  await writeFile(path, '');
  return path;
}
