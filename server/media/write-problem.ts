import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Shelf } from './shelf.ts';

const PROBE_BYTES = 4096;
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'it may only be read',
};

/** Tries the whole way of a file, writing, reading and removing. Null when it works, else why not, as the end of a sentence. */
export async function writeProblem(shelf: Shelf, stem: string): Promise<string | null> {
  const bytes = randomBytes(PROBE_BYTES);
  try {
    const part = await shelf.write(stem, [bytes], { maxBytes: PROBE_BYTES, durable: true });
    const back = await readFile(part.path);
    await shelf.discard(part);
    return back.equals(bytes) ? null : 'what was written does not come back';
  } catch (cause) {
    return inWords(cause);
  }
}

/** The disk's own error is the cause of ours. */
function inWords(cause: unknown): string {
  const { code = '' } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  const words = WORDS[code];
  return words === undefined ? `it fails (${code || 'unknown error'})` : `${words} (${code})`;
}
