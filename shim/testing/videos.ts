import type { JobView } from '../../schema/generation.ts';
import { TEXT_VIDEO_MODEL } from './fixtures.ts';
import { type RunningShim, startShim } from './start-shim.ts';

/** A model that takes a first and a last frame. */
export const FRAMES_MODEL = { ...TEXT_VIDEO_MODEL, id: 'veo_3_1_i2v_s_fast_fl', mode: 'i2v', maxImages: 2 } as const;

const hexOf = (number: number): string => number.toString(16).padStart(32, '0');
export const jobId = (number: number): string => `gen_${hexOf(number)}`;
export const videoId = (number: number): string => `video_${hexOf(number)}`;

/** A shim whose next job is a video, named as the service names jobs: the one numbered 1. */
export async function startVideoShim(): Promise<RunningShim> {
  const shim = await startShim();
  shim.service.models.push(FRAMES_MODEL);
  shim.service.jobIdOf = (index) => jobId(index + 1);
  addVideo(shim, 1, { apiKeyId: 'nobody' });
  return shim;
}

/** A video of the caller's, which may be anything else by `patch`. */
export function addVideo(shim: RunningShim, number: number, patch: Partial<JobView> = {}): void {
  const video = { kind: 'video', mode: 't2v', seconds: 8, resolution: '720p', prompt: 'waves' } as const;
  const { id: model } = TEXT_VIDEO_MODEL;
  shim.service.change({ ...video, model, apiKeyId: 'key-id-1', ...patch }, jobId(number));
}
