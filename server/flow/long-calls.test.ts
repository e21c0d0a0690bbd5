import { expect, test } from 'vitest';
import { CALLER, clientFor } from './testing/client-for.ts';
import { type Script, startScriptedServer } from './testing/scripted-server.ts';
import { startSocksProxy } from './testing/socks-proxy.ts';

const PENDING = 'MEDIA_GENERATION_STATUS_PENDING';
const MEDIA = { headers: { 'content-type': 'video/mp4' }, body: 'bytes' };
const video = {
  operation: 'text',
  modelKey: 'key',
  prompt: 'waves',
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 7,
  references: [],
} as const;
const image = { ...video, aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE' } as const;
const of = { mediaId: 'm', resolution: 'UPSAMPLE_IMAGE_RESOLUTION_2K' };

/** Never answers pictures, and never ends `/endless`; everything else at once. */
const script: Script = ({ url }, { response }) => {
  if (/flowMedia|upsampleImage/.test(url)) return undefined;
  if (url === '/endless') {
    response.writeHead(200, MEDIA.headers).write('bytes');
    return undefined;
  }
  if (url === '/clip') return MEDIA;
  if (url.includes('createProject')) return { body: { result: { data: { json: { result: { projectId: 'p' } } } } } };
  return { body: { credits: 5, operations: [{ operation: { name: 'op1' }, status: PENDING }], media: { name: 'up' } } };
};

test.each(['directly', 'through a proxy'])(
  '%s, polls, submits and control calls go on while pictures in the making hold every connection of theirs',
  async (way) => {
    await using server = await startScriptedServer(script);
    await using proxy = await startSocksProxy();
    await using flow = clientFor(server.origin, {
      maxConnections: 2,
      proxy: way === 'directly' ? null : `socks5://127.0.0.1:${proxy.port}`,
    });
    const leaving = new AbortController();
    const pictures = [1, 2, 3].flatMap(() => [
      flow.generateImage(CALLER, image, leaving.signal),
      flow.upsampleImage(CALLER, of, leaving.signal),
    ]);
    const ended = Promise.allSettled(pictures);
    await expect.poll(() => server.seen.length).toBe(2);

    expect((await flow.startVideo(CALLER, video)).operation?.name).toBe('op1');
    const asked = { name: 'op1', sceneId: null, projectId: 'p', shape: 'operations' } as const;
    expect((await flow.pollVideos('ya29.invented', [asked])).statuses.size).toBe(1);
    expect((await flow.credits('ya29.invented')).credits).toBe(5);
    expect(await flow.createProject('eyJ.invented', 'Jul 01')).toBe('p');
    const { body } = await flow.openMedia(`${server.origin}/clip`);
    expect(Buffer.concat(await body.toArray()).toString()).toBe('bytes');
    expect(server.seen.filter(({ url }) => /flowMedia|upsampleImage/.test(url))).toHaveLength(2);

    leaving.abort();
    for (const outcome of await ended) expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
  },
);

test('downloads that nobody reads to their end hold up no call', async () => {
  await using server = await startScriptedServer(script);
  await using flow = clientFor(server.origin, { maxConnections: 2 });
  const streams = await Promise.all([1, 2].map(() => flow.openMedia(`${server.origin}/endless`)));
  expect((await flow.credits('ya29.invented')).credits).toBe(5);
  for (const { body } of streams) body.destroy();
});
