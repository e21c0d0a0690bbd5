import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import { type Asset, isEnded, type JobView } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { word } from '../fields.ts';
import { parse } from '../parse.ts';
import { isOver, videoOf } from '../presenters/video.ts';
import { goneFile, sendFile } from '../send-file.ts';
import type { Route, RouteContext } from '../state.ts';
import { videoInQuestion } from '../videos/known-video.ts';

/** The video may be deleted, so that a copy is asked about each time; the answer to that costs no bytes. */
const CACHE_CONTROL = 'private, no-cache';

export const contentQuery = z.object({ variant: word(['video', 'thumbnail', 'spritesheet']) });

type ContentDeps = Pick<ShimDeps, 'generations' | 'files' | 'now'>;

/**
 * `GET|HEAD /v1/videos/{id}/content`: the file of a video, or a small picture of it. What is not there (yet) is a 404: SDKs
 * leave that alone, while they repeat a 409.
 */
export function createVideoContent(deps: ContentDeps): Route {
  return async (ctx) => {
    const { variant } = parse(contentQuery, ctx.query);
    const job = await videoInQuestion(ctx, deps);
    if (variant === 'spritesheet') throw noSpritesheet();
    const asset = finishedFile(job);
    if (variant === 'thumbnail') return sendStill(ctx, job, deps);
    if (asset.file !== null) return sendKept(ctx, asset.file, deps);
    if (asset.url === null || isOver(asset, deps.now())) throw goneFile();
    ctx.status = 302; // files are not kept here, and the upstream's own address needs no header either
    ctx.set('location', asset.url);
  };
}

async function sendKept(ctx: RouteContext, name: string, { files }: Pick<ContentDeps, 'files'>): Promise<void> {
  const file = await files.find(name);
  if (file === null) throw goneFile();
  await sendFile(ctx, file, { name, cacheControl: CACHE_CONTROL });
}

async function sendStill(ctx: RouteContext, { id, apiKeyId }: JobView, deps: ContentDeps): Promise<void> {
  const still = await deps.generations.still(id, apiKeyId);
  if (still === null) throw noStill();
  await sendKept(ctx, still.file, deps);
}

/** The file of a video that is done. @throws ServiceError `not_found` saying why there is none */
function finishedFile(job: JobView): Asset {
  const asset = videoOf(job);
  if (job.state === 'completed' && asset !== null) return asset;
  const why = isEnded(job.state)
    ? `The video failed, so it has no content: ${job.error?.message ?? 'nobody knows why.'}`
    : `The video is not finished: it is ${job.state}, at ${Math.floor(job.percent)} %. Its content is here once its status is completed.`;
  throw new ServiceError('not_found', why);
}

function noStill(): ServiceError {
  return new ServiceError(
    'not_found',
    'There is no thumbnail of this video: it is no longer kept, or the upstream gives none and no frame of it could be read.',
  );
}

function noSpritesheet(): ServiceError {
  const message = "Spritesheets are not made here. 'variant' can be video or thumbnail.";
  return new ServiceError('not_found', message, { param: 'variant' });
}
