import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ServiceError } from '../../schema/errors.ts';
import { CallerLeft } from '../caller-gone.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { shortened } from '../shortened.ts';
import type { ShimContext } from '../state.ts';
import { baseName, createFields } from './fields.ts';
import { createFormFiles, type FormFile } from './form-files.ts';

/** What a form held. Bracket names are nested; files wait on the disk, and at its end those go that were not kept. */
export interface Form extends AsyncDisposable {
  fields: Record<string, unknown>;
  files: readonly FormFile[];
}

export interface FormOptions {
  images: Pick<ShimDeps['images'], 'receive'>;
  settings: Pick<ShimSettings, 'bodyLimitBytes' | 'captureBodies'>;
  /** Throws what is to be said of a file in this field, unless a picture may be there. The name comes without brackets. */
  checkFile(field: string): void;
}

/** More than any request here needs. */
const LIMITS = { fields: 100, files: 20, parts: 120, headerPairs: 50 };
const LONGEST_NAME = 200;

/** Whether the body is a multipart form. */
export function isForm(ctx: Pick<ShimContext, 'req'>): boolean {
  return /^multipart\/form-data\b/i.test(ctx.req.headers['content-type'] ?? '');
}

/**
 * Reads a form while it arrives: fields into memory, each file straight to the disk, whatever it calls itself. The first thing
 * that is wrong ends it; what has come of other files is dropped, and what still comes is not looked at.
 * @throws ServiceError `invalid_request` for a broken form, `body_too_large`, what `checkFile` throws, and what `receive` throws,
 * naming the field; `CallerLeft`
 */
export async function readForm(ctx: ShimContext, { images, settings, checkFile }: FormOptions): Promise<Form> {
  refuseCompressed(ctx.req);
  const { bodyLimitBytes: limitBytes } = settings;
  if (Number(ctx.req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const parser = openParser(ctx.req, limitBytes);
  const fields = createFields();
  const files = createFormFiles({ images, onFailure: fail });
  const { promise: whole, resolve, reject } = Promise.withResolvers<void>();
  let failed = false;

  function fail(cause: unknown): void {
    failed = true;
    ctx.req.unpipe(parser);
    reject(cause);
  }

  /** Takes a part, unless it only stands in the same chunk as what was wrong. */
  function take(part: () => void): void {
    if (failed) return;
    try {
      part();
    } catch (cause) {
      fail(cause);
    }
  }

  parser.on('field', (name: string | undefined, value, _, valueCut) =>
    take(() => {
      if (valueCut === true) throw tooLarge(limitBytes);
      fields.set(goodName(name), readable(value, name));
    }),
  );
  parser.on('file', (name: string | undefined, stream, filename) => {
    // Whoever reads it meets its failure; without a listener of its own it would end the process once nobody reads.
    stream.on('error', () => undefined);
    if (filename === '') return void stream.resume(); // a file input of a page in which nobody chose one
    take(() => {
      const spelled = goodName(name);
      const field = baseName(spelled);
      checkFile(field);
      files.take(field, spelled !== field, stream);
    });
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.once(limit, () => fail(broken(`it has more than ${LIMITS.files} files or ${LIMITS.fields} fields`)));
  }
  parser.once('error', (cause) =>
    fail(broken('it is cut off, or its parts are not as multipart/form-data has them', undefined, cause)),
  );
  parser.once('finish', resolve);
  watchCaller(ctx.req, limitBytes, fail);
  ctx.req.pipe(parser);
  try {
    await whole;
    const form = { fields: fields.all(), files: await files.all() };
    if (settings.captureBodies) ctx.state.requestBody = form;
    return { ...form, [Symbol.asyncDispose]: files.drop };
  } catch (cause) {
    await files.drop();
    throw cause;
  }
}

/** What there is to say of a file where only these fields hold pictures. */
export function noFileIn(field: string, pictureFields: readonly string[]): ServiceError {
  const instead =
    pictureFields.length === 0
      ? 'This call takes none; leave it out.'
      : `Pictures go into ${pictureFields.join(', ')}.`;
  return new ServiceError('invalid_value', `No file is taken in '${shortened(field)}'. ${instead}`, {
    param: shortened(field),
  });
}

/** @throws ServiceError for a part whose name is missing, or longer than any that means something */
function goodName(name: string | undefined): string {
  if (name === undefined) throw broken('a part of it has no name');
  if (name.length > LONGEST_NAME) throw broken(`the name of a field is longer than ${LONGEST_NAME} characters`);
  return name;
}

/** What is not UTF-8 would be something else to the model than what the caller wrote. */
function readable(value: string, name = ''): string {
  if (value.includes('\uFFFD')) throw broken(`the field '${shortened(name)}' is not valid UTF-8`, shortened(name));
  return value;
}

function refuseCompressed({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new ServiceError('invalid_request', `The body is compressed (${shortened(encoding)}). Send it as it is.`);
}

function openParser({ headers }: IncomingMessage, fieldSize: number): BusboyInstance {
  try {
    const contentType = headers['content-type'] ?? '';
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      limits: { ...LIMITS, fieldSize },
      isPartAFile,
    });
  } catch (cause) {
    throw broken(
      'its Content-Type names no boundary between the parts. Most clients set it by themselves',
      undefined,
      cause,
    );
  }
}

/** Whoever writes a form by hand may leave the name of a picture out: what it says to be then tells. */
function isPartAFile(
  _field: string | undefined,
  contentType: string | undefined,
  fileName: string | undefined,
): boolean {
  return fileName !== undefined || /^(?:application\/octet-stream|image\/)/i.test(contentType ?? '');
}

/** Fails for more than the limit, and for a caller who leaves. */
function watchCaller(request: IncomingMessage, limitBytes: number, fail: (cause: unknown) => void): void {
  let bytes = 0;
  request.on('data', function count(chunk: Buffer) {
    bytes += chunk.length;
    if (bytes <= limitBytes) return;
    request.off('data', count);
    fail(tooLarge(limitBytes));
  });
  request.once('error', () => fail(new CallerLeft()));
  request.once('close', () => request.complete || fail(new CallerLeft()));
}

function broken(why: string, param?: string, cause?: unknown): ServiceError {
  return new ServiceError('invalid_request', `The form cannot be read: ${why}.`, { param, cause });
}

function tooLarge(limitBytes: number): ServiceError {
  return new ServiceError('body_too_large', `The body is larger than ${limitBytes} bytes, the limit of this server.`);
}
