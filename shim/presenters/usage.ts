import type { JobView } from '../../schema/generation.ts';

/** Google's published counts for one picture made, for one sent along, and for one second of video. */
const TOKENS_PER_IMAGE = 1290;
const TOKENS_PER_INPUT_IMAGE = 258;
const TOKENS_PER_VIDEO_SECOND = 258;
/** Common rule of thumb for text. */
const CHARACTERS_PER_TOKEN = 4;

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** The same in the words of the image routes. */
export interface ImageUsage {
  total_tokens: number;
  input_tokens: number;
  output_tokens: number;
  input_tokens_details: { text_tokens: number; image_tokens: number };
  output_tokens_details: { text_tokens: number; image_tokens: number };
}

/**
 * An estimate, so that gateways which bill by tokens have something to count. The upstream charges credits and tells no
 * tokens.
 */
export function usageOf(job: JobView): Usage {
  const prompt = textTokens(job.prompt);
  const perAsset = job.kind === 'image' ? TOKENS_PER_IMAGE : TOKENS_PER_VIDEO_SECOND * (job.seconds ?? 0);
  const completion = perAsset * job.assets.length;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** The same kind of estimate for the pictures of one call: what they were made from counts once. */
export function imageUsageOf(jobs: readonly JobView[]): ImageUsage {
  const [first] = jobs;
  const text = textTokens(first?.prompt ?? '');
  const input = TOKENS_PER_INPUT_IMAGE * (first?.inputs.length ?? 0);
  const output = TOKENS_PER_IMAGE * jobs.reduce((count, { assets }) => count + assets.length, 0);
  return {
    total_tokens: text + input + output,
    input_tokens: text + input,
    output_tokens: output,
    input_tokens_details: { text_tokens: text, image_tokens: input },
    output_tokens_details: { text_tokens: 0, image_tokens: output },
  };
}

/** What is counted of a request, whatever is made of it. */
export function inputTokensOf(text: string, pictures: number): ImageUsage['input_tokens_details'] {
  return { text_tokens: textTokens(text), image_tokens: TOKENS_PER_INPUT_IMAGE * pictures };
}

function textTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
