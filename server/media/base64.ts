import { Transform, type TransformCallback } from 'node:stream';

/** Characters decoded in one step: a multiple of 4, so that each step stands on its own. */
const STEP_CHARS = 4 * 64 * 1024;

/** Text that was said to be base64 and is not. */
export class NotBase64Error extends Error {
  constructor() {
    super('the text is not base64');
    this.name = 'NotBase64Error';
  }
}

/**
 * Decodes many megabytes of base64 piece by piece, so that text and bytes are never both whole in memory. Takes both
 * alphabets and line breaks. @throws NotBase64Error
 */
export function* decodeBase64(text: string): Generator<Buffer> {
  let rest = '';
  for (let at = 0; at < text.length; at += STEP_CHARS) {
    const clean = rest + text.slice(at, at + STEP_CHARS).replace(/\s+/g, '');
    const isLast = at + STEP_CHARS >= text.length;
    const whole = isLast ? clean.length : clean.length - (clean.length % 4);
    rest = clean.slice(whole);
    yield decodeStep(clean.slice(0, whole), isLast);
  }
}

function decodeStep(text: string, isLast: boolean): Buffer {
  const isGood = isLast
    ? /^[\w+/-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1
    : /^[\w+/-]*$/.test(text);
  if (!isGood) throw new NotBase64Error();
  return Buffer.from(text, 'base64'); // takes the URL-safe alphabet too
}

/** Bytes in, base64 text out, in pieces whose texts can be joined: each but the last is made of whole groups of three bytes. */
export function encodeBase64(): Transform {
  let rest: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = bytes.length - (bytes.length % 3);
      rest = Buffer.from(bytes.subarray(whole)); // a copy of at most two bytes, so that the chunk can go
      done(null, bytes.toString('base64', 0, whole));
    },
    flush(done: TransformCallback) {
      done(null, rest.toString('base64'));
    },
  });
}
