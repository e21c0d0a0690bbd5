import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { timeoutsFrom } from './options.ts';
import { CALLER, clientFor } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { startRawServer } from './testing/raw-server.ts';
import { type Script, startScriptedServer } from './testing/scripted-server.ts';
import type { FlowClient } from './types.ts';

const submit = {
  operation: 'text',
  modelKey: 'k',
  prompt: 'waves',
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 1,
  references: [],
} as const;
const started = { operations: [{ operation: { name: 'op' }, status: 'MEDIA_GENERATION_STATUS_PENDING' }] };

/** Every call that spends credits. */
const PAID: [string, (flow: FlowClient, signal?: AbortSignal) => Promise<unknown>][] = [
  ['startVideo', (flow, signal) => flow.startVideo(CALLER, submit, signal)],
  [
    'generateImage',
    (flow, signal) =>
      flow.generateImage(
        CALLER,
        { modelKey: 'k', prompt: 'kite', aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE', seed: 1, references: [] },
        signal,
      ),
  ],
  ['upsampleImage', (flow, signal) => flow.upsampleImage(CALLER, { mediaId: 'm', resolution: 'r' }, signal)],
];

const short = { ...timeoutsFrom(5_000), submit: 150, image: 150, upsample: 150 };

describe.each(PAID)('%s, when its answer is lost,', (_, call) => {
  const LOST: [string, Script, string][] = [
    ['never comes', () => undefined, 'upstream_timeout'],
    ['is cut before its headers', (_seen, { response }) => void response.socket?.destroy(), 'upstream_unavailable'],
    [
      'is cut in its body',
      (_seen, { response }) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"media":', () => response.socket?.destroy());
        return undefined;
      },
      'upstream_unavailable',
    ],
    [
      'ends too early',
      (_seen, { response }) => {
        response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{"a":1}');
        return undefined;
      },
      'upstream_malformed',
    ],
    [
      'stops in its body',
      (_seen, { response }) => {
        response.writeHead(200);
        response.write('{"media":');
        return undefined;
      },
      'upstream_timeout',
    ],
    [
      'is not HTTP',
      (_seen, { response }) => {
        response.socket?.end('what is this?\r\n\r\n');
        return undefined;
      },
      'upstream_malformed',
    ],
    [
      'is half a JSON',
      () => ({ headers: { 'content-type': 'application/json' }, body: '{"media":[' }),
      'upstream_malformed',
    ],
    ['is a gateway page', () => ({ status: 502, body: '<html>' }), 'upstream_unavailable'],
    [
      'is cut in a gateway page',
      (_seen, { response }) => {
        response.writeHead(503, { 'content-length': '1000' });
        response.write('<html>', () => response.socket?.destroy());
        return undefined;
      },
      'upstream_unavailable',
    ],
  ];

  test.each(LOST)('because it %s, is never repeated and counts as unknown', async (_name, script, code) => {
    await using server = await startScriptedServer(script);
    await using flow = clientFor(server.origin, { timeouts: short });
    const error = await failureOf(call(flow));
    expect(error).toMatchObject({ code, outcome: 'unknown' });
    expect(server.seen).toHaveLength(1);
  });

  test('because the caller left, counts as unknown', async () => {
    const leave = new AbortController();
    await using server = await startScriptedServer(() => void leave.abort());
    await using flow = clientFor(server.origin);
    expect(await failureOf(call(flow, leave.signal))).toMatchObject({ code: 'cancelled', outcome: 'unknown' });
  });
});

describe.each(PAID)('%s, when nothing can have been started,', (_, call) => {
  test('because the host refuses connections', async () => {
    const gone = await startScriptedServer(() => ({}));
    await gone[Symbol.asyncDispose]();
    await using flow = clientFor(gone.origin);
    expect(await failureOf(call(flow))).toMatchObject({ code: 'upstream_unavailable', outcome: 'not-sent' });
  });

  test('because the host has no address', async () => {
    await using flow = clientFor('http://no-such-host.invalid');
    expect(await failureOf(call(flow))).toMatchObject({ code: 'upstream_unavailable', outcome: 'not-sent' });
  });

  test('because the caller had left before', async () => {
    await using server = await startScriptedServer(() => ({ body: started }));
    await using flow = clientFor(server.origin);
    expect(await failureOf(call(flow, AbortSignal.abort()))).toMatchObject({ code: 'cancelled', outcome: 'not-sent' });
    expect(server.seen).toEqual([]);
  });

  test('because an answer says no, even when its text is lost', async () => {
    await using server = await startScriptedServer((_seen, { response }) => {
      response.writeHead(403, { 'content-length': '1000' });
      response.write('{"error":', () => response.socket?.destroy());
      return undefined;
    });
    await using flow = clientFor(server.origin);
    expect(await failureOf(call(flow))).toMatchObject({ outcome: 'refused', upstreamStatus: 403 });
  });
});

test('a call that waits for a connection ends with its deadline, is not sent then, and never later', async () => {
  const held: { end(): void }[] = [];
  await using server = await startScriptedServer((_seen, { response }) => {
    held.push({ end: () => response.end(JSON.stringify({ credits: 1 })) });
    return undefined;
  });
  await using flow = clientFor(server.origin, { maxConnections: 1, timeouts: short });
  const first = flow.credits('ya29.invented');
  await expect.poll(() => held.length).toBe(1);
  expect(await failureOf(flow.startVideo(CALLER, submit))).toMatchObject({
    code: 'upstream_timeout',
    outcome: 'not-sent',
  });
  const leave = new AbortController();
  const left = failureOf(flow.startVideo(CALLER, submit, leave.signal));
  leave.abort();
  expect(await left).toMatchObject({ code: 'cancelled', outcome: 'not-sent' });
  held[0]?.end();
  await first;
  const last = flow.credits('ya29.invented');
  await expect.poll(() => held.length).toBe(2);
  held[1]?.end();
  await last;
  expect(server.seen.map(({ url }) => url)).toEqual(['/v1/credits', '/v1/credits']);
});

test('a kept connection that the peer has closed is noticed before it is written to', async () => {
  await using server = await startScriptedServer((_seen, { response }) => {
    response.once('finish', () => response.socket?.end());
    return { body: { credits: 1 } };
  });
  await using flow = clientFor(server.origin);
  for (let round = 0; round < 10; round++) await flow.credits('ya29.invented');
  expect(server.seen).toHaveLength(10);
});

test('a kept connection that dies as a submit is written to it makes the submit unknown, and it is not sent again', async () => {
  const reply = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"credits":1}';
  let requests = 0;
  await using server = await startRawServer((socket) => {
    socket.on('data', () => {
      requests += 1;
      if (requests === 1) socket.write(reply);
      else socket.destroy();
    });
  });
  await using flow = clientFor(server.origin, { maxConnections: 1 });
  await flow.credits('ya29.invented');
  expect(await failureOf(flow.startVideo(CALLER, submit))).toMatchObject({ outcome: 'unknown' });
  expect(server.sockets).toHaveLength(1);
  expect(requests).toBe(2);
});

test('who aborts may say why', async () => {
  const leave = new AbortController();
  await using server = await startScriptedServer(() => {
    leave.abort(new ServiceError('shutting_down', 'The service is stopping.'));
    return undefined;
  });
  await using flow = clientFor(server.origin);
  expect(await failureOf(flow.startVideo(CALLER, submit, leave.signal))).toMatchObject({
    code: 'shutting_down',
    message: 'The service is stopping.',
    outcome: 'unknown',
  });
});

test('an answer larger than its call allows is dropped, and its connection closed', async () => {
  let closed = false;
  await using server = await startScriptedServer((_seen, { response }) => {
    response.on('close', () => {
      closed = true;
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(`{"credits":1,"more":"${'x'.repeat(5 * 1024 * 1024)}`);
    return undefined;
  });
  await using flow = clientFor(server.origin);
  expect(await failureOf(flow.credits('ya29.invented'))).toMatchObject({
    code: 'upstream_malformed',
    outcome: 'unknown',
  });
  await expect.poll(() => closed).toBe(true);
});

test('an enlarged image of many megabytes fits', async () => {
  const encodedImage = 'A'.repeat(20 * 1024 * 1024);
  await using server = await startScriptedServer(() => ({ body: { encodedImage } }));
  await using flow = clientFor(server.origin);
  const { inline } = await flow.upsampleImage(CALLER, { mediaId: 'm', resolution: 'r' });
  expect(inline?.base64.length).toBe(encodedImage.length);
});

test('a closed client takes no more calls and says so', async () => {
  await using server = await startScriptedServer(() => ({ body: { credits: 1 } }));
  const flow = clientFor(server.origin);
  await flow.close();
  expect(await failureOf(flow.startVideo(CALLER, submit))).toMatchObject({
    code: 'shutting_down',
    outcome: 'not-sent',
  });
  await flow.close();
});

test('an access token that cannot stand in a header is our error, and is not shown', async () => {
  await using server = await startScriptedServer(() => ({ body: { credits: 1 } }));
  await using flow = clientFor(server.origin);
  const error = await failureOf(flow.credits('ya29.broken\r\nx: y'));
  expect(error).toMatchObject({ code: 'internal_error', outcome: 'not-sent' });
  expect(`${error.message} ${error.cause}`).not.toContain('ya29');
});

test('times follow from the one setting, and small ones stay small', () => {
  expect(timeoutsFrom(120_000)).toEqual({
    session: 20_000,
    control: 15_000,
    probe: 3_000,
    upload: 120_000,
    image: 120_000,
    submit: 120_000,
    poll: 30_000,
    media: 60_000,
    upsample: 300_000,
  });
  expect(timeoutsFrom(5_000)).toMatchObject({ session: 5_000, poll: 5_000, image: 5_000 });
});
