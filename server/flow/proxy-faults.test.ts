import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { timeoutsFrom } from './options.ts';
import { CALLER, clientFor } from './testing/client-for.ts';
import { startConnectProxy } from './testing/connect-proxy.ts';
import { failureOf } from './testing/failure.ts';
import { LOOPBACK_TLS } from './testing/loopback-tls.ts';
import { startRawServer } from './testing/raw-server.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

/** Nothing listens here; what stands in for a proxy never goes there. */
const TARGET = 'https://127.0.0.1:9';
const LOGIN = 'ada:hunter2';
const SUBMIT = {
  operation: 'text',
  modelKey: 'k',
  prompt: 'waves',
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 1,
  references: [],
} as const;
const HTTP_YES = 'HTTP/1.1 200 Connection Established\r\n\r\n';
const SOCKS_METHOD = Buffer.from([5, 2]);
const SOCKS_LOGIN_OK = Buffer.from([1, 0]);
const SOCKS_YES = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/** Answers each thing that the client says with the next of these; a function takes the socket over. */
function scripted(...answers: (string | Buffer | ((socket: Socket) => void))[]) {
  return (socket: Socket) => {
    const left = [...answers];
    socket.on('data', () => {
      const answer = left.shift();
      if (typeof answer === 'function') answer(socket);
      else if (answer !== undefined) socket.write(answer);
    });
  };
}

const cut = (socket: Socket) => void socket.end();
const reset = (socket: Socket) => void socket.resetAndDestroy();

/** What a proxy does, and what of it is said. None of these lets a byte of the request pass. */
const FAULTS: ['http' | 'socks5', string, (socket: Socket) => void, string][] = [
  ['http', 'takes the connection and says nothing', () => undefined, 'it does not answer in time'],
  ['http', 'closes every connection at once', cut, 'it closed the connection'],
  ['http', 'resets the connection when asked', scripted(reset), 'it closed the connection'],
  ['http', 'stops in the middle of its answer', scripted('HTTP/1.1 200 Conn'), 'it does not answer in time'],
  [
    'http',
    'closes in the middle of its answer',
    scripted((s) => s.end('HTTP/1.1 200 Conn')),
    'it closed the connection',
  ],
  ['http', 'speaks something else', scripted((s) => s.end('SSH-2.0-x\r\n\r\n')), 'it does not speak HTTP'],
  ['http', 'refuses the login', scripted('HTTP/1.1 407 No\r\n\r\n'), 'it refuses the user and password'],
  ['http', 'cannot reach the target', scripted('HTTP/1.1 502 No\r\n\r\n'), 'it answered HTTP 502'],
  ['http', 'does not allow the target', scripted('HTTP/1.1 403 No\r\n\r\n'), 'it answered HTTP 403'],
  ['http', 'cuts the tunnel before it is secure', scripted(HTTP_YES, cut), 'closed before it was secure'],
  ['http', 'resets the tunnel before it is secure', scripted(HTTP_YES, reset), 'closed before it was secure'],
  ['http', 'is silent once the tunnel is there', scripted(HTTP_YES), 'it does not answer in time'],
  ['socks5', 'takes the connection and says nothing', () => undefined, 'it does not answer in time'],
  ['socks5', 'closes every connection at once', cut, 'it closed the connection'],
  ['socks5', 'resets the connection when asked', scripted(reset), 'it closed the connection'],
  ['socks5', 'stops in the middle of its answer', scripted(Buffer.from([5])), 'it does not answer in time'],
  ['socks5', 'speaks something else', scripted('HTTP/1.1 400 Bad Request\r\n\r\n'), 'it does not speak SOCKS5'],
  ['socks5', 'takes no login of ours', scripted(Buffer.from([5, 0xff])), 'it refuses the user and password'],
  ['socks5', 'refuses the login', scripted(SOCKS_METHOD, Buffer.from([1, 1])), 'it refuses the user and password'],
  [
    'socks5',
    'cannot reach the target',
    scripted(SOCKS_METHOD, SOCKS_LOGIN_OK, Buffer.from([5, 4, 0, 1, 0, 0, 0, 0, 0, 0])),
    'it answered HostUnreachable',
  ],
  [
    'socks5',
    'cuts the tunnel before it is secure',
    scripted(SOCKS_METHOD, SOCKS_LOGIN_OK, SOCKS_YES, cut),
    'closed before',
  ],
];

describe.each(FAULTS)('an %s proxy that %s', (scheme, _, behave, said) => {
  test('is a proxy fault, with nothing sent, said by its address alone', async () => {
    await using proxy = await startRawServer(behave);
    await using flow = clientFor(TARGET, {
      proxy: `${scheme}://${LOGIN}@127.0.0.1:${proxy.port}`,
      // Short only where nothing else can end it, so that a slow machine changes no verdict.
      connectTimeoutMs: said.endsWith('in time') ? 300 : 15_000,
      timeouts: timeoutsFrom(20_000),
    });
    const error = await failureOf(flow.startVideo(CALLER, SUBMIT));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent', fault: 'service' });
    expect(error.message).toContain(`${scheme}://127.0.0.1:${proxy.port} `);
    expect(error.message).toContain(said);
    expect(inspect(error, { depth: 12, showHidden: true })).not.toMatch(/hunter2|aHVudGVyMg|YWRhOmh1bnRlcjI/);
  });
});

test('a proxy that wants a login, and none is set, says so', async () => {
  await using proxy = await startConnectProxy({ credentials: LOGIN });
  await using flow = clientFor(TARGET, { proxy: `http://127.0.0.1:${proxy.port}` });
  expect((await failureOf(flow.credits('ya29.invented'))).message).toContain('it wants a user and password');
});

test('a proxy whose name does not resolve is a proxy fault', async () => {
  await using flow = clientFor(TARGET, { proxy: 'socks5://no-such-host.invalid:1080' });
  const error = await failureOf(flow.credits('ya29.invented'));
  expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  expect(error.message).toContain('its name does not resolve');
});

test('a proxy that hangs is at fault also when the call’s own time is over first', async () => {
  await using proxy = await startRawServer(() => undefined);
  await using flow = clientFor(TARGET, {
    proxy: `socks5://127.0.0.1:${proxy.port}`,
    connectTimeoutMs: 60_000,
    timeouts: { ...timeoutsFrom(5_000), submit: 150 },
  });
  const error = await failureOf(flow.startVideo(CALLER, SUBMIT));
  expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  expect(error.message).toContain('it does not answer in time');
});

test('a proxy that keeps its connections and opens no more is found out by a probe, which uses none that stands', async () => {
  let opens = true;
  await using server = await startScriptedServer(() => ({ body: { credits: 5 } }));
  await using proxy = await startConnectProxy({ opens: () => opens });
  await using flow = clientFor(server.origin, {
    proxy: `http://127.0.0.1:${proxy.port}`,
    timeouts: { ...timeoutsFrom(5_000), probe: 300 },
  });
  await flow.credits('ya29.invented');
  expect((await flow.probe('ya29.invented')).credits).toBe(5);
  opens = false;
  expect((await flow.credits('ya29.invented')).credits).toBe(5);
  const error = await failureOf(flow.probe('ya29.invented'));
  expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  expect(error.message).toContain('it does not answer in time');
});

test('a target that is silent behind a proxy that works is not the proxy’s fault', async () => {
  await using server = await startScriptedServer(() => undefined);
  await using proxy = await startConnectProxy();
  await using flow = clientFor(server.origin, {
    proxy: `http://127.0.0.1:${proxy.port}`,
    timeouts: { ...timeoutsFrom(5_000), probe: 300 },
  });
  expect(await failureOf(flow.probe('ya29.invented'))).toMatchObject({ code: 'upstream_timeout', outcome: 'unknown' });
});

test('once a tunnel stands, a connection that breaks is an ordinary one: what became of the request is unknown', async () => {
  await using proxy = await startRawServer(scripted(HTTP_YES, reset));
  await using flow = clientFor('http://127.0.0.1:9', { proxy: `http://127.0.0.1:${proxy.port}` });
  expect(await failureOf(flow.startVideo(CALLER, SUBMIT))).toMatchObject({
    code: 'upstream_unavailable',
    outcome: 'unknown',
  });
});

test('a target name that SOCKS cannot carry is a proxy fault, not the end of the process', async () => {
  const name = `${'a'.repeat(60)}.`.repeat(5);
  await using proxy = await startRawServer(scripted(SOCKS_METHOD, SOCKS_LOGIN_OK, SOCKS_YES));
  await using flow = clientFor(`http://${name}example`, { proxy: `socks5://${LOGIN}@127.0.0.1:${proxy.port}` });
  const error = await failureOf(flow.credits('ya29.invented'));
  expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
  expect(error.message).toContain('too long for SOCKS');
});

describe('an https:// proxy', () => {
  test('carries calls over TLS of its own, inside of which the target’s TLS runs', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN, tls: LOOPBACK_TLS });
    await using server = await startScriptedServer(() => ({ body: { credits: 5 } }), LOOPBACK_TLS);
    await using flow = clientFor(server.origin, {
      proxy: `https://${LOGIN}@localhost:${proxy.port}`,
      extraCa: [LOOPBACK_TLS.cert],
    });
    expect((await flow.credits('ya29.invented')).credits).toBe(5);
    expect(proxy.targets).toEqual([`127.0.0.1:${server.port}`]);
  });

  test('is not given the login when nobody vouches for its certificate', async () => {
    await using proxy = await startConnectProxy({ credentials: LOGIN, tls: LOOPBACK_TLS });
    await using flow = clientFor(TARGET, { proxy: `https://${LOGIN}@127.0.0.1:${proxy.port}` });
    const error = await failureOf(flow.credits('ya29.invented'));
    expect(error).toMatchObject({ code: 'proxy_failed', outcome: 'not-sent' });
    expect(error.message).toContain('no secure connection to it is possible (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(proxy.targets).toEqual([]);
  });
});
