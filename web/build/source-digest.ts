import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Beside the built files: the digest of what they were built from. */
export const STAMP = '.built-from';

const WEB = join(import.meta.dirname, '..');
/** Files that do not come into the console. */
const APART = /^(?:dist|dist-\d+|e2e|testing)\/|\.test\./;

/** A digest of all that the console is made of: its sources, and the versions of its packages. */
export function sourceDigest(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(WEB, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(WEB, join(entry.parentPath, entry.name)))
    .filter((path) => !APART.test(path))
    .sort();
  for (const path of [...sources, '../package-lock.json']) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(WEB, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** What a built console was built from; null when there is none. */
export function builtFrom(folder: string): string | null {
  try {
    return readFileSync(join(folder, STAMP), 'utf8');
  } catch {
    return null;
  }
}
