import type { Readable } from 'node:stream';
import { ServiceError } from '../../schema/errors.ts';
import type { Asset, JobView } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { InlineFile } from '../inline-json.ts';
import { fileAddress } from '../presenters/delivery.ts';
import type { Output } from './output.ts';

/** A finished picture on its way to the caller: its bytes, or its address. */
export interface MadePicture {
  b64: InlineFile | null;
  url: string | null;
  width: number | null;
  height: number | null;
}

/** What one job has made, opened for writing; what is not written is closed on disposal. */
export interface Made extends Disposable {
  job: JobView;
  pictures: readonly MadePicture[];
  /** What the caller should know about it. */
  notices: readonly string[];
}

export interface DeliveryOptions {
  images: ShimDeps['images'];
  publicUrl: string;
  /** Null leaves each picture in the form it has. */
  output: Output | null;
  delivery: 'b64_json' | 'url';
  signal: AbortSignal;
}

/**
 * Brings the pictures of a finished job into the wished form and opens them.
 * @throws ServiceError `media_unavailable` when they are no longer kept
 */
export async function openMade(job: JobView, options: DeliveryOptions): Promise<Made> {
  const open: Readable[] = [];
  const close = () => {
    for (const stream of open) stream.destroy();
  };
  const notices = job.notice === null ? [] : [job.notice];
  const pictures: MadePicture[] = [];
  try {
    for (const asset of job.assets) pictures.push(await openPicture(asset, options, { open, notices }));
  } catch (cause) {
    close();
    throw cause;
  }
  return { job, pictures, notices, [Symbol.dispose]: close };
}

interface Opened {
  open: Readable[];
  notices: string[];
}

async function openPicture(asset: Asset, options: DeliveryOptions, { open, notices }: Opened): Promise<MadePicture> {
  const { images, delivery, publicUrl } = options;
  const name = asset.file ?? (await takenIn(asset, options));
  if (name === null) {
    notices.push('This server keeps no files and the picture could not be fetched: it is only passed on as a link.');
    return { b64: null, url: asset.url, width: asset.width, height: asset.height };
  }
  const picture = await inForm(name, asset, options);
  if (picture === null) throw noLongerKept();
  const { file, width, height } = picture;
  if (delivery === 'url') return { b64: null, url: fileAddress(file, publicUrl), width, height };
  const base64 = await images.read(file);
  if (base64 === null) throw noLongerKept();
  // Without a listener a failure before the first read would end the process; the reader meets it again and handles it.
  base64.on('error', () => undefined);
  open.push(base64);
  return { b64: new InlineFile(picture.mimeType, base64, 'bare'), url: null, width, height };
}

/** The picture in the wished form; null when it is no longer kept. */
async function inForm(name: string, asset: Asset, { images, output }: DeliveryOptions) {
  if (output !== null) return images.inFormat(name, output.format, output.quality);
  const { mimeType, width, height } = asset;
  return { file: name, mimeType, width, height };
}

/** With caching off the result is the upstream's link. It is fetched, unless it cannot be: what was paid for is not withheld. */
async function takenIn({ url }: Asset, { images, signal }: DeliveryOptions): Promise<string | null> {
  if (url === null) return null;
  try {
    return (await (await images.fetch(url, signal)).keep()).file;
  } catch (cause) {
    if (cause instanceof ServiceError) return null;
    throw cause;
  }
}

function noLongerKept(): ServiceError {
  const message = 'The picture was made, but this server no longer keeps it.';
  return new ServiceError('media_unavailable', message, { outcome: 'unknown' });
}
