import type { MediaKind } from '../../schema/catalogue.ts';
import type { ShimSettings } from '../deps.ts';
import type { InlineFile } from '../inline-json.ts';

/** A finished file on its way to a chat: its public address and, for a kept picture, its bytes as well. */
export interface Delivery {
  kind: MediaKind;
  url: string;
  inline: InlineFile | null;
}

/** A picture in the form that OpenRouter introduced and chat apps read; the type must be this literal. */
export interface ChatImage {
  type: 'image_url';
  image_url: { url: string | InlineFile };
  index: number;
}

type ChatImages = ShimSettings['chatImages'];

/**
 * The text of an answer: a Markdown link per file. Always the short address and never a data URL, which apps that also
 * read `images` would draw a second time.
 */
export function contentOf(deliveries: readonly Delivery[], chatImages: ChatImages): string {
  return deliveries
    .filter(({ kind }) => kind === 'video' || chatImages !== 'images')
    .map(({ kind, url }) => (kind === 'video' ? `[video](${url})` : `![image](${url})`))
    .join('\n\n');
}

/** The pictures of an answer, with their bytes where they are kept. Empty when the setting wants links only. */
export function imagesOf(deliveries: readonly Delivery[], chatImages: ChatImages): ChatImage[] {
  if (chatImages === 'markdown') return [];
  return deliveries
    .filter(({ kind }) => kind === 'image')
    .map(({ url, inline }, index) => ({ type: 'image_url', image_url: { url: inline ?? url }, index }));
}
