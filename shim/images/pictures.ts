import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import { fieldName, parse } from '../parse.ts';
import type { ImageRequest } from './request.ts';

type Path = readonly (string | number)[];

const pictureObject = z.looseObject({
  image_url: z.unknown().optional(),
  url: z.unknown().optional(),
  file_id: z.unknown().optional(),
});
const address = z.string('must be a data: URL, an http(s) address or base64').min(1, 'must not be empty');

/**
 * The pictures that a request names in `image` and `images`, in their order: a text, an object with the address in it, or a
 * list of those. Files of a form are not among them.
 * @throws ServiceError `invalid_value` naming the field
 */
export function namedPictures({ image, images }: Pick<ImageRequest, 'image' | 'images'>): PictureSource[] {
  return [...picturesIn(image, ['image']), ...picturesIn(images, ['images'])];
}

/** The pictures of one field: none, one or a list. @throws ServiceError `invalid_value` naming the field */
export function picturesIn(value: unknown, path: Path): PictureSource[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) return [pictureIn(value, path)];
  return value.map((item: unknown, index) => pictureIn(item, [...path, index]));
}

/** One picture: `"…"`, `{image_url: "…"}`, `{image_url: {url: "…"}}` or `{url: "…"}`. */
export function pictureIn(value: unknown, path: Path): PictureSource {
  if (typeof value === 'string') return { url: parse(address, value, path), param: fieldName(path), bare: true };
  const { image_url: nested, url, file_id: file } = parse(pictureObject, value, path);
  if (nested !== undefined && nested !== null) return pictureIn(nested, [...path, 'image_url']);
  if (file !== undefined && file !== null) throw noFiles([...path, 'file_id']);
  return { url: parse(address, url, [...path, 'url']), param: fieldName([...path, 'url']), bare: true };
}

function noFiles(path: Path): ServiceError {
  const message =
    'Files cannot be uploaded beforehand here, so no file_id means anything. Send the picture in image_url, as a data: URL or an http(s) address.';
  return new ServiceError('invalid_value', message, { param: fieldName(path) });
}
