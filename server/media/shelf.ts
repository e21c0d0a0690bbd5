import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ServiceError } from '../../schema/errors.ts';
import { isFileName, isPartName } from './file-name.ts';

/** Bytes on disk that have no name yet: the type, and so the ending, is known only from the whole file. */
export interface Part {
  /** What its name will begin with. */
  stem: string;
  path: string;
  bytes: number;
}

export interface WriteOptions {
  /** More than this is refused while it arrives. */
  maxBytes: number;
  /** Whether the bytes are forced to the disk before the write counts as done. */
  durable: boolean;
  signal?: AbortSignal | undefined;
}

/** A file found while walking, whatever the database says about it. */
export interface Found {
  name: string;
  path: string;
}

/** The source gave more bytes than allowed. The caller of `write` says it in its own words. */
export class TooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.name = 'TooLargeError';
  }
}

export type Shelf = ReturnType<typeof createShelf>;

/** Where bytes lie: `<dir>/<first two characters>/<name>`, so that no folder grows without end. Knows no database. */
export function createShelf(dir: string) {
  const root = resolve(dir);
  const folderOf = (name: string) => join(root, name.slice(0, 2));

  function pathOf(name: string): string {
    if (!isFileName(name))
      throw new ServiceError('internal_error', 'A file was asked for by a name that no file can have.');
    return join(folderOf(name), name);
  }

  return {
    /** Absolute path of a file by its name. @throws ServiceError `internal_error` for a name that is not one of ours. */
    pathOf,

    /**
     * Writes a stream to disk as it arrives; no more than a chunk of it is in memory. Whatever goes wrong, nothing stays behind.
     * @throws TooLargeError, ServiceError `internal_error` when the disk refuses; the source's own errors pass through
     */
    async write(
      stem: string,
      source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
      options: WriteOptions,
    ): Promise<Part> {
      const folder = folderOf(stem);
      const path = join(folder, `${stem}.part`);
      const handle = await onDisk(() => openNew(folder, path));
      try {
        const bytes = await copy(source, handle, options);
        await onDisk(() => handle.close());
        return { stem, path, bytes };
      } catch (cause) {
        await handle.close();
        await rm(path, { force: true });
        throw cause;
      }
    },

    /** Gives a part its name. From here on it is a file. */
    async adopt(part: Part, name: string): Promise<void> {
      await onDisk(() => rename(part.path, pathOf(name)));
    },

    async discard(part: Part): Promise<void> {
      await rm(part.path, { force: true });
    },

    /** Removes a file; whoever is reading it can read on to the end. */
    async remove(name: string): Promise<void> {
      await rm(pathOf(name), { force: true });
    },

    /** Size of a file, or null when it is not there. */
    async bytesOf(name: string): Promise<number | null> {
      return (await statOf(pathOf(name)))?.size ?? null;
    },

    /** Everything in the folders that this store could have written, one folder at a time. */
    async *walk(): AsyncGenerator<readonly Found[]> {
      for (const folder of await namesIn(root)) {
        const names = await namesIn(join(root, folder));
        yield names
          .filter((name) => isFileName(name) || isPartName(name))
          .map((name) => ({ name, path: join(root, folder, name) }));
      }
    },
  };
}

/** Folders are made when the first file needs them. */
async function openNew(folder: string, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return open(path, 'wx', 0o600);
  }
}

async function copy(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  handle: FileHandle,
  { maxBytes, durable, signal }: WriteOptions,
): Promise<number> {
  let bytes = 0;
  for await (const chunk of source) {
    signal?.throwIfAborted();
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new TooLargeError(maxBytes);
    await onDisk(() => writeWhole(handle, chunk));
  }
  signal?.throwIfAborted();
  if (durable) await onDisk(() => handle.datasync());
  return bytes;
}

/** A write may take less than it was given; that is no error. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await handle.write(chunk, offset)).bytesWritten;
  }
}

/** A full or broken disk is our fault, never the upstream's. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ServiceError('internal_error', 'A media file could not be written to disk.', { cause });
  }
}

export async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
