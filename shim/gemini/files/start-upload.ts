import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import type { ShimDeps } from '../../deps.ts';
import { callerOf } from '../../middleware/authenticate.ts';
import { readJson } from '../../middleware/read-json.ts';
import { parse } from '../../parse.ts';
import { publicUrlOf } from '../../public-url.ts';
import { shortened } from '../../shortened.ts';
import type { Route, ShimContext } from '../../state.ts';
import { camelKeys } from '../camel-keys.ts';

/** What an upload may say about itself; a file's name is given here, and nothing else of it is kept. */
export const uploadRequest = z.object({
  file: z.object({ name: z.string().nullish(), mimeType: z.string().nullish() }).nullish(),
});

const MAX_DESCRIPTION_BYTES = 64 * 1024;
/** What programs say of a file when they do not know. */
const UNKNOWN_TYPES: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream'];

type UploadDeps = Pick<ShimDeps, 'uploads' | 'settings'>;

/** `POST /upload/…/files` with the command `start`: says where the bytes are to be sent. Pictures are taken, nothing else. */
export function createStartUpload({ uploads, settings }: UploadDeps): Route {
  return async (ctx) => {
    checkProtocol(ctx);
    const { imageLimitBytes, captureBodies: capture } = settings();
    const limits = { limitBytes: MAX_DESCRIPTION_BYTES, ifEmpty: {}, capture };
    const { file } = parse(uploadRequest, camelKeys(await readJson(ctx, limits)));
    if (file?.name) throw nameGiven();
    const announced = ctx.get('x-goog-upload-header-content-type') || (file?.mimeType ?? '');
    checkType(announced.trim().toLowerCase());
    const bytes = announcedSize(ctx);
    checkSize(bytes ?? 0, imageLimitBytes);
    const id = uploads.begin(callerOf(ctx).apiKeyId, bytes);
    ctx.set('x-goog-upload-url', `${publicUrlOf(ctx.req, settings())}${ctx.path}/${id}`);
    ctx.set('x-goog-upload-status', 'active');
    ctx.body = {};
  };
}

function checkProtocol(ctx: ShimContext): void {
  const [protocol, command] = [ctx.get('x-goog-upload-protocol'), ctx.get('x-goog-upload-command')];
  if (/^\s*start\s*$/i.test(command) && /^(resumable)?$/i.test(protocol)) return;
  const message =
    "Uploads are begun by the resumable protocol: send the headers 'X-Goog-Upload-Protocol: resumable' and 'X-Goog-Upload-Command: start', then the bytes to the address in X-Goog-Upload-Url.";
  throw new ServiceError('invalid_request', message, { param: 'x-goog-upload-command' });
}

function checkType(type: string): void {
  if (type.startsWith('image/') || UNKNOWN_TYPES.includes(type)) return;
  const message = `Only pictures can be uploaded here, not ${shortened(type)}: the models take nothing else.`;
  throw new ServiceError('invalid_value', message, { param: 'file.mimeType' });
}

function announcedSize(ctx: ShimContext): number | null {
  const text = ctx.get('x-goog-upload-header-content-length').trim();
  if (text === '') return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = `'X-Goog-Upload-Header-Content-Length' must be a number of bytes, not ${shortened(text)}.`;
  throw new ServiceError('invalid_value', message, { param: 'x-goog-upload-header-content-length' });
}

function checkSize(bytes: number, limitBytes: number): void {
  if (!(bytes > limitBytes)) return;
  const message = `The picture is larger than ${limitBytes} bytes, the limit of this server.`;
  throw new ServiceError('image_invalid', message, { param: 'file' });
}

function nameGiven(): ServiceError {
  const message = "'file.name' cannot be chosen here: leave it out, and take the name that the upload answers with.";
  return new ServiceError('invalid_value', message, { param: 'file.name' });
}
