import type { ServiceError } from '../../schema/errors.ts';
import type { JobView } from '../../schema/generation.ts';
import type { MadePicture } from '../images/made.ts';
import { presentRetry } from '../presenters/error.ts';
import { imageUsageOf } from '../presenters/usage.ts';
import { presentGeminiError } from './error.ts';
import { isRefusal } from './outcomes.ts';
import type { Words } from './speech.ts';
import { tokenCounts } from './token-counts.ts';

/** One of the results that were asked for. */
export interface Candidate {
  content?: { role: 'model'; parts: readonly object[] };
  finishReason?: 'STOP' | 'IMAGE_SAFETY' | 'OTHER';
  finishMessage?: string;
  index: number;
}

/** Pictures, with what there is to say about them before them. May hold `InlineFile`s. */
export function presentMade(index: number, { texts, remark }: Words, pictures: readonly MadePicture[]): Candidate {
  const parts = [...texts.map((text) => ({ text })), ...pictures.map(presentPicture)];
  const finishMessage = remark === '' ? {} : { finishMessage: remark };
  return { content: { role: 'model', parts }, finishReason: 'STOP', ...finishMessage, index };
}

function presentPicture({ b64, url }: MadePicture): object {
  if (b64 === null) return { fileData: { fileUri: url } };
  return { inlineData: { mimeType: b64.mimeType, data: b64 } };
}

/** A result that there is none of. Every SDK takes `IMAGE_SAFETY` for a refusal, so that none asks, and pays, again. */
export function presentUnmade(index: number, error: ServiceError): Candidate {
  const finishReason = isRefusal(error) ? 'IMAGE_SAFETY' : 'OTHER';
  return { finishReason, finishMessage: error.message, index };
}

/** A whole answer, or the chunk that ends a result. */
export function presentContent(jobs: readonly JobView[], candidates: readonly Candidate[]) {
  return { candidates, usageMetadata: presentUsage(jobs), ...identityOf(jobs) };
}

/** The same where all content was refused. Several apps look at the feedback alone. */
export function presentBlocked(jobs: readonly JobView[], candidates: readonly Candidate[]) {
  return { ...presentContent(jobs, candidates), promptFeedback: { blockReason: 'IMAGE_SAFETY' as const } };
}

/** A chunk before the result: a thought, or an empty text, which changes nothing. */
export function presentText(jobs: readonly JobView[], text: string, { thought = false } = {}) {
  const part = { text, ...(thought && { thought }) };
  return { candidates: [{ content: { role: 'model' as const, parts: [part] }, index: 0 }], ...identityOf(jobs) };
}

/**
 * A failure that is told after status 200 has gone out. The first generation of Google's SDK and some apps pass over `error`:
 * they see a result that ended otherwise, with the reason for a text.
 */
export function presentLateError(error: ServiceError) {
  const content = { role: 'model' as const, parts: [{ text: error.message }] };
  return { ...presentGeminiError(error).body, candidates: [{ content, ...presentUnmade(0, error) }] };
}

/**
 * The same in an answer that was held open. The AI SDK takes one without a picture for worth repeating, and pays again, unless
 * it reads that the content was refused: so that is said of whatever must not be repeated. `error` and the text say what it was.
 */
export function presentHeldError(error: ServiceError) {
  const { candidates, ...late } = presentLateError(error);
  const isFinal = 'x-should-retry' in presentRetry(error).headers;
  return {
    ...late,
    candidates: candidates.map((each) => (isFinal ? { ...each, finishReason: 'IMAGE_SAFETY' } : each)),
  };
}

/** What all chunks of an answer share. */
function identityOf([first]: readonly JobView[]) {
  return { modelVersion: first?.variant, responseId: first?.callId ?? first?.id };
}

/** An estimate, since the upstream counts credits and not tokens. */
function presentUsage(jobs: readonly JobView[]) {
  const { input_tokens, output_tokens, total_tokens, input_tokens_details: input } = imageUsageOf(jobs);
  return {
    promptTokenCount: input_tokens,
    candidatesTokenCount: output_tokens,
    totalTokenCount: total_tokens,
    promptTokensDetails: tokenCounts({ TEXT: input.text_tokens, IMAGE: input.image_tokens }),
    candidatesTokensDetails: tokenCounts({ IMAGE: output_tokens }),
  };
}
