import { expect, onTestFinished, test } from 'vitest';
import { defaults, type Settings } from '../schema/settings.ts';
import { startConnectProxy } from './flow/testing/connect-proxy.ts';
import { failureOf } from './flow/testing/failure.ts';
import { startScriptedServer } from './flow/testing/scripted-server.ts';
import { startSocksProxy } from './flow/testing/socks-proxy.ts';
import { createFlowClients } from './flow-clients.ts';

const OFF = defaults.proxy;

/** The clients of a service whose proxy settings may change, and an upstream that counts what reaches it. */
async function start() {
  const server = await startScriptedServer(({ url }) =>
    url === '/clip' ? { headers: { 'content-type': 'video/mp4' }, body: 'bytes' } : { body: { credits: 5 } },
  );
  const flow = { ...defaults.flow, labsBaseUrl: `${server.origin}/fx/api`, apiBaseUrl: `${server.origin}/v1` };
  let proxy: Settings['proxy'] = OFF;
  const flows = createFlowClients({
    settings: () => ({ ...defaults, flow, proxy }),
    sandbox: { labsBaseUrl: flow.labsBaseUrl, apiBaseUrl: flow.apiBaseUrl },
    onCall: () => undefined,
    captureBodies: () => false,
    onLost: () => {},
    now: Date.now,
  });
  onTestFinished(async () => {
    await flows.close();
    await server[Symbol.asyncDispose]();
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
