import type { Readable } from 'node:stream';
import { ServiceError } from '../../schema/errors.ts';
import type { Asset } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { InlineFile } from '../inline-json.ts';
import { downloadUri } from './files/file-id.ts';

/** More than this in one answer is passed by address: no program can read it as one text. */
const MAX_INLINE_BYTES = 256 * 1024 * 1024;

/** A finished file on its way to the caller. */
export interface Media {
  mimeType: string;
  /** Its bytes, unless they are too many or not kept here. */
  data: InlineFile | null;
  uri: string;
}

/** Files that were opened for writing; what is not written is closed on disposal. */
export interface OpenMedia extends Disposable {
  list: readonly Media[];
}

/**
 * Gives each file its address and opens those that are kept.
 * @throws ServiceError `media_unavailable` when one is no longer kept
 */
export async function openMedia(
  assets: readonly Asset[],
  { images, publicUrl }: { images: Pick<ShimDeps['images'], 'read'>; publicUrl: string },
): Promise<OpenMedia> {
  const open: Readable[] = [];
  const close = () => {
    for (const stream of open) stream.destroy();
  };
  const isTooMuch = assets.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) > MAX_INLINE_BYTES;
  const list: Media[] = [];
  try {
    for (const asset of assets) {
      const { file, mimeType } = asset;
      const bytes = file === null || isTooMuch ? null : await opened(file, images);
      if (bytes !== null) open.push(bytes);
      const data = bytes === null ? null : new InlineFile(mimeType, bytes, 'bare');
      list.push({ mimeType, data, uri: uriOf(asset, publicUrl) });
    }
  } catch (cause) {
    close();
    throw cause;
  }
  return { list, [Symbol.dispose]: close };
}

/** Where a finished file is on this wire: with us, or with the upstream when files are not kept. */
export function uriOf({ file, url }: Asset, publicUrl: string): string {
  return file === null ? (url ?? '') : downloadUri(file, publicUrl);
}

async function opened(file: string, images: Pick<ShimDeps['images'], 'read'>): Promise<Readable> {
  const base64 = await images.read(file);
  if (base64 === null) {
    const message = 'The result was made, but this server no longer keeps it.';
    throw new ServiceError('media_unavailable', message, { outcome: 'unknown' });
  }
  // Without a listener a failure before the first read would end the process; the reader meets it again and handles it.
  base64.on('error', () => undefined);
  return base64;
}
