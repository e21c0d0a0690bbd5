import { isPicture, lastMarkdownPicture } from '../chat/earlier-pictures.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import { fieldName } from '../parse.ts';
import type { Content, Part } from './contents.ts';

/**
 * Where the picture is that the model made last, best place first. History is read forgivingly, for it went through other
 * people's programs.
 */
export function earlierPictures(history: readonly Content[]): PictureSource[] {
  for (const content of history.toReversed()) {
    const places = content.speaker === 'model' ? content.parts.toReversed().flatMap(placesIn) : [];
    if (places.length > 0) return places;
  }
  return [];
}

function placesIn({ value, path }: Part): PictureSource[] {
  if (typeof value === 'string') return linkIn(value, fieldName(path));
  const { text, thought, inlineData, fileData } = fieldsOf(value);
  const { data, mimeType } = fieldsOf(inlineData);
  const { fileUri } = fieldsOf(fileData);
  const param = fieldName(path);
  if (thought === true) return []; // a draft
  if (isText(data) && !/^(video|audio)\//.test(String(mimeType))) return [{ url: data, bare: true, param }];
  if (isText(fileUri) && isPicture(fileUri)) return [{ url: fileUri, param }];
  return isText(text) ? linkIn(text, param) : [];
}

function linkIn(text: string, param: string): PictureSource[] {
  const url = lastMarkdownPicture(text);
  return url === undefined ? [] : [{ url, param }];
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
