import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ProxyTestOptions, testProxy } from './test-proxy.ts';
import { startConnectProxy } from './testing/connect-proxy.ts';
import { LOOPBACK_TLS } from './testing/loopback-tls.ts';
import { startRawServer } from './testing/raw-server.ts';
import { type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';
import { startSocksProxy } from './testing/socks-proxy.ts';

const LOGIN = 'ada:hunter2';

const KINDS = [
  { scheme: 'http', start: (credentials: string) => startConnectProxy({ credentials }) },
  { scheme: 'socks5', start: startSocksProxy },
] as const;

let plain: ScriptedServer;
let secure: ScriptedServer;
beforeAll(async () => {
  plain = await startScriptedServer(() => ({ status: 404, body: 'nothing here' }));
  secure = await startScriptedServer(
    () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } }),
    LOOPBACK_TLS,
  );
});
afterAll(async () => {
  await plain[Symbol.asyncDispose]();
  await secure[Symbol.asyncDispose]();
});

function options(changes: Partial<ProxyTestOptions>): ProxyTestOptions {
  let clock = 0;
  return { target: plain.origin, timeoutMs: 10_000, now: () => (clock += 21), ...changes };
}

describe.each(KINDS)('the test of a $scheme:// proxy', ({ scheme, start }) => {
  const address = (port: number, login = LOGIN) => `${scheme}://${login}@127.0.0.1:${port}`;

  test('tells how long an answer took, and which; any answer counts', async () => {
    await using proxy = await start(LOGIN);
    const before = plain.seen.length;
    expect(await testProxy(address(proxy.port), options({}))).toEqual({
      ok: true,
      latencyMs: 21,
      status: 404,
      tlsVerified: false,
    });
    expect(proxy.targets).toEqual([`127.0.0.1:${plain.port}`]);
    expect(plain.seen.slice(before).map(({ headers }) => headers)).toEqual([
      expect.not.objectContaining({ 'proxy-authorization': expect.anything() }),
    ]);
  });

  test('tells that the target proved who it is; a redirect is an answer and is not followed', async () => {
    await using proxy = await start(LOGIN);
    const target = `https://localhost:${secure.port}/v1`;
    const result = await testProxy(address(proxy.port), options({ target, extraCa: [LOOPBACK_TLS.cert] }));
    expect(result).toEqual({ ok: true, latencyMs: 21, status: 302, tlsVerified: true });
    expect(proxy.targets).toHaveLength(1);
  });

  test('fails at "tls" when nobody vouches for the target', async () => {
    await using proxy = await start(LOGIN);
    const result = await testProxy(address(proxy.port), options({ target: secure.origin }));
    expect(result).toEqual({ ok: false, step: 'tls', message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') });
  });

  test('fails at "auth" with a wrong password, which it does not repeat', async () => {
    await using proxy = await start(LOGIN);
    expect(await testProxy(address(proxy.port, 'ada:letmein'), options({}))).toEqual({
      ok: false,
      step: 'auth',
      message: `The proxy ${scheme}://127.0.0.1:${proxy.port} does not let us through to ${new URL(plain.origin).host}: it refuses the user and password.`,
    });
  });

  test('fails at "connect" when the proxy is not there', async () => {
    const gone = await start(LOGIN);
    await gone[Symbol.asyncDispose]();
    const result = await testProxy(address(gone.port), options({}));
    expect(result).toMatchObject({
      ok: false,
      step: 'connect',
      message: expect.stringContaining('refuses the connection'),
    });
  });

  test('fails at "answer" when the target is not there, or never answers', async () => {
    await using proxy = await start(LOGIN);
    const gone = await startRawServer(() => undefined);
    const silent = await startRawServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    expect(await testProxy(address(proxy.port), options({ target: gone.origin }))).toMatchObject({ step: 'answer' });
    expect(await testProxy(address(proxy.port), options({ target: silent.origin, timeoutMs: 2_000 }))).toEqual({
      ok: false,
      step: 'answer',
      message: expect.stringContaining('the target does not answer in time'),
    });
    await silent[Symbol.asyncDispose]();
  });

  test('ends with the reason of whoever calls it off', async () => {
    const leave = new AbortController();
    const reason = new Error('the operator left');
    await using silent = await startRawServer((socket: Socket) => void socket.once('data', () => leave.abort(reason)));
    await using proxy = await start(LOGIN);
    const trying = testProxy(address(proxy.port), options({ target: silent.origin, signal: leave.signal }));
    await expect(trying).rejects.toBe(reason);
  });
});

test.each([
  ['warp:1080', 'http://127.0.0.1:9'],
  ['ftp://ada:hunter2@warp', 'http://127.0.0.1:9'],
  ['hunter2:ada@warp:1080', 'http://127.0.0.1:9'],
  ['direct', 'http://127.0.0.1:9'],
  ['', 'http://127.0.0.1:9'],
  ['socks5://warp', 'ftp://127.0.0.1'],
  ['socks5://warp', 'labs.google'],
])('the test of %j towards %j fails at "address", in words', async (url, target) => {
  const result = await testProxy(url, options({ target }));
  expect(result).toMatchObject({ ok: false, step: 'address', message: expect.stringMatching(/^The .+\.$/) });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('a proxy that takes the connection and says nothing fails at "answer"', async () => {
  await using silent = await startRawServer(() => undefined);
  const result = await testProxy(`socks5://127.0.0.1:${silent.port}`, options({ timeoutMs: 2_000 }));
  expect(result).toMatchObject({
    ok: false,
    step: 'answer',
    message: expect.stringContaining('does not answer in time'),
  });
});
