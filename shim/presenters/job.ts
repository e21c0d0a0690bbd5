import type { Asset, GenerationState, JobView } from '../../schema/generation.ts';
import { addressOf } from './delivery.ts';
import { OPENAI_ERROR } from './error.ts';

/** OpenAI's words for where background work stands. Pollers know these and no others. */
export const STATUS = {
  queued: 'queued',
  submitting: 'in_progress',
  running: 'in_progress',
  retrieving: 'in_progress',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  submit_unknown: 'failed',
} as const satisfies Record<GenerationState, string>;

/** A job as `GET /v1/jobs/{id}` shows it. Times are whole Unix seconds, as on the rest of this wire. */
export function presentJob(job: JobView, publicUrl: string) {
  return {
    id: job.id,
    object: 'job' as const,
    status: STATUS[job.state],
    state: job.state,
    kind: job.kind,
    model: job.model,
    created_at: unixSeconds(job.createdAt),
    started_at: job.startedAt === null ? null : unixSeconds(job.startedAt),
    completed_at: job.completedAt === null ? null : unixSeconds(job.completedAt),
    estimated_completion_at: job.expectedAt === null ? null : unixSeconds(job.expectedAt),
    progress: Math.floor(job.percent),
    position: job.position,
    detail: job.detail,
    upstream: job.upstream,
    result: job.assets.map((asset) => presentAsset(asset, publicUrl)),
    error: job.error === null ? null : { code: OPENAI_ERROR[job.error.code].code, message: job.error.message },
    notice: job.notice,
    events_url: `${publicUrl}/v1/jobs/${job.id}/events`,
  };
}

function presentAsset(asset: Asset, publicUrl: string) {
  return {
    kind: asset.kind,
    url: addressOf(asset, publicUrl),
    mime_type: asset.mimeType,
    bytes: asset.bytes,
    width: asset.width,
    height: asset.height,
    expires_at: asset.expiresAt === null ? null : unixSeconds(asset.expiresAt),
  };
}

/** Whole Unix seconds of a time in milliseconds. */
export function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
