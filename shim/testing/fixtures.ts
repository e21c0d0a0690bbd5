import type { JobView } from '../../schema/generation.ts';
import type { ModelInfo } from '../deps.ts';

export const IMAGE_MODEL: ModelInfo = {
  id: 'gemini-2.5-flash-image-landscape',
  kind: 'image',
  mode: 't2i',
  family: 'nano-banana',
  description: 'Pictures, landscape',
  modes: ['t2i'],
  ratios: ['16:9'],
  seconds: [],
  resolutions: [],
  minImages: 0,
  maxImages: 10,
  tiers: ['PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'],
  credits: { PAYGATE_TIER_ONE: 0, PAYGATE_TIER_TWO: 0 },
  deprecated: false,
  aliasOf: null,
  unavailable: null,
};

export const TEXT_VIDEO_MODEL: ModelInfo = {
  id: 'veo_3_1_t2v_fast_landscape',
  kind: 'video',
  mode: 't2v',
  family: 'veo-3.1',
  description: 'Videos from text, landscape',
  modes: ['t2v'],
  ratios: ['16:9'],
  seconds: [8],
  resolutions: ['720p'],
  minImages: 0,
  maxImages: 0,
  tiers: ['PAYGATE_TIER_TWO'],
  credits: { PAYGATE_TIER_TWO: 10 },
  deprecated: false,
  aliasOf: null,
  unavailable: null,
};

/** A job of which nothing has happened yet. */
export const NEW_JOB: JobView = {
  id: 'job_1',
  state: 'queued',
  kind: 'image',
  mode: 't2i',
  model: IMAGE_MODEL.id,
  variant: IMAGE_MODEL.id,
  prompt: '',
  ratio: '16:9',
  seconds: null,
  upstream: null,
  percent: 0,
  detail: '',
  position: null,
  assets: [],
  error: null,
  notice: null,
  apiKeyId: '',
  route: '',
  callId: 'call_1',
  facts: {},
  inputs: [],
  resolution: null,
  expectedAt: null,
  createdAt: 1_800_000_000_500,
  startedAt: null,
  completedAt: null,
};

/** What a picture job looks like when it is done; its file is to be put into `pictures`. */
export function finishedPicture(file = 'result.png'): Partial<JobView> {
  return {
    state: 'completed',
    percent: 100,
    detail: 'Done',
    startedAt: 1_800_000_001_000,
    completedAt: 1_800_000_005_999,
    assets: [
      {
        kind: 'image',
        file,
        url: null,
        mimeType: 'image/png',
        bytes: 3,
        width: 1376,
        height: 768,
        expiresAt: 1_800_000_900_000,
      },
    ],
  };
}

/** What a video job looks like when it is done. */
export function finishedVideo(file = 'result.mp4'): Partial<JobView> {
  return {
    kind: 'video',
    mode: 't2v',
    seconds: 8,
    state: 'completed',
    percent: 100,
    startedAt: 1_800_000_001_000,
    completedAt: 1_800_000_090_000,
    assets: [
      { kind: 'video', file, url: null, mimeType: 'video/mp4', bytes: 9, width: 1280, height: 720, expiresAt: null },
    ],
  };
}
