import type { ServiceError } from '../../../schema/errors.ts';
import type { GenerationState, InputImage, JobView } from '../../../schema/generation.ts';
import { inputTokensOf, usageOf } from '../../presenters/usage.ts';
import { GEMINI_ERROR } from '../error.ts';
import { downloadUri } from '../files/file-id.ts';
import { presentStatus } from '../rpc-status.ts';
import { factsOf } from './facts.ts';
import { interactionIdOf } from './identity.ts';

/** Google's words for where an interaction stands. Several clients know these and no others. */
const STATUS = {
  queued: 'in_progress',
  submitting: 'in_progress',
  running: 'in_progress',
  retrieving: 'in_progress',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  submit_unknown: 'failed',
} as const satisfies Record<GenerationState, string>;
type Status = (typeof STATUS)[GenerationState];

/** What came of an interaction: its parts, or why there are none; neither while it runs. May hold `InlineFile`s. */
export interface Result {
  parts: readonly object[];
  failure: ServiceError | null;
}

/** Nothing yet. */
export const NO_RESULT: Result = { parts: [], failure: null };

/**
 * An interaction as a job stands.
 * @param inputAt address below which the pictures of the request are shown; null leaves them out
 */
export function presentInteraction(job: JobView, { parts, failure }: Result, inputAt: string | null = null) {
  const { previousId } = factsOf(job);
  const status = statusOf(job, failure);
  return {
    ...presentHead(job, status),
    steps: [presentInput(job, inputAt), ...presentOutput(parts, failure)],
    ...(status === 'completed' && { usage: presentUsage(job) }),
    ...(failure !== null && { errors: [presentError(failure)] }),
    ...(previousId !== null && { previous_interaction_id: previousId }),
  };
}

/** What the events of a stream tell of it. */
export function presentHead(job: JobView, status: Status) {
  return {
    id: interactionIdOf(job),
    object: 'interaction' as const,
    model: job.model,
    status,
    created: isoSeconds(job.createdAt),
    updated: isoSeconds(job.completedAt ?? job.startedAt ?? job.createdAt),
  };
}

/** A result that cannot be delivered is a failure, whatever became of the job. */
export function statusOf({ state }: JobView, failure: ServiceError | null): Status {
  if (failure === null) return STATUS[state];
  return state === 'cancelled' ? 'cancelled' : 'failed';
}

function presentInput(job: JobView, inputAt: string | null) {
  const pictures = inputAt === null ? [] : job.inputs.map((picture) => presentInputPicture(picture, inputAt));
  return { type: 'user_input' as const, content: [...pictures, { type: 'text' as const, text: job.prompt }] };
}

function presentInputPicture({ file, mimeType }: InputImage, publicUrl: string) {
  return { type: 'image' as const, mime_type: mimeType, uri: downloadUri(file, publicUrl) };
}

function presentOutput(parts: readonly object[], failure: ServiceError | null): object[] {
  if (failure !== null) return [{ type: 'model_output', error: presentStatus(failure) }];
  return parts.length === 0 ? [] : [{ type: 'model_output', content: parts }];
}

/** A failure as it stands beside the steps and in a stream. */
export function presentError({ code, message }: ServiceError) {
  return { code: GEMINI_ERROR[code].status.toLowerCase(), message };
}

/** An estimate, since the upstream counts credits and not tokens. */
export function presentUsage(job: JobView) {
  const { text_tokens: text, image_tokens: image } = inputTokensOf(job.prompt, job.inputs.length);
  const { completion_tokens: output } = usageOf(job);
  return {
    total_input_tokens: text + image,
    input_tokens_by_modality: byModality({ text, image }),
    total_cached_tokens: 0,
    total_output_tokens: output,
    output_tokens_by_modality: byModality({ [job.kind]: output }),
    total_tool_use_tokens: 0,
    total_thought_tokens: 0,
    total_tokens: text + image + output,
  };
}

function byModality(counts: Readonly<Record<string, number>>) {
  return Object.entries(counts).flatMap(([modality, tokens]) => (tokens > 0 ? [{ modality, tokens }] : []));
}

/** `YYYY-MM-DDThh:mm:ssZ`. */
function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
