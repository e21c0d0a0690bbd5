import type { JobView } from '../../schema/generation.ts';

/** Google's published count for one picture made, and for one second of video. */
const TOKENS_PER_IMAGE = 1290;
const TOKENS_PER_VIDEO_SECOND = 258;
/** Common rule of thumb for text. */
const CHARACTERS_PER_TOKEN = 4;

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/**
 * An estimate, so that gateways which bill by tokens have something to count. The upstream charges credits and tells no
 * tokens.
 */
export function usageOf(job: JobView): Usage {
  const prompt = Math.ceil(job.prompt.length / CHARACTERS_PER_TOKEN);
  const perAsset = job.kind === 'image' ? TOKENS_PER_IMAGE : TOKENS_PER_VIDEO_SECOND * (job.seconds ?? 0);
  const completion = perAsset * job.assets.length;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
