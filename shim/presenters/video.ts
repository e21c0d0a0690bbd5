import { outputPixels, type Ratio } from '../../schema/catalogue.ts';
import { type Asset, isEnded, type JobView } from '../../schema/generation.ts';
import { videoIdOf } from '../videos/video-id.ts';
import { addressOf } from './delivery.ts';
import { OPENAI_ERROR } from './error.ts';
import { STATUS, unixSeconds } from './job.ts';

export interface PresentVideo {
  publicUrl: string;
  /** Unix milliseconds, by which the address of a link that is passed on may have died. */
  now: number;
}

/**
 * A video as OpenAI's wire shows it. `position`, `detail` and `notice` are ours: place in the queue, what is being done or
 * waited for, what the caller should know of the result.
 * @see docs/api.md, "Videos"
 */
export function presentVideo(job: JobView, { publicUrl, now }: PresentVideo) {
  const asset = videoOf(job);
  const url = asset === null || isOver(asset, now) ? null : addressOf(asset, publicUrl);
  const status = STATUS[job.state];
  const { remixedFrom } = job.facts;
  return {
    id: videoIdOf(job.id),
    object: 'video' as const,
    model: job.model,
    // Pollers wait for ever on a word that OpenAI's videos do not have.
    status: status === 'cancelled' ? 'failed' : status,
    progress: Math.floor(job.percent),
    created_at: unixSeconds(job.createdAt),
    completed_at: secondsOrNull(job.completedAt),
    expires_at: secondsOrNull(asset?.expiresAt ?? null),
    error: errorOf(job),
    prompt: job.prompt,
    remixed_from_video_id: typeof remixedFrom === 'string' ? videoIdOf(remixedFrom) : null,
    seconds: String(job.seconds ?? ''),
    size: sizeOf(job, asset),
    // Clients prefer it to `/content`, so that it is there only when it leads to the file.
    ...(url !== null && { url }),
    position: job.position,
    detail: job.detail,
    notice: job.notice,
  };
}

/** A page of videos; `last_id` is what an SDK asks to go on after. */
export function presentVideoList(jobs: readonly JobView[], hasMore: boolean, options: PresentVideo) {
  const data = jobs.map((job) => presentVideo(job, options));
  return {
    object: 'list' as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

/** The file of a finished video. */
export function videoOf({ assets }: JobView): Asset | null {
  return assets.find(({ kind }) => kind === 'video') ?? null;
}

/** Whether the address of a file has died. */
export function isOver({ expiresAt }: Asset, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function errorOf({ state, error }: JobView): { code: string; message: string } | null {
  if (!isEnded(state) || state === 'completed') return null;
  if (error === null) return { code: 'internal_error', message: 'The video failed without saying why.' };
  return { code: OPENAI_ERROR[error.code].code, message: error.message };
}

/** Pixels of the file; before there is one, of what will be made. */
function sizeOf({ ratio, resolution }: JobView, asset: Asset | null): string {
  const expected = () => outputPixels({ kind: 'video', ratio: ratio as Ratio, resolution: resolution ?? '720p' });
  const { width, height } = isMeasured(asset) ? asset : expected();
  return `${width}x${height}`;
}

function isMeasured(asset: Asset | null): asset is Asset & { width: number; height: number } {
  return asset !== null && asset.width !== null && asset.height !== null;
}

function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : unixSeconds(ms);
}
