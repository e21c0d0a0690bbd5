import type { Readable } from 'node:stream';
import { ServiceError } from '../../schema/errors.ts';
import type { Asset, JobView } from '../../schema/generation.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { InlineFile } from '../inline-json.ts';
import type { Delivery } from '../presenters/chat-content.ts';
import { addressOf } from '../presenters/delivery.ts';

export interface DeliveryOptions {
  images: ShimDeps['images'];
  publicUrl: string;
  chatImages: ShimSettings['chatImages'];
}

/** The files of an answer, opened for writing; what is not written is closed on disposal. */
export interface Deliveries extends Disposable {
  list: readonly Delivery[];
}

/** Gives each finished file its address, and opens the kept pictures when the answer is to carry them inline. */
export async function openDeliveries(job: JobView, options: DeliveryOptions): Promise<Deliveries> {
  const open: Readable[] = [];
  const close = () => {
    for (const stream of open) stream.destroy();
  };
  const list: Delivery[] = [];
  try {
    for (const asset of job.assets) list.push(await delivery(asset, options, open));
  } catch (cause) {
    close();
    throw cause;
  }
  return { list, [Symbol.dispose]: close };
}

async function delivery(asset: Asset, options: DeliveryOptions, open: Readable[]): Promise<Delivery> {
  const url = addressOf(asset, options.publicUrl);
  if (url === null)
    throw new ServiceError('internal_error', 'The finished file has no address.', { outcome: 'unknown' });
  const inline = asset.kind === 'image' && options.chatImages !== 'markdown' && asset.file !== null;
  // A file that was evicted meanwhile, or a link that is passed on, goes out by its address alone.
  const base64 = inline ? await options.images.read(asset.file as string) : null;
  if (base64 === null) return { kind: asset.kind, url, inline: null };
  // Without a listener a failure before the first read would end the process; the reader meets it again and handles it.
  base64.on('error', () => undefined);
  open.push(base64);
  return { kind: asset.kind, url, inline: new InlineFile(asset.mimeType, base64) };
}
