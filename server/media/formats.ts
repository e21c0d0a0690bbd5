import { readFile } from 'node:fs/promises';
import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import { EXTENSION, type MediaType } from './file-name.ts';
import { createGate } from './gate.ts';
import { MAX_PIXELS, sharp } from './pictures.ts';
import type { Shelf } from './shelf.ts';
import type { FileStore, FoundFile } from './store.ts';

/** The types that a picture can be asked for in. */
export type PictureFormat = 'png' | 'jpeg' | 'webp';

/** A kept picture. */
export interface Picture {
  /** Its name under `/files/`. */
  file: string;
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
}

/** What becomes of a picture. */
interface Shape {
  format: PictureFormat;
  /** 1–100, for formats that lose something; their encoder's own choice without it. */
  quality?: number | undefined;
  /** Pixels at most; the height follows. */
  width?: number | undefined;
}

export interface FormatsDeps {
  database: Database;
  shelf: Shelf;
  store: FileStore;
  now(): number;
  newStem(): string;
  /** Told of every file that was added. */
  grown(bytes: number): void;
}

const MIME_TYPE = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' } as const satisfies Record<
  PictureFormat,
  MediaType
>;
/** What a small picture is: enough for a tile of a list on a sharp screen. */
const SMALL = { format: 'webp', width: 480, quality: 70 } as const satisfies Shape;
/** What is behind a transparent picture where a format knows no transparency. */
const BACKGROUND = '#ffffff';
const converting = createGate(2);

/**
 * Kept pictures in other formats. One that was converted is a file of its own beside the first, found again by its name, so
 * that it is converted once however often it is asked for.
 */
export function createFormats({ database, shelf, store, now, newStem, grown }: FormatsDeps) {
  const running = new Map<string, Promise<Picture | null>>();

  async function convert(source: FoundFile, name: string, shape: Shape) {
    const { data, info } = await converting(() => encoded(source.path, shape));
    // Written under a name that nobody else has: a process that was killed may have left a part under this one.
    const part = await shelf.write(newStem(), [data], { maxBytes: Number.POSITIVE_INFINITY, durable: false });
    await shelf.adopt(part, name);
    const picture = { mimeType: MIME_TYPE[shape.format], bytes: part.bytes, width: info.width, height: info.height };
    const row = { ...picture, name, purpose: 'asset', sha256: null, seconds: null, createdAt: now() } as const;
    const recorded = await database.commit((tx) => store.recordBeside(tx, source.name, row));
    if (!recorded) {
      await shelf.remove(name); // its picture was deleted in the meantime, and is to leave nothing behind
      return null;
    }
    grown(part.bytes);
    return { file: name, ...picture };
  }

  async function convertInWords(source: FoundFile, name: string, shape: Shape) {
    try {
      return await convert(source, name, shape);
    } catch (cause) {
      const message = `The picture was made, but it could not be turned into ${shape.format} (it is ${source.mimeType}).`;
      throw new ServiceError('media_unavailable', message, { outcome: 'unknown', cause });
    }
  }

  /** Once, however many ask for it at the same time. */
  async function made(source: FoundFile, shape: Shape): Promise<Picture | null> {
    const name = nameOf(source.name, shape);
    const known = await store.find(name);
    if (known !== null) return asPicture(known);
    const work = running.get(name) ?? convertInWords(source, name, shape).finally(() => running.delete(name));
    running.set(name, work);
    return work;
  }

  return {
    /**
     * The same picture in this format; itself when it is that already. Null when it is no longer kept.
     * @param quality 1–100, for formats that lose something; their encoder's own choice without it
     * @throws ServiceError `media_unavailable` for one that cannot be converted
     */
    async inFormat(file: string, format: PictureFormat, quality?: number): Promise<Picture | null> {
      const source = await store.find(file);
      if (source === null || !source.mimeType.startsWith('image/')) return null;
      const asItIs = source.mimeType === MIME_TYPE[format] && (quality === undefined || format === 'png');
      return asItIs ? asPicture(source) : made(source, { format, quality });
    },

    /**
     * The same picture for a list of many, a few kilobytes. Null when it is no longer kept, or is no picture.
     * @throws ServiceError `media_unavailable` for one that cannot be read
     */
    async small(file: string): Promise<FoundFile | null> {
      const source = await store.find(file);
      if (source === null || !source.mimeType.startsWith('image/')) return null;
      const picture = await made(source, SMALL);
      return picture && store.find(picture.file);
    },
  };
}

/** `<stem>.webp`, or with width and quality behind the stem, since other bytes never get the same name. */
function nameOf(file: string, { format, quality, width }: Shape): string {
  const [stem = ''] = file.split('.');
  const marks = `${width === undefined ? '' : `w${width}`}${quality === undefined ? '' : `q${quality}`}`;
  return `${stem}${marks}.${EXTENSION[MIME_TYPE[format]]}`;
}

async function encoded(path: string, { format, quality, width }: Shape) {
  // The whole file first: what is read by path could be evicted in the middle. A flaw in it is no reason to withhold it.
  const bytes = await readFile(path);
  const whole = sharp(bytes, { limitInputPixels: MAX_PIXELS, sequentialRead: true, failOn: 'none' }).autoOrient();
  const picture = width === undefined ? whole : whole.resize({ width, withoutEnlargement: true });
  const lossy = quality === undefined ? {} : { quality };
  if (format === 'jpeg') return picture.flatten({ background: BACKGROUND }).jpeg(lossy).toBuffer(WITH_INFO);
  if (format === 'webp') return picture.webp(lossy).toBuffer(WITH_INFO);
  return picture.png().toBuffer(WITH_INFO);
}

const WITH_INFO = { resolveWithObject: true } as const;

const asPicture = ({ name, mimeType, bytes, width, height }: FoundFile): Picture => ({
  file: name,
  ...{ mimeType, bytes, width, height },
});
