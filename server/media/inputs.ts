import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ServiceError } from '../../schema/errors.ts';
import type { ArrivedImage, InputImage } from '../../schema/generation.ts';
import type { Database } from '../database/database.ts';
import { type CheckedPicture, checkPicture, digestOf, isTakenUpstream } from './caller-picture.ts';
import { EXTENSION } from './file-name.ts';
import { hashed } from './hashed.ts';
import { type Part, type Shelf, TooLargeError } from './shelf.ts';
import type { FileStore, FoundFile } from './store.ts';

/** A row younger than this is not touched again: eviction leaves it alone for longer than that anyway. */
const FRESH_MS = 60_000;
/** Written at a time. */
const STEP_BYTES = 1024 * 1024;

/** A picture that was looked at. */
interface Seen {
  mimeType: string;
  width: number;
  height: number;
  /** For one that is stored as it came; null where that is to be looked at when it is stored. */
  checked: CheckedPicture | null;
}

export interface InputsDeps {
  database: Database;
  shelf: Shelf;
  store: FileStore;
  limits(): { maxImageBytes: number };
  now(): number;
  newStem(): string;
  /** Told of every file that was added. */
  grown(bytes: number): void;
}

/** Pictures that callers send along. The same picture is stored once, however often and in however many requests it comes. */
export function createInputs({ database, shelf, store, limits, now, newStem, grown }: InputsDeps) {
  /** By digest, so that the same picture in requests of the same moment is checked once and stored once. */
  const looking = new Map<string, Promise<Seen>>();
  const arriving = new Map<string, Promise<InputImage>>();

  /**
   * Checks a picture that came with a request; it is stored only when it is kept.
   * @throws ServiceError `image_invalid`, in words for the caller
   */
  async function take(bytes: Uint8Array): Promise<ArrivedImage> {
    const { maxImageBytes } = limits();
    if (bytes.length > maxImageBytes) throw tooLarge(`${inMegabytes(bytes.length)} MB`, maxImageBytes);
    return arrived(await digestOf(bytes), bytes);
  }

  /**
   * Takes one that is still coming: it goes to the disk as it comes, and no more than a chunk of it is in memory. It is checked,
   * but stored only when it is kept.
   * @throws ServiceError `image_invalid`; the source's own errors pass through
   */
  async function receive(source: AsyncIterable<Uint8Array>): Promise<ArrivedImage> {
    const { part, sha256 } = await writeStream(source);
    try {
      return await arrived(sha256, part);
    } catch (cause) {
      await shelf.discard(part);
      throw cause;
    }
  }

  async function arrived(sha256: string, came: Uint8Array | Part): Promise<ArrivedImage> {
    const seen = await once(looking, sha256, () => look(sha256, came));
    const { mimeType, width, height } = seen;
    return {
      ...{ sha256, mimeType, width, height },
      keep: () => storedOnce(sha256, () => storeAs(sha256, came, seen)),
      // What was kept has another name by then.
      discard: async () => (came instanceof Uint8Array ? undefined : shelf.discard(came)),
    };
  }

  /** What is to be known of a picture before it is stored. */
  async function look(sha256: string, came: Uint8Array | Part): Promise<Seen> {
    const stored = await findSame(sha256);
    if (stored !== null) return { ...stored, checked: null };
    const picture = await checkPicture(came instanceof Uint8Array ? came : came.path);
    // What was converted is made once more when it is stored, and does not lie in memory until then.
    return { ...picture, checked: picture.converted === null ? picture : null };
  }

  async function writeStream(source: AsyncIterable<Uint8Array>): Promise<{ part: Part; sha256: string }> {
    const { maxImageBytes: maxBytes } = limits();
    const hash = createHash('sha256');
    try {
      const part = await shelf.write(newStem(), hashed(source, hash), { maxBytes, durable: false });
      return { part, sha256: hash.digest('hex') };
    } catch (cause) {
      throw cause instanceof TooLargeError ? tooLarge(`more than ${inMegabytes(maxBytes)} MB`, maxBytes) : cause;
    }
  }

  /** The picture that is stored already, or is being stored by somebody else, or what `storeNew` stores. */
  function storedOnce(sha256: string, storeNew: () => Promise<InputImage>): Promise<InputImage> {
    return once(arriving, sha256, async () => (await findSame(sha256)) ?? storeNew());
  }

  async function findSame(sha256: string): Promise<InputImage | null> {
    const rows = await database.read
      .selectFrom('File')
      .select('name')
      .where('purpose', '=', 'input')
      .where('sha256', '=', sha256)
      .execute();
    for (const { name } of rows) {
      const file = await store.find(name);
      const image = file === null ? null : await usedAnew(file);
      if (image !== null) return image;
    }
    return null;
  }

  async function storeAs(sha256: string, came: Uint8Array | Part, { checked }: Seen): Promise<InputImage> {
    const picture = checked ?? (await checkPicture(came instanceof Uint8Array ? came : came.path));
    const bytes = picture.converted ?? (came instanceof Uint8Array ? came : null);
    const part = bytes === null ? (came as Part) : await writeBytes(bytes);
    const name = `${part.stem}.${EXTENSION[picture.mimeType]}`;
    await shelf.adopt(part, name);
    const { mimeType, width, height } = picture;
    const row = {
      name,
      purpose: 'input' as const,
      mimeType,
      bytes: part.bytes,
      width,
      height,
      sha256,
      createdAt: now(),
    };
    await database.commit((tx) => tx.insertInto('File').values(row).execute());
    grown(part.bytes);
    return { file: name, mimeType, width, height, sha256 };
  }

  function writeBytes(bytes: Uint8Array): Promise<Part> {
    return shelf.write(newStem(), inSteps(bytes), { maxBytes: Number.POSITIVE_INFINITY, durable: false });
  }

  /** Makes a file young again, so that it is not evicted before the job that is about to use it is stored. Null when it just was. */
  async function usedAnew({ name, mimeType, width, height, sha256, createdAt }: FoundFile): Promise<InputImage | null> {
    if (width === null || height === null || sha256 === null || !isTakenUpstream(mimeType)) return null;
    const image = { file: name, mimeType, width, height, sha256 };
    if (now() - createdAt < FRESH_MS) return image;
    const touched = await database.commit((tx) =>
      tx.updateTable('File').set({ createdAt: now() }).where('name', '=', name).returning('name').executeTakeFirst(),
    );
    return touched === undefined ? null : image;
  }

  async function keep(bytes: Uint8Array): Promise<InputImage> {
    return (await take(bytes)).keep();
  }

  return {
    take,
    receive,
    /** Checks and stores one in any case. @throws like `take` */
    keep,

    /** The same for one that is still coming. @throws like `receive` */
    async keepStream(source: AsyncIterable<Uint8Array>): Promise<InputImage> {
      const image = await receive(source);
      try {
        return await image.keep();
      } finally {
        await image.discard();
      }
    },

    /** A kept picture as the input of another job; null when it is gone or is no picture. @throws ServiceError `image_invalid` */
    async fromFile(name: string): Promise<InputImage | null> {
      const file = await store.find(name);
      if (file === null || !file.mimeType.startsWith('image/')) return null;
      if (isTakenUpstream(file.mimeType)) return usedAnew(file);
      return keep(await readFile(file.path));
    },
  };
}

/** What `work` brings, or what the same is bringing already. */
async function once<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known !== undefined) return known;
  const own = work();
  running.set(key, own);
  try {
    return await own;
  } finally {
    running.delete(key);
  }
}

function tooLarge(has: string, maxBytes: number): ServiceError {
  return new ServiceError(
    'image_invalid',
    `The image has ${has}; the most that is taken is ${inMegabytes(maxBytes)} MB.`,
  );
}

const inMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

function* inSteps(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += STEP_BYTES) yield bytes.subarray(at, at + STEP_BYTES);
}
