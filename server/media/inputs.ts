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
  /** By digest, so that the same picture in requests of the same moment is checked and stored once. */
  const arriving = new Map<string, Promise<InputImage>>();

  /**
   * Checks and stores a picture that came with a request.
   * @throws ServiceError `image_invalid`, in words for the caller
   */
  async function keep(bytes: Uint8Array): Promise<InputImage> {
    const { maxImageBytes } = limits();
    if (bytes.length > maxImageBytes) throw tooLarge(`${inMegabytes(bytes.length)} MB`, maxImageBytes);
    const sha256 = await digestOf(bytes);
    return storedOnce(sha256, () => storeAs(sha256, bytes));
  }

  /**
   * Takes one that is still coming: it goes to the disk as it comes, and no more than a chunk of it is in memory. It is checked,
   * but stored only when it is kept.
   * @throws ServiceError `image_invalid`; the source's own errors pass through
   */
  async function receive(source: AsyncIterable<Uint8Array>): Promise<ArrivedImage> {
    const { part, sha256 } = await writeStream(source);
    try {
      const seen = (await findSame(sha256)) ?? (await checkPicture(part.path));
      // What was converted is made once more when it is kept, and does not lie in memory until then.
      const checked = 'converted' in seen && seen.converted === null ? seen : undefined;
      const { mimeType, width, height } = seen;
      return {
        ...{ sha256, mimeType, width, height },
        keep: () => storedOnce(sha256, () => storeAs(sha256, part, checked)),
        discard: () => shelf.discard(part), // what was kept has another name by then
      };
    } catch (cause) {
      await shelf.discard(part);
      throw cause;
    }
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

  /** The same for one that is kept in any case. @throws like `receive` */
  async function keepStream(source: AsyncIterable<Uint8Array>): Promise<InputImage> {
    const arrived = await receive(source);
    try {
      return await arrived.keep();
    } finally {
      await arrived.discard();
    }
  }

  /** The picture that is stored already, or is being stored by somebody else, or what `storeNew` stores. */
  async function storedOnce(sha256: string, storeNew: () => Promise<InputImage>): Promise<InputImage> {
    const running = arriving.get(sha256);
    if (running !== undefined) return running;
    const arrival = findSame(sha256).then((same) => same ?? storeNew());
    arriving.set(sha256, arrival);
    try {
      return await arrival;
    } finally {
      arriving.delete(sha256);
    }
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

  async function storeAs(sha256: string, came: Uint8Array | Part, checked?: CheckedPicture): Promise<InputImage> {
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

  return {
    keep,
    receive,
    keepStream,

    /** A kept picture as the input of another job; null when it is gone or is no picture. @throws ServiceError `image_invalid` */
    async fromFile(name: string): Promise<InputImage | null> {
      const file = await store.find(name);
      if (file === null || !file.mimeType.startsWith('image/')) return null;
      if (isTakenUpstream(file.mimeType)) return usedAnew(file);
      return keep(await readFile(file.path));
    },
  };
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
