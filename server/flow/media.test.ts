import { describe, expect, test } from 'vitest';
import { allowMedia } from './media-hosts.ts';
import { expiryOf } from './media-location.ts';
import type { CallEvent } from './options.ts';
import { timeoutsFrom } from './options.ts';
import { clientFor, NOW } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { type Answer, type Script, startScriptedServer } from './testing/scripted-server.ts';

const AUTH = { sessionToken: 'eyJ.invented', accessToken: 'ya29.invented' };
const MP4 = { 'content-type': 'video/mp4' };
const EXPIRES = 1_782_900_000;

/** A server for the two ways to an address; each gives its answer. */
function twoWays(redirect: (origin: string) => Answer, read: Answer) {
  const script: Script = (seen) => {
    if (seen.url.startsWith('/fx/api/trpc/media.getMediaUrlRedirect')) return redirect(`http://${seen.headers.host}`);
    return seen.url.startsWith('/v1/media/') ? read : { status: 500 };
  };
  return startScriptedServer(script);
}

describe('a fresh address', () => {
  test('comes from the redirect, asked for by the cookie, which is not followed', async () => {
    const path = `/cdn/1?Expires=${EXPIRES}&Signature=s`;
    await using server = await twoWays(() => ({ status: 302, headers: { location: path } }), { status: 500 });
    await using flow = clientFor(server.origin);
    expect(await flow.resolveMedia(AUTH, 'm/1', 'video')).toEqual({
      mediaId: 'm/1',
      url: `${server.origin}${path}`,
      urlExpiresAt: EXPIRES * 1000,
      inline: null,
    });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.url).toBe(
      '/fx/api/trpc/media.getMediaUrlRedirect?name=m%2F1&mediaUrlType=MEDIA_URL_TYPE_FULL_MEDIA',
    );
    expect(server.seen[0]?.headers).toMatchObject({ cookie: '__Secure-next-auth.session-token=eyJ.invented' });
  });

  const SIGN_IN = 'https://accounts.example/signin';
  test.each<[string, Answer]>([
    ['does not know it', { status: 404 }],
    ['is down', { status: 502, body: '<html>' }],
    ['answers without a place', { status: 302 }],
    ['sends us to sign in', { status: 302, headers: { location: SIGN_IN } }],
    ['answers with a page', { status: 200, body: '<html>' }],
  ])('comes from the media read when the redirect %s', async (_, answer) => {
    const video = { fifeUrl: `https://cdn.example/1?Expires=${EXPIRES}` };
    await using server = await twoWays(() => answer, { body: { name: 'm', video } });
    await using flow = clientFor(server.origin);
    expect(await flow.resolveMedia(AUTH, 'm', 'video')).toEqual({
      mediaId: 'm',
      url: video.fifeUrl,
      urlExpiresAt: EXPIRES * 1000,
      inline: null,
    });
    expect(server.seen[1]?.url).toBe('/v1/media/m?clientContext.tool=PINHOLE');
    expect(server.seen[1]?.headers).toMatchObject({ authorization: 'Bearer ya29.invented' });
    expect(server.seen[1]?.headers).not.toHaveProperty('cookie');
  });

  test.each([
    ['video', { video: { encodedVideo: 'AAAA' } }, 'video/mp4'],
    ['image', { image: { generatedImage: { encodedImage: 'AAAA' } } }, 'image/jpeg'],
  ] as const)('may be the bytes of the %s themselves', async (kind, body, mimeType) => {
    await using server = await twoWays(() => ({ status: 404 }), { body });
    await using flow = clientFor(server.origin);
    expect(await flow.resolveMedia(AUTH, 'm', kind)).toEqual({
      mediaId: 'm',
      url: null,
      urlExpiresAt: null,
      inline: { base64: 'AAAA', mimeType },
    });
  });

  test.each<[string, Answer, Answer, string]>([
    ['neither knows it', { status: 404 }, { status: 404 }, 'upstream_not_found'],
    ['one is down and the other does not know it', { status: 503 }, { status: 404 }, 'upstream_unavailable'],
    ['the cookie is refused and the other does not know it', { status: 401 }, { status: 404 }, 'upstream_not_found'],
    ['the access token is refused', { status: 404 }, { status: 401, body: { error: {} } }, 'token_unauthorized'],
    ['the read says nothing', { status: 404 }, { body: { name: 'm' } }, 'upstream_malformed'],
  ])('is missing when %s', async (_, redirect, read, code) => {
    await using server = await twoWays(() => redirect, read);
    await using flow = clientFor(server.origin);
    expect((await failureOf(flow.resolveMedia(AUTH, 'm', 'video'))).code).toBe(code);
  });

  test('is not looked for further when the caller left', async () => {
    const leave = new AbortController();
    await using server = await startScriptedServer(() => void leave.abort());
    await using flow = clientFor(server.origin);
    expect((await failureOf(flow.resolveMedia(AUTH, 'm', 'video', leave.signal))).code).toBe('cancelled');
    expect(server.seen).toHaveLength(1);
  });
});

describe('opened media', () => {
  test('streams, with what the headers said, and without any credential', async () => {
    const events: CallEvent[] = [];
    await using server = await startScriptedServer(() => ({
      headers: { ...MP4, 'content-length': '5' },
      body: 'bytes',
    }));
    await using flow = clientFor(server.origin, { onCall: (event) => events.push(event) });
    const { body, contentType, contentLength } = await flow.openMedia(`${server.origin}/1?Signature=s`);
    expect({ contentType, contentLength }).toEqual({ contentType: 'video/mp4', contentLength: 5 });
    expect(Buffer.concat(await body.toArray()).toString()).toBe('bytes');
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(server.seen[0]?.headers).not.toHaveProperty('cookie');
    await expect.poll(() => events).toHaveLength(1);
    expect(events[0]).toMatchObject({ call: 'openMedia', path: '/1', status: 200, bytesIn: 5, errorCode: null });
  });

  test('is read no faster than it is taken', async () => {
    const size = 32 * 1024 * 1024;
    let written = 0;
    await using server = await startScriptedServer((_seen, { response }) => {
      response.writeHead(200, { ...MP4, 'content-length': String(size) });
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (written < size) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
      return undefined;
    });
    await using flow = clientFor(server.origin);
    const { body } = await flow.openMedia(`${server.origin}/1`);
    const samples = [-1];
    // The writer stands still once the buffers between us are full.
    const standsStill = () => samples.push(written) > 1 && samples.at(-1) === samples.at(-2);
    await expect.poll(standsStill, { interval: 100 }).toBe(true);
    expect(written).toBeLessThan(size);
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    expect(bytes).toBe(size);
  });

  test('closes its connection when it is thrown away unread', async () => {
    let closed = false;
    await using server = await startScriptedServer((_seen, { response }) => {
      response.on('close', () => {
        closed = true;
      });
      response.writeHead(200, MP4);
      response.write('start');
      return undefined;
    });
    await using flow = clientFor(server.origin);
    const { body } = await flow.openMedia(`${server.origin}/1`);
    body.destroy();
    await expect.poll(() => closed).toBe(true);
  });

  const BROKEN: [string, Script, object][] = [
    [
      'is cut',
      (_seen, { response }) => {
        response.writeHead(200, { ...MP4, 'content-length': '100' });
        response.write('start', () => response.socket?.destroy());
        return undefined;
      },
      { code: 'media_unavailable', reason: 'unreachable' },
    ],
    [
      'falls silent',
      (_seen, { response }) => {
        response.writeHead(200, { ...MP4, 'content-length': '100' });
        response.write('start');
        return undefined;
      },
      { code: 'media_unavailable', reason: 'timeout' },
    ],
  ];
  test.each(BROKEN)('fails with our error when it %s', async (_, script, expected) => {
    const events: CallEvent[] = [];
    await using server = await startScriptedServer(script);
    const timeouts = { ...timeoutsFrom(5_000), media: 200 };
    await using flow = clientFor(server.origin, { timeouts, onCall: (event) => events.push(event) });
    const { body } = await flow.openMedia(`${server.origin}/1`);
    expect(await failureOf(body.toArray())).toMatchObject(expected);
    await expect.poll(() => events.map(({ errorCode }) => errorCode)).toEqual(['media_unavailable']);
  });

  test('ends as cancelled when the caller leaves in the middle', async () => {
    const leave = new AbortController();
    await using server = await startScriptedServer((_seen, { response }) => {
      response.writeHead(200, MP4);
      response.write('start');
      return undefined;
    });
    await using flow = clientFor(server.origin);
    const { body } = await flow.openMedia(`${server.origin}/1`, leave.signal);
    body.once('data', () => leave.abort());
    expect(await failureOf(body.toArray())).toMatchObject({ code: 'cancelled' });
  });

  test('that sends no headers in time is unavailable', async () => {
    await using server = await startScriptedServer(() => undefined);
    await using flow = clientFor(server.origin, { timeouts: { ...timeoutsFrom(5_000), media: 100 } });
    expect(await failureOf(flow.openMedia(`${server.origin}/1`))).toMatchObject({
      code: 'media_unavailable',
      reason: 'timeout',
    });
  });

  test.each<[string, string, Answer, string]>([
    ['is refused with 403', '/1', { status: 403, body: 'no' }, 'expired'],
    ['is gone', '/1', { status: 410, body: 'no' }, 'expired'],
    ['has expired in the way of the storage', '/1', { status: 400, body: '<Code>ExpiredToken</Code>' }, 'expired'],
    ['is past its own end', `/1?Expires=${NOW / 1000 - 60}`, { status: 400, body: 'no' }, 'expired'],
    ['is not there', `/1?Expires=${NOW / 1000 + 60}`, { status: 404, body: 'no' }, 'http-404'],
    ['is broken at its host', `/1?Expires=${NOW / 1000 - 60}`, { status: 503, body: 'no' }, 'http-503'],
    ['gives a page', '/1', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }, 'not-media'],
    ['gives JSON', '/1', { status: 200, body: { error: 1 } }, 'not-media'],
    ['answers with nothing to read', '/1', { status: 204 }, 'http-204'],
  ])('is unavailable when its address %s', async (_, path, answer, reason) => {
    await using server = await startScriptedServer(() => answer);
    await using flow = clientFor(server.origin);
    expect(await failureOf(flow.openMedia(`${server.origin}${path}`))).toMatchObject({
      code: 'media_unavailable',
      reason,
    });
  });

  test('is followed over three redirects, and not over a fourth', async () => {
    await using server = await startScriptedServer(({ url }) => {
      const left = Number(url.slice(1));
      return left === 0 ? { headers: MP4, body: 'bytes' } : { status: 302, headers: { location: `/${left - 1}` } };
    });
    await using flow = clientFor(server.origin);
    const { body } = await flow.openMedia(`${server.origin}/3`);
    expect(Buffer.concat(await body.toArray()).toString()).toBe('bytes');
    expect(await failureOf(flow.openMedia(`${server.origin}/4`))).toMatchObject({ reason: 'too-many-redirects' });
  });

  test('is not followed to a place that is not allowed', async () => {
    await using other = await startScriptedServer(() => ({ headers: MP4, body: 'secret' }));
    await using server = await startScriptedServer(() => ({ status: 302, headers: { location: `${other.origin}/1` } }));
    await using flow = clientFor(server.origin);
    expect(await failureOf(flow.openMedia(`${server.origin}/1`))).toMatchObject({
      code: 'media_unavailable',
      reason: 'host-not-allowed',
    });
    expect(other.seen).toEqual([]);
    await using allowing = clientFor(server.origin, { mediaHosts: [other.origin] });
    const { body } = await allowing.openMedia(`${server.origin}/1`);
    expect(Buffer.concat(await body.toArray()).toString()).toBe('secret');
  });

  test('that cannot be reached because of the proxy says so', async () => {
    const gone = await startScriptedServer(() => ({}));
    await gone[Symbol.asyncDispose]();
    await using flow = clientFor('http://127.0.0.1:9', { mediaProxy: `http://127.0.0.1:${gone.port}` });
    expect((await failureOf(flow.openMedia('http://127.0.0.1:9/1'))).code).toBe('proxy_failed');
  });
});

describe('the places that media may come from', () => {
  const allowed = allowMedia(
    ['storage.googleapis.com', '*.googleusercontent.com', 'http://127.0.0.1:9000'],
    ['https://labs.google/fx/api', 'http://127.0.0.1:4000/v1'],
  );

  test.each([
    'https://storage.googleapis.com/x?Signature=s',
    'https://STORAGE.googleapis.com/x',
    'https://lh3.googleusercontent.com/x',
    'https://a.b.googleusercontent.com/x',
    'http://127.0.0.1:9000/x',
    'https://labs.google/x',
    'http://127.0.0.1:4000/cdn/x',
  ])('%s is one', (address) => {
    expect(allowed(new URL(address))).toBe(true);
  });

  test.each([
    'http://storage.googleapis.com/x',
    'https://storage.googleapis.com:8443/x',
    'https://storage.googleapis.com.evil.example/x',
    'https://evilgoogleusercontent.com/x',
    'https://googleusercontent.com/x',
    'https://user:secret@storage.googleapis.com/x',
    'https://storage.googleapis.com@evil.example/x',
    'http://127.0.0.1:9001/x',
    'https://127.0.0.1:9000/x',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('%s is none', (address) => {
    expect(allowed(new URL(address))).toBe(false);
  });

  test('are checked before an address that is none is fetched', async () => {
    await using flow = clientFor('http://127.0.0.1:9');
    for (const address of ['not an address', 'http://169.254.169.254/latest']) {
      expect(await failureOf(flow.openMedia(address))).toMatchObject({ reason: 'host-not-allowed' });
    }
  });
});

test.each([
  [`https://a.example/1?Expires=${EXPIRES}&Signature=s`, EXPIRES * 1000],
  ['https://a.example/1?Expires=&Signature=s', null],
  ['https://a.example/1?Expires=soon', null],
  ['https://a.example/1', null],
  ['no address', null],
])('the end of %s is %s', (url, expected) => {
  expect(expiryOf(url)).toBe(expected);
});
