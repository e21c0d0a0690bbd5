import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseProxy } from './proxy-address.ts';
import { clientFor } from './testing/client-for.ts';
import { startConnectProxy } from './testing/connect-proxy.ts';
import { failureOf } from './testing/failure.ts';
import { LOOPBACK_TLS } from './testing/loopback-tls.ts';
import { startScriptedServer } from './testing/scripted-server.ts';
import { startSocksProxy } from './testing/socks-proxy.ts';

const CREDENTIALS = 'ada:p@ss:word';
const IN_URL = 'ada:p%40ss%3Aword';
const balance = () => ({ body: { credits: 5 } });

const KINDS = [
  {
    scheme: 'http',
    start: (credentials?: string) => startConnectProxy(credentials === undefined ? {} : { credentials }),
  },
  { scheme: 'socks5', start: startSocksProxy },
  { scheme: 'socks5h', start: startSocksProxy },
] as const;

describe.each(KINDS)('through a $scheme:// proxy', ({ scheme, start }) => {
  test('calls arrive, with the user and password and without', async () => {
    for (const credentials of [undefined, CREDENTIALS]) {
      await using proxy = await start(credentials);
      await using server = await startScriptedServer(balance);
      const login = credentials === undefined ? '' : `${IN_URL}@`;
      await using flow = clientFor(server.origin, { proxy: `${scheme}://${login}127.0.0.1:${proxy.port}` });
      expect((await flow.credits('ya29.invented')).credits).toBe(5);
      expect(proxy.targets).toEqual([`127.0.0.1:${server.port}`]);
      expect(server.seen[0]?.headers).not.toHaveProperty('proxy-authorization');
    }
  });

  test('TLS runs inside the tunnel, to the name of the target', async () => {
    await using proxy = await start(CREDENTIALS);
    await using server = await startScriptedServer(balance, LOOPBACK_TLS);
    const target = `https://localhost:${server.port}`;
    const proxyUrl = `${scheme}://${IN_URL}@127.0.0.1:${proxy.port}`;
    await using flow = clientFor(target, { proxy: proxyUrl, extraCa: [LOOPBACK_TLS.cert] });
    expect((await flow.credits('ya29.invented')).credits).toBe(5);
    expect(proxy.targets).toEqual([`localhost:${server.port}`]);
  });

  test('a certificate that nobody vouches for is a failure of the way out: not of the upstream, not of the account', async () => {
    await using proxy = await start();
    await using server = await startScriptedServer(balance, LOOPBACK_TLS);
    await using flow = clientFor(server.origin, { proxy: `${scheme}://127.0.0.1:${proxy.port}` });
    const error = await failureOf(flow.credits('ya29.invented'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
    expect(error.message).toContain('no secure connection is possible (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(server.seen).toEqual([]);
  });

  test('a wrong password is a proxy failure that shows neither the password nor the user', async () => {
    await using proxy = await start(CREDENTIALS);
    await using server = await startScriptedServer(balance);
    await using flow = clientFor(server.origin, { proxy: `${scheme}://ada:hunter2@127.0.0.1:${proxy.port}` });
    const error = await failureOf(flow.credits('ya29.invented'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
    expect(error.message).toContain(`127.0.0.1:${proxy.port}`);
    expect(error.message).toContain('it refuses the user and password');
    const everything = inspect(error, { depth: 12, showHidden: true });
    expect(everything).not.toMatch(/hunter2|aHVudGVyMg|YWRhOmh1bnRlcjI/);
    expect(server.seen).toEqual([]);
  });

  test('a proxy that is not there is a proxy failure, and nothing was sent', async () => {
    const gone = await start();
    await gone[Symbol.asyncDispose]();
    await using server = await startScriptedServer(balance);
    await using flow = clientFor(server.origin, { proxy: `${scheme}://ada:hunter2@127.0.0.1:${gone.port}` });
    const error = await failureOf(flow.credits('ya29.invented'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
    expect(error.message).toContain('refuses the connection');
    expect(error.message).not.toContain('hunter2');
  });

  test('a target that the proxy cannot reach is a proxy failure too', async () => {
    const gone = await startScriptedServer(balance);
    await gone[Symbol.asyncDispose]();
    await using proxy = await start();
    await using flow = clientFor(gone.origin, { proxy: `${scheme}://127.0.0.1:${proxy.port}` });
    expect(await failureOf(flow.credits('ya29.invented'))).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  });

  test('the limit of connections holds, and connections are used again', async () => {
    await using proxy = await start();
    await using server = await startScriptedServer(balance);
    await using flow = clientFor(server.origin, { proxy: `${scheme}://127.0.0.1:${proxy.port}`, maxConnections: 4 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => flow.credits('ya29.invented')));
    expect(answers).toHaveLength(60);
    expect(server.connections()).toBeLessThanOrEqual(4);
    expect(proxy.mostOpen()).toBeLessThanOrEqual(4);
  });
});

test('directly, the limit of connections holds too', async () => {
  await using server = await startScriptedServer(balance);
  await using flow = clientFor(server.origin, { maxConnections: 3 });
  await Promise.all(Array.from({ length: 50 }, () => flow.credits('ya29.invented')));
  expect(server.connections()).toBeLessThanOrEqual(3);
});

test('directly, a host that vouches for itself is trusted when its authority is given, and not otherwise', async () => {
  await using server = await startScriptedServer(balance, LOOPBACK_TLS);
  await using trusting = clientFor(server.origin, { extraCa: [LOOPBACK_TLS.cert] });
  expect((await trusting.credits('ya29.invented')).credits).toBe(5);
  await using wary = clientFor(server.origin);
  const error = await failureOf(wary.credits('ya29.invented'));
  expect(error).toMatchObject({ code: 'upstream_unavailable', outcome: 'not-sent' });
  expect(error.message).toContain('no secure connection');
});

test('media goes its own way when it has one: another proxy, or none', async () => {
  await using server = await startScriptedServer(({ url }) =>
    url === '/clip' ? { headers: { 'content-type': 'video/mp4' }, body: 'bytes' } : balance(),
  );
  await using calls = await startConnectProxy();
  await using media = await startSocksProxy();
  for (const mediaProxy of [`socks5://127.0.0.1:${media.port}`, 'direct', null, undefined]) {
    await using flow = clientFor(server.origin, {
      proxy: `http://127.0.0.1:${calls.port}`,
      mediaProxy,
      maxConnections: 1,
    });
    await flow.credits('ya29.invented');
    const { body } = await flow.openMedia(`${server.origin}/clip`);
    expect(Buffer.concat(await body.toArray()).toString()).toBe('bytes');
  }
  expect(media.targets).toHaveLength(1);
  // Four clients' calls, and the media of the one that names no way of its own.
  expect(calls.targets).toHaveLength(5);
});

describe('a proxy setting', () => {
  test.each<[string, string]>([
    ['', 'form scheme://'],
    ['127.0.0.1:8080', '://'],
    ['ftp://ada:hunter2@proxy:21', 'does not begin with http://'],
    ['http://ada:hunter2@', 'form scheme://'],
    ['http://ada:hunter2@proxy:99999', 'form scheme://'],
    ['socks5://ada:%zzhunter2@proxy', 'percent-encoding'],
    ['http://ada:hunter2@proxy:8080/path', 'nothing may follow'],
    ['http://ada:hunter2@proxy:0', 'port 0'],
    [`socks5://ada:${'hunter2'.repeat(40)}@proxy`, 'at most 255 bytes'],
  ])('%j stops the creation with its problem, without its password', (setting, problem) => {
    let message = '';
    try {
      clientFor('http://127.0.0.1:9', { proxy: setting });
    } catch (error) {
      message = inspect(error, { depth: 12, showHidden: true });
    }
    expect(message).toContain(problem);
    expect(message).not.toContain('hunter2');
  });

  test.each([
    ['http://proxy', { scheme: 'http', host: 'proxy', port: 80, credentials: null, label: 'http://proxy:80' }],
    ['https://proxy', { scheme: 'https', host: 'proxy', port: 443, credentials: null, label: 'https://proxy:443' }],
    [
      'http://:key@proxy',
      { scheme: 'http', host: 'proxy', port: 80, credentials: { user: '', password: 'key' }, label: 'http://proxy:80' },
    ],
    ['socks5h://[::1]', { scheme: 'socks5', host: '::1', port: 1080, credentials: null, label: 'socks5://[::1]:1080' }],
    [
      ' socks5://ada:p%40ss@10.0.0.1:9 ',
      {
        scheme: 'socks5',
        host: '10.0.0.1',
        port: 9,
        credentials: { user: 'ada', password: 'p@ss' },
        label: 'socks5://10.0.0.1:9',
      },
    ],
  ])('%s is read', (setting, expected) => {
    expect(parseProxy(setting)).toEqual(expected);
  });
});
