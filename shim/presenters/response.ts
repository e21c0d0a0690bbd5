import { isEnded, type JobView } from '../../schema/generation.ts';
import type { Made } from '../images/made.ts';
import { factsOf } from '../responses/facts.ts';
import { callIdOf, responseIdOf } from '../responses/identity.ts';
import { OPENAI_ERROR } from './error.ts';
import { STATUS, unixSeconds } from './job.ts';
import { imageUsageOf } from './usage.ts';

/**
 * The item that brings the picture, or announces it while `made` is null. It may hold an `InlineFile`, so it is to be written
 * with `piecesOf`.
 */
export function presentCall(job: JobView, made: Made | null) {
  const { output, quality } = factsOf(job);
  const picture = made?.pictures[0];
  const { width = null, height = null } = picture ?? {};
  return {
    id: callIdOf(job),
    type: 'image_generation_call' as const,
    status: made === null ? ('in_progress' as const) : ('completed' as const),
    action: job.inputs.length > 0 ? ('edit' as const) : ('generate' as const),
    background: 'opaque' as const,
    output_format: output.format,
    quality: quality ?? 'auto',
    ...(width !== null && height !== null && { size: `${width}x${height}` }),
    result: picture?.b64 ?? null,
    ...(picture !== undefined && picture.url !== null && { url: picture.url }),
  };
}

/** A response as a job stands; `made` is what it has made, once it has. */
export function presentResponse(job: JobView, made: Made | null) {
  const { metadata, previousId, background, output, quality, model } = factsOf(job);
  const notices = made?.notices ?? [];
  return {
    id: responseIdOf(job),
    object: 'response' as const,
    created_at: unixSeconds(job.createdAt),
    completed_at: job.completedAt === null ? null : unixSeconds(job.completedAt),
    status: STATUS[job.state],
    background,
    error: presentFailure(job),
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata,
    model: model ?? job.model,
    output: made === null ? [] : [presentCall(job, made)],
    output_text: '',
    parallel_tool_calls: false,
    previous_response_id: previousId,
    store: true,
    temperature: null,
    text: { format: { type: 'text' as const } },
    tool_choice: 'auto' as const,
    tools: [{ type: 'image_generation' as const, output_format: output.format, ...(quality !== null && { quality }) }],
    top_p: null,
    truncation: 'disabled' as const,
    usage: job.state === 'completed' ? presentUsage(job) : null,
    ...(notices.length > 0 && { warnings: notices }),
  };
}

function presentUsage(job: JobView) {
  const { input_tokens, output_tokens, total_tokens } = imageUsageOf([job]);
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens,
  };
}

/** The codes of this object are a closed list of OpenAI's own. */
function presentFailure({ state, error }: JobView) {
  if (!isEnded(state) || state === 'completed' || state === 'cancelled') return null;
  const { code: ours = 'upstream_unknown', message = 'The answer of the upstream was lost.' } = error ?? {};
  const { code, type } = OPENAI_ERROR[ours];
  return { code: RESPONSE_CODES[code] ?? 'server_error', message, type, param: null };
}

const RESPONSE_CODES: Readonly<Record<string, string>> = {
  content_policy_violation: 'image_content_policy_violation',
  rate_limit_exceeded: 'rate_limit_exceeded',
  image_invalid: 'invalid_image',
};
