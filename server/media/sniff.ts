import { fileTypeFromBuffer } from 'file-type';
import { EXTENSION, type MediaType } from './file-name.ts';
import type { ReadAt } from './read-at.ts';

/** As much of a file's beginning as any known type needs to be told. */
const HEAD_BYTES = 4_100;

/** What bytes are, by themselves: whatever a header claimed is not asked. */
export type Sniffed =
  | { known: true; mimeType: MediaType }
  /** `words` name what came, for an error message; `isPage` when it is text, which is what servers send in place of a file. */
  | { known: false; words: string; isPage: boolean };

export async function sniffFile(readAt: ReadAt): Promise<Sniffed> {
  return sniff(await readAt(0, HEAD_BYTES));
}

export async function sniff(bytes: Uint8Array): Promise<Sniffed> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const type = (await fileTypeFromBuffer(head))?.mime;
  if (type === 'image/apng') return { known: true, mimeType: 'image/png' }; // a PNG that moves is still a PNG
  if (type !== undefined && type in EXTENSION) return { known: true, mimeType: type as MediaType };
  const text = textWords(head);
  if (text !== null && (type === undefined || type === 'application/xml'))
    return { known: false, words: text, isPage: true };
  return { known: false, words: type ?? 'something of no known type', isPage: false };
}

/** Names a text by how it begins; null when it is no text. */
function textWords(head: Uint8Array): string | null {
  if (head.length === 0) return 'nothing';
  if (head.includes(0)) return null;
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 200)
    .toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'an HTML page';
  if (/^(?:<\?xml[^>]*>\s*|<!doctype[^>]*>\s*)*<svg/.test(text)) return 'an SVG drawing';
  if (text.startsWith('<')) return 'an XML text';
  if (text.startsWith('{') || text.startsWith('[')) return 'a JSON text';
  return 'a text';
}
