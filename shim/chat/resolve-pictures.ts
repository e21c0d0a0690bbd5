import { ServiceError } from '../../schema/errors.ts';
import type { InputImage } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { decodeBase64, decodeDataUrl, isDataUrl } from './inline-picture.ts';
import type { PictureSource } from './picture-source.ts';

export interface ResolveContext {
  images: ShimDeps['images'];
  /** Our own address: pictures under it are taken from the disk. */
  publicUrl: string;
  limitBytes: number;
  signal: AbortSignal;
}

/**
 * Brings in the pictures of a turn, in their order and at the same time; the first that fails stops the others.
 * @throws ServiceError `image_invalid`, `image_unreachable` or `invalid_value`, each naming the field
 */
export async function resolvePictures(
  sources: readonly PictureSource[],
  context: ResolveContext,
): Promise<InputImage[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  try {
    return await Promise.all(sources.map((source) => resolve(source, { ...context, signal })));
  } catch (cause) {
    failed.abort();
    throw cause;
  }
}

/** The first of several places of one picture that still has it; null when none has. */
export async function resolveFirst(
  places: readonly PictureSource[],
  context: ResolveContext,
): Promise<InputImage | null> {
  for (const place of places) {
    try {
      return await resolve(place, context);
    } catch (cause) {
      if (!isPictureFault(cause)) throw cause;
    }
  }
  return null;
}

const PICTURE_FAULTS: readonly string[] = ['image_invalid', 'image_unreachable', 'invalid_value'];

function isPictureFault(cause: unknown): boolean {
  return cause instanceof ServiceError && PICTURE_FAULTS.includes(cause.code);
}

async function resolve(source: PictureSource, context: ResolveContext): Promise<InputImage> {
  try {
    return await bring(source, context);
  } catch (cause) {
    throw named(cause, source.param);
  }
}

function bring({ url, param }: PictureSource, context: ResolveContext): Promise<InputImage> {
  const { images, limitBytes, signal } = context;
  if (isDataUrl(url)) return images.keep(decodeDataUrl(url, { limitBytes, param }));
  if (/^https?:\/\//i.test(url)) {
    const own = ownFileName(url, context.publicUrl);
    return own === null ? images.fetch(url, signal) : fromOwnFile(own, images);
  }
  if (param === 'image') return images.keep(decodeBase64(url, { limitBytes, param }));
  throw new ServiceError('invalid_value', 'A picture is a data: URL or an http(s) address.', { param });
}

async function fromOwnFile(name: string, images: ShimDeps['images']): Promise<InputImage> {
  const image = await images.fromFile(name);
  if (image !== null) return image;
  throw new ServiceError('image_unreachable', 'This server no longer keeps that picture. Send the picture itself.');
}

/** The name in one of our own `/files/` addresses; null for anybody else's. */
function ownFileName(url: string, publicUrl: string): string | null {
  const own = URL.parse(publicUrl);
  const address = URL.parse(url);
  if (own === null || address === null || address.host !== own.host) return null;
  const prefix = `${own.pathname.replace(/\/$/, '')}/files/`;
  const name = address.pathname.startsWith(prefix) ? address.pathname.slice(prefix.length) : '';
  return name === '' || name.includes('/') ? null : name;
}

/** The same failure with the field it belongs to. */
function named(cause: unknown, param: string): unknown {
  if (!(cause instanceof ServiceError) || cause.param !== undefined) return cause;
  const { code, message, retryAfterMs, reason, outcome, upstreamStatus } = cause;
  return new ServiceError(code, message, { param, retryAfterMs, reason, outcome, upstreamStatus, cause });
}
