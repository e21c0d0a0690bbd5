import type { JobView } from '../../schema/generation.ts';
import type { ShimSettings } from '../deps.ts';
import { contentOf, type Delivery, imagesOf } from './chat-content.ts';
import { unixSeconds } from './job.ts';
import { usageOf } from './usage.ts';

export interface ChatAnswer {
  job: JobView;
  deliveries: readonly Delivery[];
  chatImages: ShimSettings['chatImages'];
  /** Lines that the caller should know beside the result; apps show them as thinking. */
  notices: readonly string[];
}

/** The identity that an answer and all chunks of a stream share. */
export function chatIdentity(job: JobView) {
  return { id: `chatcmpl-${job.id}`, created: unixSeconds(job.createdAt), model: job.model };
}

/** A whole answer. May hold `InlineFile`s, so it is to be written with `piecesOf`. */
export function presentChatCompletion({ job, deliveries, chatImages, notices }: ChatAnswer) {
  const { id, created, model } = chatIdentity(job);
  const images = imagesOf(deliveries, chatImages);
  const message = {
    role: 'assistant' as const,
    content: contentOf(deliveries, chatImages),
    refusal: null,
    ...(notices.length > 0 && { reasoning_content: notices.join('\n') }),
    ...(images.length > 0 && { images }),
  };
  return {
    id,
    object: 'chat.completion' as const,
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' as const }],
    usage: usageOf(job),
    /** Address of the first file, for programs that want no Markdown. */
    url: deliveries[0]?.url ?? null,
  };
}
