import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** A file as browsers are given it, also compressed where that pays. */
export interface ConsoleFile {
  type: string;
  /** A digest of the content, in quotes. */
  etag: string;
  plain: Buffer;
  br: Buffer | null;
  gzip: Buffer | null;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** All files of a built console by their paths, like `/assets/x.js`. Null when it is not built. */
export async function loadFiles(folder: string): Promise<ReadonlyMap<string, ConsoleFile> | null> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, ConsoleFile>();
  for (const path of paths) {
    const type = TYPES[extname(path)];
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    if (type === undefined || name.includes('/.')) continue;
    const plain = await readFile(path);
    const compressed = (suffix: string) => (paths.includes(path + suffix) ? readFile(path + suffix) : null);
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    files.set(name, { type, etag, plain, br: await compressed('.br'), gzip: await compressed('.gz') });
  }
  return files.has('/index.html') ? files : null;
}
