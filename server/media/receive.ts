import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { MediaKind } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { MediaStream } from '../flow/types.ts';
import { decodeBase64, NotBase64Error } from './base64.ts';
import { whatIsMissing } from './complete.ts';
import { EXTENSION, type MediaType } from './file-name.ts';
import { hashed } from './hashed.ts';
import { type MediaFacts, type OpenFile, probe } from './probe.ts';
import { createReadAt } from './read-at.ts';
import { type Part, type Shelf, TooLargeError } from './shelf.ts';
import { sniffFile } from './sniff.ts';

export interface ReceiveOptions {
  /** What must come: anything else is refused. */
  kind: MediaKind;
  signal?: AbortSignal | undefined;
  /** What its name begins with, for one that is to be found again by it; random without. */
  stem?: string | undefined;
}

/** A whole, checked file on disk under its final name. The first fields are its row in `files`. */
export interface StoredFile {
  name: string;
  purpose: 'asset';
  mimeType: MediaType;
  bytes: number;
  width: number;
  height: number;
  /** Of a picture; videos are never looked up by what is in them. */
  sha256: string | null;
  createdAt: number;
  /** Length of a video; null for a picture. */
  seconds: number | null;
}

export interface ReceiverDeps {
  shelf: Shelf;
  limits(): { maxFileBytes: number };
  now(): number;
  newStem(): string;
}

/**
 * Takes finished media from the upstream to disk: streamed, bounded, and believed only after a look at the bytes. A file
 * gets its name only when it is whole; whatever fails leaves nothing behind.
 */
export function createReceiver({ shelf, limits, now, newStem }: ReceiverDeps) {
  async function receive(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    promisedBytes: number | null,
    options: ReceiveOptions,
  ) {
    const { kind, signal } = options;
    const hash = kind === 'image' ? createHash('sha256') : null;
    const writing = { maxBytes: limits().maxFileBytes, durable: kind === 'video', signal }; // a video was paid for
    // Written under a name that nobody else has: a process that was killed may have left a part under the wanted one.
    const part = await shelf.write(newStem(), hash === null ? source : hashed(source, hash), writing);
    try {
      if (promisedBytes !== null && promisedBytes !== part.bytes) {
        throw unavailable(`it broke off after ${part.bytes} of ${promisedBytes} bytes`);
      }
      const { mimeType, ...facts } = await inspect(part, kind);
      const name = `${options.stem ?? part.stem}.${EXTENSION[mimeType]}`;
      await shelf.adopt(part, name);
      const sha256 = hash?.digest('hex') ?? null;
      return {
        name,
        purpose: 'asset',
        mimeType,
        bytes: part.bytes,
        sha256,
        createdAt: now(),
        ...facts,
      } satisfies StoredFile;
    } catch (cause) {
      await shelf.discard(part);
      throw cause;
    }
  }

  return {
    /** @throws ServiceError `media_unavailable`, `upstream_malformed`, `internal_error`; the signal's reason when aborted */
    async fromStream({ body, contentLength }: MediaStream, options: ReceiveOptions): Promise<StoredFile> {
      body.on('error', () => {}); // seen by whoever reads; a body that is destroyed unread reports it here as well
      try {
        if ((contentLength ?? 0) > limits().maxFileBytes) throw new TooLargeError(limits().maxFileBytes);
        if (options.signal !== undefined) addAbortSignal(options.signal, body);
        return await receive(body, contentLength, options);
      } catch (cause) {
        options.signal?.throwIfAborted();
        throw inPlainWords(cause);
      } finally {
        body.destroy();
      }
    },

    /** For bytes that came inside an answer. @throws like `fromStream` */
    async fromBase64(base64: string, options: ReceiveOptions): Promise<StoredFile> {
      try {
        return await receive(decodeBase64(base64), null, options);
      } catch (cause) {
        options.signal?.throwIfAborted();
        throw inPlainWords(cause);
      }
    },
  };
}

/** What the bytes on disk are. @throws ServiceError when they are not whole, or not what was asked for */
async function inspect(part: Part, kind: MediaKind): Promise<{ mimeType: MediaType } & MediaFacts> {
  await using handle = await open(part.path);
  const file = { ...part, readAt: createReadAt(handle, part.bytes) };
  const mimeType = await wholeTypeOf(file, kind);
  try {
    return { mimeType, ...(await probe(file, mimeType)) };
  } catch (cause) {
    throw new ServiceError('upstream_malformed', `The upstream sent ${mimeType} that cannot be opened.`, { cause });
  }
}

async function wholeTypeOf({ bytes, readAt }: OpenFile, kind: MediaKind): Promise<MediaType> {
  const sniffed = await sniffFile(readAt);
  if (!sniffed.known && sniffed.isPage) throw unavailable(`${sniffed.words} came in its place`);
  if (!sniffed.known || !sniffed.mimeType.startsWith(`${kind}/`)) {
    const came = sniffed.known ? sniffed.mimeType : sniffed.words;
    throw new ServiceError('upstream_malformed', `The upstream sent ${came} where a finished ${kind} was expected.`);
  }
  const missing = await whatIsMissing(readAt, bytes, sniffed.mimeType);
  if (missing !== null) throw unavailable(`it came without ${missing}`);
  return sniffed.mimeType;
}

function inPlainWords(cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause;
  if (cause instanceof TooLargeError) return unavailable('it is larger than the largest file that is kept', cause);
  if (cause instanceof NotBase64Error)
    return new ServiceError('upstream_malformed', 'The upstream sent media that is not base64.', { cause });
  return unavailable('the connection broke off', cause);
}

function unavailable(why: string, cause?: unknown): ServiceError {
  return new ServiceError('media_unavailable', `The finished media could not be fetched: ${why}.`, { cause });
}
