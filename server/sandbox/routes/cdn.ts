import { parseByteRange } from '../byte-range.ts';
import { drawingOf, mimeTypeOf } from '../drawings.ts';
import type { Call, Reply, Route } from '../http-call.ts';
import { statusAt } from '../job-clock.ts';
import type { World } from '../world.ts';

const text = (status: number, message: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  bytes: Buffer.from(message),
});

/** The files behind signed addresses, of either era's shape. @see docs/wire.md, §10 */
export function cdnRoutes(world: World): Route[] {
  const path = /^(?:\/ai-sandbox-videofx)?\/(?:video|image)\/[^/]+$/;
  return ['GET', 'HEAD'].map((method) => ({
    host: 'cdn',
    anyone: true,
    method,
    path,
    endpoint: 'media',
    handle: (call) => serve(world, call),
  }));
}

async function serve({ addresses, library, renderer, now }: World, call: Call): Promise<Reply> {
  const file = addresses.open(call.url);
  if (!file) return text(403, 'Forbidden');
  const media = library.byKey(file.key);
  const unfinished = media?.job && statusAt(media.job, now()) !== 'SUCCESSFUL';
  if (!media || unfinished || (file.kind === 'video' && media.kind === 'image')) return text(404, 'Not Found');

  const thumbnail = file.thumbnail || (file.kind === 'image' && media.kind === 'video');
  const drawing = drawingOf(media, thumbnail);
  const bytes = call.twist?.kind === 'emptyMedia' ? Buffer.alloc(0) : await renderer.draw(drawing);
  const headers = { 'content-type': mimeTypeOf(drawing), 'accept-ranges': 'bytes' };
  const range = parseByteRange(call.headers.range, bytes.length);
  if (range.kind === 'unsatisfiable') return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } };
  if (range.kind === 'whole') return { headers, bytes };
  const { first, last } = range;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${first}-${last}/${bytes.length}` },
    bytes: bytes.subarray(first, last + 1),
  };
}
