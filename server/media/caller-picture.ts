import { createHash } from 'node:crypto';
import { ServiceError } from '../../schema/errors.ts';
import type { MediaType } from './file-name.ts';
import { createGate } from './gate.ts';
import { MAX_PIXELS, sharp } from './pictures.ts';
import { sniff } from './sniff.ts';

/** What the upstream takes as it is. */
const TAKEN_UPSTREAM: ReadonlySet<string> = new Set<MediaType>(['image/png', 'image/jpeg', 'image/webp']);
const ACCEPTED = 'Send a PNG, JPEG, WebP or GIF.';
/** Bytes hashed before others get their turn. */
const HASH_STEP_BYTES = 1024 * 1024;
const decoding = createGate(2);

/** A picture that came with a request: decoded once to its end, and in a type that the upstream takes. */
export interface CheckedPicture {
  bytes: Uint8Array;
  mimeType: MediaType;
  /** Pixels as shown, that is after the rotation that a camera noted. */
  width: number;
  height: number;
}

/** Whether a type can be uploaded as a reference. */
export function isTakenUpstream(mimeType: string): boolean {
  return TAKEN_UPSTREAM.has(mimeType);
}

/**
 * Checks a caller's picture by decoding it, off the event loop, and turns moving pictures into a PNG of their first frame.
 * @throws ServiceError `image_invalid`, in words for the caller
 */
export async function checkPicture(bytes: Uint8Array): Promise<CheckedPicture> {
  const mimeType = await typeOf(bytes);
  return decoding(async () => {
    try {
      const { autoOrient, pages = 1 } = await decoded(bytes).metadata();
      if (isTakenUpstream(mimeType) && pages === 1) {
        // Made tiny, every pixel is read and next to nothing is kept.
        await decoded(bytes).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
        return { bytes, mimeType, ...autoOrient };
      }
      const { data, info } = await decoded(bytes).autoOrient().png().toBuffer({ resolveWithObject: true });
      return { bytes: data, mimeType: 'image/png', width: info.width, height: info.height };
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
async function typeOf(bytes: Uint8Array): Promise<MediaType> {
  const sniffed = await sniff(bytes);
  if (!sniffed.known)
    throw new ServiceError('image_invalid', `The image is ${sniffed.words}, which is not taken. ${ACCEPTED}`);
  if (sniffed.mimeType.startsWith('video/')) {
    throw new ServiceError('image_invalid', `The image is a video (${sniffed.mimeType}). ${ACCEPTED}`);
  }
  return sniffed.mimeType;
}

function decoded(bytes: Uint8Array) {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true });
}

function undecodable(cause: unknown): ServiceError {
  const isTooLarge = cause instanceof Error && cause.message.includes('pixel limit');
  const words = isTooLarge
    ? `The image has more than ${MAX_PIXELS / 1_000_000} million pixels.`
    : 'The image could not be decoded: it is damaged or cut off.';
  return new ServiceError('image_invalid', words, { cause });
}
