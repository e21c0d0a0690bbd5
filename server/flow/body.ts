import { StoredBytes } from './stored-bytes.ts';

const HOLE = '\u0000base64\u0000';
const HOLE_TEXT = JSON.stringify(HOLE).slice(1, -1);

/** A request's body: in memory when it is small, else read while it is sent. */
export type Body = Buffer | StreamedBody;

export interface StreamedBody {
  /** Length in bytes, known beforehand: the upstream takes no body of unknown length. */
  length: number;
  /** The bytes, once. */
  stream: AsyncIterable<Buffer>;
}

/**
 * A JSON body in which every `StoredBytes` stands as base64 text, read and encoded piece by piece while it is sent, so that a
 * picture is never in memory as a whole, let alone twice.
 */
export function encodeBody(body: object): Body {
  const files: StoredBytes[] = [];
  const text = JSON.stringify(body, (_key, value: unknown) => {
    if (!(value instanceof StoredBytes)) return value;
    files.push(value);
    return HOLE;
  });
  if (files.length === 0) return Buffer.from(text);
  const texts = text.split(HOLE_TEXT).map((part) => Buffer.from(part));
  const plain = texts.reduce((sum, part) => sum + part.length, 0);
  const encoded = files.reduce((sum, { size }) => sum + Math.ceil(size / 3) * 4, 0);
  return { length: plain + encoded, stream: interleaved(texts, files) };
}

async function* interleaved(texts: readonly Buffer[], files: readonly StoredBytes[]): AsyncGenerator<Buffer> {
  for (const [index, text] of texts.entries()) {
    yield text;
    const file = files[index];
    if (file !== undefined) yield* base64Of(file.read());
  }
}

/** Pieces of base64 text that join without padding in between: what is over after the last whole three bytes waits for the next. */
async function* base64Of(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let over = Buffer.alloc(0);
  for await (const piece of bytes) {
    const all =
      over.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : Buffer.concat([over, piece]);
    const whole = all.length - (all.length % 3);
    if (whole > 0) yield Buffer.from(all.toString('base64', 0, whole), 'latin1');
    over = Buffer.from(all.subarray(whole));
  }
  if (over.length > 0) yield Buffer.from(over.toString('base64'), 'latin1');
}
