import type { PictureSource } from './picture-source.ts';
import type { ChatMessage } from './request.ts';

/** `![alt](address)`. No part of it can run over the start of the next, so that reading stays linear. */
const MARKDOWN_IMAGE = /!\[[^[\]]*\]\(\s*<?([^()\s<>]+)/g;
const DATA_URL = /data:image\/[\w.+-]+;base64,[A-Za-z0-9+/=]+/g;
const MOVING = /\.(mp4|webm|mov)$/i;

/**
 * Where the picture is that the assistant made last, best place first: the same picture often stands as a short link in
 * the text and with its bytes in `images`. History is read forgivingly, for it went through other people's programs.
 */
export function earlierPictures(history: readonly ChatMessage[]): PictureSource[] {
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const message = history[index];
    if (message?.role !== 'assistant') continue;
    const places = placesIn(message, `messages[${index}]`);
    if (places.length > 0) return places;
  }
  return [];
}

function placesIn(message: ChatMessage, param: string): PictureSource[] {
  const texts = textsOf(message.content).join('\n');
  const places = [
    { url: lastMarkdownPicture(texts), param: `${param}.content` },
    { url: itemsOf(message.images).map(addressIn).findLast(isPicture), param: `${param}.images` },
    { url: itemsOf(message.content).map(addressIn).findLast(isPicture), param: `${param}.content` },
    { url: lastMatch(DATA_URL, texts, 0), param: `${param}.content` },
  ];
  return places.filter((place): place is PictureSource => isPicture(place.url));
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return itemsOf(content)
    .map((item) => (item as { text?: unknown } | null)?.text)
    .filter((text): text is string => typeof text === 'string');
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The address in `"…"`, `{url}`, `{image_url: "…"}` or `{image_url: {url}}`. */
function addressIn(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return undefined;
  const { image_url: nested, url } = item as { image_url?: unknown; url?: unknown };
  return nested === undefined ? (typeof url === 'string' ? url : undefined) : addressIn(nested);
}

/** The address of the last picture in a text of Markdown. */
export function lastMarkdownPicture(text: string): string | undefined {
  return lastMatch(MARKDOWN_IMAGE, text, 1);
}

/** Whether an address can be one of a picture: links to videos stand in the same places. */
export function isPicture(url: string | undefined): url is string {
  return url !== undefined && url !== '' && !MOVING.test(url);
}

function lastMatch(pattern: RegExp, text: string, group: number): string | undefined {
  let found: string | undefined;
  for (const match of text.matchAll(pattern)) {
    if (isPicture(match[group])) found = match[group];
  }
  return found;
}
