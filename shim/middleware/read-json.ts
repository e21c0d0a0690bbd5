import type { IncomingMessage } from 'node:http';
import getRawBody, { type RawBodyError } from 'raw-body';
import { ServiceError } from '../../schema/errors.ts';
import { isForm } from '../form/read-form.ts';
import { faultOffset, lineAndColumn } from '../json-fault.ts';
import { shortened } from '../shortened.ts';
import type { ShimContext } from '../state.ts';
import { utf8FaultOffset } from '../utf8-fault.ts';

export interface ReadJsonOptions {
  limitBytes: number;
  /** What no body at all stands for; without it, an empty body is an error. */
  ifEmpty?: unknown;
  /** Whether the request record is to have the body. */
  capture: boolean;
}

/** ASCII is UTF-8, too. */
const READABLE_CHARSETS: readonly string[] = ['utf-8', 'utf8', 'us-ascii'];

/**
 * The JSON body of a request, whatever its `Content-Type` says, but for another charset than UTF-8.
 * @throws ServiceError `body_too_large`, or `invalid_request` with the place of a fault
 */
export async function readJson(ctx: ShimContext, { limitBytes, ifEmpty, capture }: ReadJsonOptions): Promise<unknown> {
  if (isForm(ctx)) throw noForm();
  const text = await readText(ctx.req, limitBytes);
  if (text.trim() !== '') {
    const body = parseJson(text);
    if (capture) ctx.state.requestBody = body;
    return body;
  }
  if (ifEmpty !== undefined) return ifEmpty;
  throw new ServiceError('invalid_request', 'The body is empty. Send a JSON object.');
}

async function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new ServiceError(
      'invalid_request',
      `The body is compressed (${shortened(encoding)}). Send it as plain JSON.`,
    );
  }
  const charset = charsetOf(request.headers['content-type'] ?? '');
  if (charset !== null && !READABLE_CHARSETS.includes(charset.toLowerCase())) {
    throw new ServiceError('invalid_request', `The body is sent as ${shortened(charset)}. Send it as UTF-8.`);
  }
  return decode(await readBytes(request, limitBytes));
}

function noForm(): ServiceError {
  const message =
    'The body is a form (multipart/form-data); here it is JSON. Send an object with the Content-Type application/json, and pictures as data: URLs in it.';
  return new ServiceError('invalid_request', message);
}

function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? null;
}

async function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit: limitBytes, length: request.headers['content-length'] ?? null });
  } catch (cause) {
    throw bodyError(cause as RawBodyError, limitBytes);
  }
}

/** Replacing what cannot be read would make something else of the prompt, and spend credits on it. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const position = utf8FaultOffset(bytes);
    const message = `The body is not valid UTF-8: see the byte at position ${position}, counted from 0.`;
    throw new ServiceError('invalid_request', message, { cause });
  }
}

function bodyError(cause: RawBodyError, limitBytes: number): ServiceError {
  switch (cause.type) {
    case 'entity.too.large':
      return new ServiceError(
        'body_too_large',
        `The body is larger than ${limitBytes} bytes, the limit of this server.`,
        {
          cause,
        },
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return new ServiceError('invalid_request', 'The body ended before its announced length.', { cause });
    default:
      return ServiceError.from(cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The engine's own message quotes the body and only sometimes tells where; the body may hold secrets.
    const { line, column } = lineAndColumn(text, faultOffset(text));
    throw new ServiceError('invalid_request', `The body is not valid JSON: line ${line}, column ${column}.`, { cause });
  }
}
