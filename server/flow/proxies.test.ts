import { describe, expect, test } from 'vitest';
import { testProxy } from './test-proxy.ts';
import { clientFor } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { LOOPBACK_TLS } from './testing/loopback-tls.ts';
import { PROXIES } from './testing/proxies.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const LOGIN = { user: 'ada', password: 'word-0042' };
const IN_URL = `${LOGIN.user}:${LOGIN.password}@`;
const balance = () => ({ body: { credits: 5 } });

describe.each(PROXIES)('$name', ({ scheme, start }) => {
  test.each([
    ['without a login', null, ''],
    ['with a login', LOGIN, IN_URL],
  ])(
    '%s is gone through, to plain and to secure targets, and holds to the limit of connections',
    async (_, login, inUrl) => {
      await using proxy = await start(login);
      const url = `${scheme}://${inUrl}127.0.0.1:${proxy.port}`;
      for (const tls of [undefined, LOOPBACK_TLS]) {
        await using server = await startScriptedServer(balance, tls);
        await using flow = clientFor(server.origin, { proxy: url, extraCa: [LOOPBACK_TLS.cert], maxConnections: 4 });
        await Promise.all(Array.from({ length: 20 }, () => flow.credits('ya29.invented')));
        expect(server.mostOpen()).toBeLessThanOrEqual(4);
        const options = { target: server.origin, timeoutMs: 10_000, extraCa: [LOOPBACK_TLS.cert], now: Date.now };
        expect(await testProxy(url, options)).toMatchObject({ ok: true, status: 200, tlsVerified: tls !== undefined });
      }
    },
  );

  test.each([
    ['a wrong login', 'ada:hunter2@', 'it refuses the user and password', 'auth'],
    ['no login', '', 'it wants a user and password', 'auth'],
    ['a target that is not there', IN_URL, 'it answered', 'answer'],
  ])('makes %s a proxy fault', async (_, inUrl, said, step) => {
    const gone = await startScriptedServer(balance);
    await gone[Symbol.asyncDispose]();
    await using proxy = await start(LOGIN);
    const url = `${scheme}://${inUrl}127.0.0.1:${proxy.port}`;
    await using flow = clientFor(gone.origin, { proxy: url });
    const error = await failureOf(flow.credits('ya29.invented'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
    expect(error.message).toContain(`${scheme}://127.0.0.1:${proxy.port} does not let us through`);
    expect(error.message).toContain(said);
    const result = await testProxy(url, { target: gone.origin, timeoutMs: 10_000, now: Date.now });
    expect(result).toMatchObject({ ok: false, step, message: expect.stringContaining(said) });
  });
});
