import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { logIn, startTestSandbox } from './testing/caller.ts';

async function addressed() {
  let now = Date.now();
  const sandbox = await startTestSandbox({ now: () => now });
  const ada = await logIn(sandbox);
  const name = (await ada.video('Text', {})).json.media[0].name;
  const url = (await ada.redirect(name)).headers.get('location') ?? '';
  return {
    ada,
    name,
    url,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
const digest = (bytes: ArrayBuffer) => createHash('sha256').update(Buffer.from(bytes)).digest('hex');

test('parts of a file add up to the file, and HEAD says its length', async () => {
  await using clip = await addressed();
  const whole = await (await fetch(clip.url)).arrayBuffer();
  const part = async (range: string) => fetch(clip.url, { headers: { range } });
  const first = await part('bytes=0-999');
  expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-999/${whole.byteLength}`]);
  const rest = await part('bytes=1000-');
  const glued = Buffer.concat([Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]);
  expect(digest(glued.buffer.slice(glued.byteOffset, glued.byteOffset + glued.length) as ArrayBuffer)).toBe(
    digest(whole),
  );
  const tail = Buffer.from(await (await part('bytes=-10')).arrayBuffer());
  expect(tail).toEqual(Buffer.from(whole).subarray(-10));
  const beyond = await part(`bytes=${whole.byteLength}-`);
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.byteLength}`]);
  const head = await fetch(clip.url, { method: 'HEAD' });
  expect([
    head.status,
    head.headers.get('content-length'),
    head.headers.get('content-type'),
    head.headers.get('accept-ranges'),
  ]).toEqual([200, String(whole.byteLength), 'video/mp4', 'bytes']);
});

test('an address works until it expires, and a new one can be had after that', async () => {
  await using clip = await addressed();
  const expires = Number(new URL(clip.url).searchParams.get('Expires')) * 1000;
  expect(Math.abs(expires - Date.now() - 21_600_000)).toBeLessThan(60_000);
  clip.pass(21_590);
  expect((await fetch(clip.url, { method: 'HEAD' })).status).toBe(200);
  clip.pass(11);
  expect((await fetch(clip.url)).status).toBe(403);
  const again = (await clip.ada.redirect(clip.name)).headers.get('location') ?? '';
  expect(again === '' ? 401 : (await fetch(again, { method: 'HEAD' })).status).toBe(200);
});

test('the lifetime of addresses can be set', async () => {
  await using clip = await addressed();
  await clip.ada.control('POST', '/settings', { mediaLifetimeSeconds: 5 });
  const url = (await clip.ada.redirect(clip.name)).headers.get('location') ?? '';
  clip.pass(6);
  expect((await fetch(url)).status).toBe(403);
});

test('an address that was altered or not signed at all is refused', async () => {
  await using clip = await addressed();
  const altered = (change: (url: URL) => void) => {
    const url = new URL(clip.url);
    change(url);
    return url;
  };
  for (const url of [
    altered(({ searchParams }) => searchParams.set('Expires', '9999999999')),
    altered(({ searchParams }) => searchParams.delete('Signature')),
    altered((address) => {
      address.pathname = address.pathname.replace('/video/', '/image/');
    }),
  ]) {
    expect((await fetch(url)).status).toBe(403);
  }
});

test('a thumbnail is a small JPEG, of videos and of images', async () => {
  await using clip = await addressed();
  const image = (await clip.ada.image()).json.media[0].name;
  for (const name of [clip.name, image]) {
    const url = (await clip.ada.redirect(name, 'MEDIA_URL_TYPE_THUMBNAIL')).headers.get('location') ?? '';
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(20_000);
  }
  expect((await clip.ada.redirect(image, 'MEDIA_URL_TYPE_OTHER')).status).toBe(400);
});
