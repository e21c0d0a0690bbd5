// The real thing for tests: a media service over a real database and a real folder.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Database, openDatabase } from '../../database/database.ts';
import type { MediaStream } from '../../flow/types.ts';
import { createMedia, type Media, type MediaDeps, type MediaLimits } from '../index.ts';
import type { StoredFile } from '../receive.ts';

export const MINUTE_MS = 60_000;

export interface TestMedia extends AsyncDisposable {
  media: Media;
  database: Database;
  dataDir: string;
  /** The clock and the limits, to be turned by the test. */
  clock: { now: number };
  limits: MediaLimits;
  needed: Set<string>;
  /** Keeps a file and records it, as a job does when it completes. */
  keep(stream: MediaStream, kind: 'image' | 'video'): Promise<StoredFile>;
  warnings: string[];
  /** Another service over the same folder and database, as after a restart. */
  restart(): Media;
  /** Everything in the folder, also what has no row. */
  filesOnDisk(): Promise<string[]>;
}

export async function startMedia(overrides: Partial<MediaDeps> = {}): Promise<TestMedia> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-media-'));
  const database = await openDatabase(join(dataDir, 'flow2api.db'));
  const clock = { now: Date.now() };
  const needed = new Set<string>();
  const warnings: string[] = [];
  const limits: MediaLimits = {
    maxFileBytes: 50_000_000,
    maxTotalBytes: 0,
    maxAgeMs: 0,
    maxImageBytes: 20_000_000,
    imageFetchTimeoutMs: 5_000,
  };
  const running: Media[] = [];
  function restart(): Media {
    const media = createMedia({
      dataDir,
      database,
      limits: () => limits,
      now: () => clock.now,
      protectedInputs: async () => needed,
      log: { info: () => {}, warn: (_facts, message) => warnings.push(message) },
      ...overrides,
    });
    running.push(media);
    return media;
  }
  const media = restart();
  await media.start();
  return {
    media,
    database,
    dataDir,
    clock,
    limits,
    needed,
    warnings,
    restart,
    async keep(stream, kind) {
      const file = await media.keepStream(stream, { kind });
      await database.commit((tx) => media.recordFile(tx, file));
      return file;
    },
    async filesOnDisk() {
      const entries = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    async [Symbol.asyncDispose]() {
      for (const each of running) await each.close();
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Bytes as they come from a socket: in pieces. */
export function streamOf(bytes: Uint8Array, contentLength: number | null = bytes.length): MediaStream {
  return { body: Readable.from(pieces(bytes), { objectMode: false }), contentType: null, contentLength };
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}
