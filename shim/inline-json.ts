import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Stands in a JSON value where a file is to be: the bytes are read while the answer is written, not before. */
export class InlineFile {
  readonly mimeType: string;
  /** Base64 text in pieces; read once. */
  readonly base64: Readable;
  /** What the wire wants: a data URL, or the base64 text and nothing else. */
  readonly form: 'data-url' | 'bare';

  constructor(mimeType: string, base64: Readable, form: 'data-url' | 'bare' = 'data-url') {
    this.mimeType = mimeType;
    this.base64 = base64;
    this.form = form;
  }
}

/** A stretch of finished JSON text, or a file whose base64 text goes in its place. */
export type Piece = string | InlineFile;

/** JSON text of a value, cut at each `InlineFile`, so that a picture never sits in memory as a whole. */
export function piecesOf(value: unknown): Piece[] {
  const mark = randomUUID();
  const files: InlineFile[] = [];
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (!(item instanceof InlineFile)) return item;
    files.push(item);
    return item.form === 'bare' ? mark : `data:${item.mimeType};base64,${mark}`;
  });
  const [first = '', ...rest] = text.split(mark);
  return [first, ...rest.flatMap((part, index): Piece[] => [files[index] as InlineFile, part])];
}
