import { ServiceError } from '../../schema/errors.ts';
import type { GivenImage } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { named } from '../named-field.ts';
import type { OwnAddress } from '../public-url.ts';
import { decodeBase64, decodeDataUrl, isDataUrl } from './inline-picture.ts';
import { isFileReference, ownFile } from './own-file.ts';
import type { PictureSource } from './picture-source.ts';

export interface ResolveContext {
  images: ShimDeps['images'];
  /** Pictures under our own address are taken from the disk. */
  own: OwnAddress;
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
): Promise<GivenImage[]> {
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
): Promise<GivenImage | null> {
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

async function resolve(source: PictureSource, context: ResolveContext): Promise<GivenImage> {
  try {
    return await bring(source, context);
  } catch (cause) {
    throw named(cause, source.param);
  }
}

function bring({ url, param, bare }: PictureSource, context: ResolveContext): Promise<GivenImage> {
  const { images, limitBytes } = context;
  if (isDataUrl(url)) return images.take(decodeDataUrl(url, { limitBytes, param }));
  if (/^https?:\/\//i.test(url) || (bare !== true && isFileReference(url))) return fromAddress(url, context);
  if (bare === true && !/^[a-z][a-z0-9+.-]*:/i.test(url)) return images.take(decodeBase64(url, { limitBytes, param }));
  throw new ServiceError('invalid_value', 'A picture is a data: URL or an http(s) address.', { param });
}

async function fromAddress(url: string, { images, own, signal }: ResolveContext): Promise<GivenImage> {
  const file = ownFile(url, own);
  const image = file === null ? null : await images.fromFile(file.name);
  if (image !== null) return image;
  if (file?.certain !== true) return images.fetch(url, signal);
  throw new ServiceError('image_unreachable', 'This server no longer keeps that picture. Send the picture itself.');
}
