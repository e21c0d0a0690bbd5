import { PassThrough } from 'node:stream';
import { ServiceError } from '../../schema/errors.ts';
import type { InputImage } from '../../schema/generation.ts';

/** How long an upload may stand still before it is given up. */
const IDLE_MS = 10 * 60_000;
/** How long one that is whole is remembered, for a caller whom the answer did not reach. */
const REMEMBERED_MS = 60_000;
/** Unfinished uploads at the same time, of one key and of all. */
const MOST = { ofKey: 16, ofAll: 256 };

export interface PiecewiseDeps {
  keepStream(bytes: AsyncIterable<Uint8Array>): Promise<InputImage>;
  /** Runs `work` after `delayMs`; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  newId(): string;
}

/** A piece of an upload. */
export interface Piece {
  /** How many bytes of the whole stand before it. */
  offset: number;
  bytes: AsyncIterable<Uint8Array>;
  isLast: boolean;
}

/** How far an upload has come. */
export interface Standing {
  received: number;
  /** The picture, once it is whole and checked. */
  image: InputImage | null;
}

interface Upload extends Standing {
  apiKeyId: string;
  /** How many bytes were announced; null when that was left open. */
  announced: number | null;
  /** Whether a piece is coming in at this moment. */
  isBusy: boolean;
  /** Open from the first piece on. */
  line: Line | null;
  callOffEnd: () => void;
}

/** The way of the bytes to the disk. */
interface Line {
  sink: PassThrough;
  kept: Promise<InputImage>;
}

/**
 * Pictures of callers that come in pieces, each in a request of its own. The pieces go to the disk as they come; what is not
 * finished is given up after a while, and with the process.
 */
export function createPiecewise({ keepStream, schedule, newId }: PiecewiseDeps) {
  const uploads = new Map<string, Upload>();

  function find(id: string): Upload {
    const upload = uploads.get(id);
    if (upload !== undefined) return upload;
    const message = 'There is no such upload, or it stood still for too long. Begin it again.';
    throw new ServiceError('not_found', message);
  }

  function drop(id: string): void {
    const upload = uploads.get(id);
    upload?.callOffEnd();
    upload?.line?.sink.destroy(new ServiceError('cancelled', 'The upload was given up.'));
    uploads.delete(id);
  }

  function endAfter(id: string, upload: Upload, delayMs: number): void {
    upload.callOffEnd();
    upload.callOffEnd = schedule(() => (upload.isBusy ? endAfter(id, upload, delayMs) : drop(id)), delayMs);
  }

  function open(upload: Upload): Line {
    if (upload.line !== null) return upload.line;
    const sink = new PassThrough();
    const kept = keepStream(sink);
    kept.catch(() => undefined); // told to whoever sends the next piece
    sink.on('error', () => undefined); // the same
    upload.line = { sink, kept };
    return upload.line;
  }

  async function take(upload: Upload, { offset, bytes, isLast }: Piece): Promise<void> {
    const { sink, kept } = open(upload);
    let known = upload.received - offset; // sent again after a connection that broke
    for await (const chunk of bytes) {
      const fresh = chunk.subarray(Math.min(known, chunk.length));
      known -= chunk.length - fresh.length;
      if (fresh.length === 0) continue;
      upload.received += fresh.length;
      if (upload.received > (upload.announced ?? Number.POSITIVE_INFINITY)) throw otherSize(upload);
      if (!sink.destroyed && !sink.write(fresh)) await writable(sink);
      if (sink.destroyed) await kept; // which says why nothing more is taken
    }
    if (!isLast) return;
    if (upload.received < (upload.announced ?? 0)) throw otherSize(upload);
    sink.end();
    upload.image = await kept;
  }

  return {
    /** Begins an upload, of so many bytes if that is known. @throws ServiceError `rate_limited` while too many are unfinished */
    begin(apiKeyId: string, announced: number | null = null): string {
      const unfinished = [...uploads.values()].filter(({ image }) => image === null);
      const own = unfinished.filter((upload) => upload.apiKeyId === apiKeyId);
      if (own.length >= MOST.ofKey || unfinished.length >= MOST.ofAll) {
        const message = 'Too many uploads are unfinished. Finish or cancel those that were begun.';
        throw new ServiceError('rate_limited', message, { retryAfterMs: REMEMBERED_MS });
      }
      const id = newId();
      const upload: Upload = {
        ...{ apiKeyId, announced, received: 0, image: null, isBusy: false, line: null },
        callOffEnd: () => undefined,
      };
      uploads.set(id, upload);
      endAfter(id, upload, IDLE_MS);
      return id;
    },

    /**
     * Takes a piece; bytes that are here already are passed over. An upload that turns out to be no picture is given up.
     * @throws ServiceError `not_found`; `invalid_value` for a piece that does not fit; `image_invalid`; the source's own errors
     */
    async add(id: string, piece: Piece): Promise<Standing> {
      const upload = find(id);
      if (upload.image !== null) return upload;
      if (upload.isBusy) throw new ServiceError('invalid_request', 'Another piece of this upload is still coming.');
      if (piece.offset > upload.received) throw gap(upload.received);
      upload.isBusy = true;
      try {
        await take(upload, piece);
        endAfter(id, upload, upload.image === null ? IDLE_MS : REMEMBERED_MS);
        return upload;
      } catch (cause) {
        if (cause instanceof ServiceError) drop(id);
        throw cause;
      } finally {
        upload.isBusy = false;
      }
    },

    /** @throws ServiceError `not_found` */
    standing: (id: string): Standing => find(id),

    /** Gives an upload up. @throws ServiceError `not_found` */
    cancel(id: string): void {
      find(id);
      drop(id);
    },

    /** Gives up all that is unfinished. */
    close(): void {
      for (const id of uploads.keys()) drop(id);
    },
  };
}

/** Resolves when more can be written, or nothing ever again. */
function writable(sink: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      sink.off('drain', go);
      sink.off('close', go);
      resolve();
    };
    sink.once('drain', go);
    sink.once('close', go);
  });
}

function otherSize({ received, announced }: Upload): ServiceError {
  const came = received > (announced ?? 0) ? 'more' : `only ${received}`;
  const message = `The upload was announced with ${announced} bytes, and ${came} came. Begin it again.`;
  return new ServiceError('invalid_value', message, { param: 'x-goog-upload-header-content-length' });
}

function gap(received: number): ServiceError {
  const message = `This piece does not go on from what has come: the next one begins at offset ${received}.`;
  return new ServiceError('invalid_value', message, { param: 'x-goog-upload-offset' });
}
