import type { LookupAddress } from 'node:dns';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import type { MediaStream } from '../flow/types.ts';
import { createEviction } from './eviction.ts';
import { newFileStem } from './file-name.ts';
import { createFormats } from './formats.ts';
import { createHousekeeping, type HousekeepingDeps } from './housekeeping.ts';
import { createInputs } from './inputs.ts';
import { createReceiver, type ReceiveOptions, type StoredFile } from './receive.ts';
import { createRemoteImages } from './remote-image.ts';
import { createShelf } from './shelf.ts';
import { createFileStore } from './store.ts';
import { createStoredBytes } from './stored-bytes.ts';
import { writeProblem } from './write-problem.ts';

/** Live limits, read anew each time. */
export interface MediaLimits {
  /** Most bytes of one finished file. */
  maxFileBytes: number;
  /** Most bytes of all kept files; 0 for no limit. */
  maxTotalBytes: number;
  /** Age after which a file goes; 0 keeps files for ever. */
  maxAgeMs: number;
  /** Most bytes of one picture of a caller's. */
  maxImageBytes: number;
  /** Bound of fetching one picture from an address. */
  imageFetchTimeoutMs: number;
}

export interface MediaDeps {
  /** The data directory; files lie in `files/` below it. */
  dataDir: string;
  database: Database;
  limits(): MediaLimits;
  now(): number;
  /** Random beginning of a file's name, `[a-z0-9]{8,64}`. */
  newStem?: () => string;
  /** Names of files that jobs which have not ended still need. */
  protectedInputs(): Promise<ReadonlySet<string>>;
  log: HousekeepingDeps['log'];
  /** Which addresses callers' pictures may come from; by default public ones. */
  allowAddress?: ((address: string) => boolean) | undefined;
  /** How names in callers' addresses are resolved; by default as the machine does it. */
  resolveAll?: ((host: string) => Promise<readonly LookupAddress[]>) | undefined;
}

export type Media = ReturnType<typeof createMedia>;

/** Kept files: results on their way from the upstream to whoever fetches them, and the pictures that callers send along. */
export function createMedia({
  dataDir,
  database,
  limits,
  now,
  newStem = newFileStem,
  protectedInputs,
  log,
  ...remote
}: MediaDeps) {
  const shelf = createShelf(join(dataDir, 'files'));
  const storedBytes = createStoredBytes(database);
  const store = createFileStore({ database, shelf });
  const receiver = createReceiver({ shelf, limits, now, newStem });
  const eviction = createEviction({ database, shelf, storedBytes, limits, now, protectedInputs });
  const housekeeping = createHousekeeping({ eviction, log });
  const inputs = createInputs({ database, shelf, store, limits, now, newStem, grown });
  const formats = createFormats({ database, shelf, store, now, newStem, grown });
  const remoteImages = createRemoteImages({ limits, ...remote });

  function grown(bytes: number): void {
    storedBytes.add(bytes);
    const { maxTotalBytes } = limits();
    if (maxTotalBytes > 0 && storedBytes.total() > maxTotalBytes) void housekeeping.sweep();
  }

  function counted(file: StoredFile): StoredFile {
    grown(file.bytes);
    return file;
  }

  /** Takes a received file away again when it could not be recorded. */
  async function discard(file: StoredFile): Promise<void> {
    await shelf.remove(file.name);
    storedBytes.add(-file.bytes);
  }

  return {
    /**
     * Streams finished media to disk and checks it. The file has no row yet: record it with `recordFile` in the transaction
     * that tells of it, or `discard` it. A file that is never recorded is removed at a later start.
     * @throws ServiceError `media_unavailable` (broken off, too large, a page in its place: asking again may help),
     * `upstream_malformed` (something else than asked for), `internal_error` (our disk); the signal's reason when aborted
     */
    keepStream: async (stream: MediaStream, options: ReceiveOptions) =>
      counted(await receiver.fromStream(stream, options)),
    /** The same for bytes that came inside an answer. @throws like `keepStream` */
    keepBase64: async (base64: string, options: ReceiveOptions) => counted(await receiver.fromBase64(base64, options)),
    recordFile: store.recordFile,
    discard,

    /** Checks and stores a picture that came with a request. @throws ServiceError `image_invalid` */
    keepInput: inputs.keep,
    /** The same for one that is still coming, straight to the disk. @throws ServiceError `image_invalid`; the source's own errors */
    keepInputStream: inputs.keepStream,
    /** The same, but stored only once it is kept. @throws like `keepInputStream` */
    receiveInput: inputs.receive,
    /** Checks a picture that came with a request, which is stored only once it is kept. @throws ServiceError `image_invalid` */
    takeInput: inputs.take,
    /** The same for one from a public address. @throws ServiceError `image_unreachable`, `image_invalid` */
    fetchInput: async (url: string, signal: AbortSignal) => inputs.take(await remoteImages.fetch(url, signal)),
    /** A kept picture as the input of another job; null when it is gone or is no picture. */
    fromFile: inputs.fromFile,

    /** A kept picture in another format; null when it is no longer kept. */
    inFormat: formats.inFormat,
    /** A kept picture for a list of many; null when it is no longer kept, or is no picture. @throws ServiceError `media_unavailable` */
    small: formats.small,

    /** Takes a kept file away for good, with what was made of it. */
    async forget(name: string): Promise<void> {
      for (const file of await store.removeWithOthers(name)) {
        await shelf.remove(file.name);
        storedBytes.add(-file.bytes);
      }
    },

    find: store.find,
    /** A kept file's facts; null when it is gone. */
    describe: store.find,
    read: store.read,
    inputBytes: store.inputBytes,
    /** Bytes of all kept files, for metrics. */
    totalBytes: storedBytes.total,

    /** Evicts now what is over the limits; resolves when done. */
    sweep: housekeeping.sweep,

    /** Takes away what was stored longer ago than `olderThanMs` (0 for all) and no unfinished job needs. */
    purge: (olderThanMs: number) => eviction.purge(now() - olderThanMs + 1),

    /** Writes a small file where results are kept and takes it away again. Null when that works, else what is wrong. */
    writeProblem: () => writeProblem(shelf, newStem()),

    /** Counts what is there, then tidies in the background: strays once, the limits every few minutes. */
    async start(): Promise<void> {
      await storedBytes.load();
      housekeeping.start();
    },

    /** Ends fetches and waits for a running sweep. */
    async close(): Promise<void> {
      await remoteImages.close();
      await housekeeping.close();
    },
  };
}
