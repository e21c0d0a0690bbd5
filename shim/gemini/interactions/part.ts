import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import { isPicture, lastMarkdownPicture } from '../../chat/earlier-pictures.ts';
import type { PictureSource } from '../../chat/picture-source.ts';
import { fieldName, parse } from '../../parse.ts';
import { shortened } from '../../shortened.ts';
import type { Content, Part } from '../contents.ts';
import type { ReadPart } from '../part.ts';

const filled = z.string().min(1, 'must not be empty');
const part = z.object({
  type: z.string('must say what the part is, for example "text" or "image"'),
  text: z.string().nullish(),
  data: filled.nullish(),
  uri: filled.nullish(),
});

/**
 * A text, or a picture as bare base64 or by its address. The type that it claims is not looked at: what the bytes are decides.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readPart({ value, path }: Part): ReadPart {
  if (typeof value === 'string') return { text: value, picture: null };
  const { type, text, data, uri } = parse(part, value, path);
  if (type === 'text') return { text: text ?? '', picture: null };
  if (type !== 'image') throw notTaken(type, fieldName([...path, 'type']));
  if (data) return { text: null, picture: { url: data, bare: true, param: fieldName([...path, 'data']) } };
  if (uri) return { text: null, picture: { url: uri, param: fieldName([...path, 'uri']) } };
  const param = fieldName([...path, 'data']);
  throw new ServiceError('missing_parameter', `'${param}' or a uri in its place is required.`, { param });
}

/**
 * Where the picture is that the model made last, best place first. History is read forgivingly, for it went through other
 * people's programs.
 */
export function earlierPictures(history: readonly Content[]): PictureSource[] {
  for (const { speaker, parts } of history.toReversed()) {
    const places = speaker === 'model' ? parts.toReversed().flatMap(placesIn) : [];
    if (places.length > 0) return places;
  }
  return [];
}

function placesIn({ value, path }: Part): PictureSource[] {
  const param = fieldName(path);
  if (typeof value === 'string') return linkIn(value, param);
  const { type, text, data, uri } = fieldsOf(value);
  if (type === 'text' && typeof text === 'string') return linkIn(text, param);
  if (type !== 'image') return [];
  if (typeof data === 'string' && data !== '') return [{ url: data, bare: true, param }];
  return typeof uri === 'string' && isPicture(uri) ? [{ url: uri, param }] : [];
}

function linkIn(text: string, param: string): PictureSource[] {
  const url = lastMarkdownPicture(text);
  return url === undefined ? [] : [{ url, param }];
}

/** Whether a part of the history is a video. */
export function holdsVideo({ value }: Part): boolean {
  return fieldsOf(value).type === 'video';
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function notTaken(type: string, param: string): ServiceError {
  const why =
    type === 'video' ? 'no model here extends or changes a video' : 'the models here take texts and pictures only';
  const message = `'${param}' cannot be "${shortened(type)}": ${why}. Use "text" and "image".`;
  return new ServiceError('invalid_value', message, { param });
}
