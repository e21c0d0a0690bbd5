import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ServiceError } from '../../schema/errors.ts';
import type { InputImage } from '../../schema/generation.ts';
import { CallerLeft } from '../caller-gone.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { named } from '../named-field.ts';
import { shortened } from '../shortened.ts';
import type { ShimContext } from '../state.ts';
import { baseName, createFields } from './fields.ts';

/** What a form held. Bracket names are nested; files are kept already. */
export interface Form {
  fields: Record<string, unknown>;
  files: readonly FormFile[];
}

export interface FormFile {
  /** Without brackets: `image` for `image`, `image[]` and `image[0]`. */
  field: string;
  image: InputImage;
}

export interface FormOptions {
  images: Pick<ShimDeps['images'], 'keepStream'>;
  settings: Pick<ShimSettings, 'bodyLimitBytes' | 'captureBodies'>;
}

/** More than any request here needs. */
const LIMITS = { fields: 100, files: 20, parts: 120, fieldNameSize: 200, headerPairs: 50 };

/** Whether the body is a multipart form. */
export function isForm(ctx: Pick<ShimContext, 'req'>): boolean {
  return /^multipart\/form-data\b/i.test(ctx.req.headers['content-type'] ?? '');
}

/**
 * Reads a form while it arrives: fields into memory, each file straight to the disk, whatever it calls itself. The first thing
 * that is wrong ends it; what has come of other files is dropped, and what still comes is not looked at.
 * @throws ServiceError `invalid_request` for a broken form, `body_too_large`, and what `keepStream` throws, naming the field
 */
export async function readForm(ctx: ShimContext, { images, settings }: FormOptions): Promise<Form> {
  refuseCompressed(ctx.req);
  const { bodyLimitBytes: limitBytes } = settings;
  if (Number(ctx.req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const parser = openParser(ctx.req, limitBytes);
  const fields = createFields();
  const files: Promise<FormFile>[] = [];
  const open = new Set<Readable>();
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: unknown) => {
      ctx.req.unpipe(parser);
      for (const stream of open) stream.destroy(new Error('the form is not read on'));
      reject(cause);
    };
    parser.on('field', (name, value, nameCut, valueCut) => {
      if (nameCut === true)
        return fail(broken(`the name of a field is longer than ${LIMITS.fieldNameSize} characters`));
      if (valueCut === true) return fail(tooLarge(limitBytes));
      // What is not UTF-8 would be something else to the model than what the caller wrote.
      if (value.includes('\uFFFD')) return fail(broken(`the field '${shortened(name)}' is not valid UTF-8`, name));
      fields.set(name, value);
    });
    parser.on('file', (name, stream, filename) => {
      // Whoever reads it meets its failure; without a listener of its own it would end the process once nobody reads.
      stream.on('error', () => undefined);
      if (filename === '') return void stream.resume(); // a file input of a page in which nobody chose one
      open.add(stream);
      const field = baseName(name);
      const file = images.keepStream(stream).then(
        (image) => ({ field, image }),
        (cause: unknown) => {
          throw named(cause, shortened(field));
        },
      );
      files.push(file);
      file.catch(fail).finally(() => open.delete(stream));
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.once(limit, () => fail(broken(`it has more than ${LIMITS.files} files or ${LIMITS.fields} fields`)));
    }
    parser.once('error', (cause) =>
      fail(broken('it is cut off, or its parts are not as multipart/form-data has them', undefined, cause)),
    );
    parser.once('finish', () => resolve());
    countBytes(ctx.req, limitBytes, () => fail(tooLarge(limitBytes)));
    ctx.req.once('error', () => fail(new CallerLeft()));
    ctx.req.once('close', () => ctx.req.complete || fail(new CallerLeft()));
    ctx.req.pipe(parser);
  });
  const form = { fields: fields.all(), files: await Promise.all(files) };
  if (settings.captureBodies) ctx.state.requestBody = form;
  return form;
}

function refuseCompressed({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new ServiceError('invalid_request', `The body is compressed (${shortened(encoding)}). Send it as it is.`);
}

function openParser({ headers }: IncomingMessage, fieldSize: number): BusboyInstance {
  try {
    const contentType = headers['content-type'] ?? '';
    return new Busboy({ headers: { ...headers, 'content-type': contentType }, limits: { ...LIMITS, fieldSize } });
  } catch (cause) {
    throw broken(
      'its Content-Type names no boundary between the parts. Most clients set it by themselves',
      undefined,
      cause,
    );
  }
}

function countBytes(request: IncomingMessage, limit: number, onOver: () => void): void {
  let bytes = 0;
  request.on('data', function count(chunk: Buffer) {
    bytes += chunk.length;
    if (bytes <= limit) return;
    request.off('data', count);
    onOver();
  });
}

function broken(why: string, param?: string, cause?: unknown): ServiceError {
  return new ServiceError('invalid_request', `The form cannot be read: ${why}.`, { param, cause });
}

function tooLarge(limitBytes: number): ServiceError {
  return new ServiceError('body_too_large', `The body is larger than ${limitBytes} bytes, the limit of this server.`);
}
