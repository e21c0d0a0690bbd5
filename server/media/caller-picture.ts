import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ServiceError } from '../../schema/errors.ts';
import type { MediaType } from './file-name.ts';
import { createGate } from './gate.ts';
import { MAX_PIXELS, sharp } from './pictures.ts';
import { createReadAt } from './read-at.ts';
import { type Sniffed, sniff, sniffFile } from './sniff.ts';

/** What the upstream takes as it is. */
const TAKEN_UPSTREAM: ReadonlySet<string> = new Set<MediaType>(['image/png', 'image/jpeg', 'image/webp']);
const ACCEPTED = 'Send a PNG, JPEG, WebP or GIF.';
/** Bytes hashed before others get their turn. */
const HASH_STEP_BYTES = 1024 * 1024;
const decoding = createGate(2);

/** A picture that came with a request, decoded once to its end. */
export interface CheckedPicture {
  /** Its bytes in a type that the upstream takes; null when they are that as they came. */
  converted: Uint8Array | null;
  mimeType: MediaType;
  /** Pixels as shown, that is after the rotation that a camera noted. */
  width: number;
  height: number;
}

/** Whether a type can be uploaded as a reference. */
export function isTakenUpstream(mimeType: string): boolean {
  return TAKEN_UPSTREAM.has(mimeType);
}

/** The bytes of a picture, or the path of the file that they lie in. */
export type PictureBytes = Uint8Array | string;

/**
 * Checks a caller's picture by decoding it, off the event loop, and turns moving pictures into a PNG of their first frame.
 * @throws ServiceError `image_invalid`, in words for the caller
 */
export async function checkPicture(bytes: PictureBytes): Promise<CheckedPicture> {
  const mimeType = await typeOf(bytes);
  return decoding(async () => {
    try {
      const { autoOrient, pages = 1 } = await decoded(bytes).metadata();
      if (isTakenUpstream(mimeType) && pages === 1) {
        // Made tiny, every pixel is read and next to nothing is kept.
        await decoded(bytes).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
        return { converted: null, mimeType, ...autoOrient };
      }
      const { data, info } = await decoded(bytes).autoOrient().png().toBuffer({ resolveWithObject: true });
      return { converted: data, mimeType: 'image/png', width: info.width, height: info.height };
    } catch (cause) {
      throw undecodable(cause);
    }
  });
}

/** Hex SHA-256 of a picture, computed in steps between which the event loop runs. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += HASH_STEP_BYTES) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    hash.update(bytes.subarray(at, at + HASH_STEP_BYTES));
  }
  return hash.digest('hex');
}

/** Only types looked for by their bytes reach the decoder: it knows formats (SVG, PDF) that strangers should not feed it. */
async function typeOf(bytes: PictureBytes): Promise<MediaType> {
  const sniffed = typeof bytes === 'string' ? await sniffPath(bytes) : await sniff(bytes);
  if (!sniffed.known)
    throw new ServiceError(
      'image_invalid',
      sniffed.words === 'nothing'
        ? `The image is empty. ${ACCEPTED}`
        : `The image is ${sniffed.words}, which is not taken. ${ACCEPTED}`,
    );
  if (sniffed.mimeType.startsWith('video/')) {
    throw new ServiceError('image_invalid', `The image is a video (${sniffed.mimeType}). ${ACCEPTED}`);
  }
  return sniffed.mimeType;
}

async function sniffPath(path: string): Promise<Sniffed> {
  await using handle = await open(path);
  return sniffFile(createReadAt(handle, (await handle.stat()).size));
}

function decoded(bytes: PictureBytes) {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true });
}

function undecodable(cause: unknown): ServiceError {
  const isTooLarge = cause instanceof Error && cause.message.includes('pixel limit');
  const words = isTooLarge
    ? `The image has more than ${MAX_PIXELS / 1_000_000} million pixels.`
    : 'The image could not be decoded: it is damaged or cut off.';
  return new ServiceError('image_invalid', words, { cause });
}
