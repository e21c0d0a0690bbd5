import { ServiceError } from '../../../schema/errors.ts';
import type { InputImage } from '../../../schema/generation.ts';
import { CallerLeft } from '../../caller-gone.ts';
import type { ShimDeps, UploadPiece, UploadStanding } from '../../deps.ts';
import { named } from '../../named-field.ts';
import { publicUrlOf } from '../../public-url.ts';
import { goneFile } from '../../send-file.ts';
import { shortened } from '../../shortened.ts';
import type { Route, RouteContext } from '../../state.ts';
import { presentFile } from './present-file.ts';

type UploadDeps = Pick<ShimDeps, 'uploads' | 'files' | 'settings'>;

/**
 * `POST /upload/…/files/{upload}`: takes bytes (`upload`), all of them (`upload, finalize`), tells how many have come (`query`)
 * or gives up (`cancel`). The address, which nobody can guess, is the permission.
 */
export function createContinueUpload(deps: UploadDeps): Route {
  return async (ctx) => {
    const id = ctx.params.upload ?? '';
    const command = ctx.get('x-goog-upload-command').toLowerCase().replace(/\s/g, '');
    switch (command) {
      case 'query':
        return answer(ctx, deps, deps.uploads.standing(id));
      case 'cancel':
        deps.uploads.cancel(id);
        ctx.set('x-goog-upload-status', 'cancelled');
        ctx.body = {};
        return;
      case 'upload':
      case 'finalize':
      case 'upload,finalize':
        return answer(ctx, deps, await add(ctx, deps, id, command !== 'upload'));
      default:
        throw unknownCommand(command);
    }
  };
}

async function add(ctx: RouteContext, { uploads }: UploadDeps, id: string, isLast: boolean): Promise<UploadStanding> {
  // Left open when it is not read to its end: the answer goes out on the same line.
  const bytes = ctx.req.iterator({ destroyOnReturn: false }) as UploadPiece['bytes'];
  try {
    return await uploads.add(id, { offset: offsetOf(ctx), bytes, isLast });
  } catch (cause) {
    if (!(cause instanceof ServiceError) && !ctx.req.complete) throw new CallerLeft();
    throw named(cause, 'file');
  }
}

function offsetOf(ctx: RouteContext): number {
  const text = ctx.get('x-goog-upload-offset').trim();
  if (/^\d{0,15}$/.test(text)) return Number(text);
  const message = `'X-Goog-Upload-Offset' must be a number of bytes, not ${shortened(text)}.`;
  throw new ServiceError('invalid_value', message, { param: 'x-goog-upload-offset' });
}

async function answer(ctx: RouteContext, deps: UploadDeps, { received, image }: UploadStanding): Promise<void> {
  ctx.set('x-goog-upload-size-received', String(received));
  ctx.set('x-goog-upload-status', image === null ? 'active' : 'final');
  ctx.body = image === null ? {} : { file: await fileOf(ctx, deps, image) };
}

async function fileOf(ctx: RouteContext, { files, settings }: UploadDeps, { file: name }: InputImage) {
  const file = await files.find(name);
  if (file === null) throw goneFile();
  return { ...presentFile(name, file, publicUrlOf(ctx.req, settings())), source: 'UPLOADED' as const };
}

function unknownCommand(command: string): ServiceError {
  const message = `The command '${shortened(command)}' is not known here. X-Goog-Upload-Command can be 'upload', 'upload, finalize', 'query' or 'cancel'.`;
  return new ServiceError('invalid_request', message, { param: 'x-goog-upload-command' });
}
