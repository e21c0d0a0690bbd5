import type { JobView } from '../../schema/generation.ts';
import { type ChatAnswer, chatIdentity } from './chat-completion.ts';
import { contentOf, imagesOf } from './chat-content.ts';
import { usageOf } from './usage.ts';

/** The chunks of one stream, all under the same id. With `includeUsage` each carries `usage`, null but for the last. */
export function createChunkPresenter(job: JobView, { includeUsage }: { includeUsage: boolean }) {
  const { id, created, model } = chatIdentity(job);
  const common = { id, object: 'chat.completion.chunk' as const, created, model };
  const noUsage = includeUsage ? { usage: null } : {};

  function chunk(delta: object, finishReason: 'stop' | null = null) {
    return {
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...noUsage,
    };
  }

  return {
    /** The first chunk: who speaks, and nothing said yet. */
    role: () => chunk({ role: 'assistant', content: '' }),

    /** One line of progress, which apps show as thinking. */
    progress: (line: string) => chunk({ reasoning_content: `${line}\n` }),

    /**
     * The chunks that deliver and close. The text is in one piece, since a Markdown link cut in two is drawn as text, and
     * the pictures are in a delta of their own, since LobeHub drops whatever stands beside them.
     */
    result(answer: Omit<ChatAnswer, 'notices'>): object[] {
      const content = contentOf(answer.deliveries, answer.chatImages);
      const images = imagesOf(answer.deliveries, answer.chatImages);
      return [
        ...(content === '' ? [] : [chunk({ content })]),
        ...(images.length === 0 ? [] : [chunk({ images })]),
        chunk({}, 'stop'),
        ...(includeUsage ? [{ ...common, choices: [], usage: usageOf(answer.job) }] : []),
      ];
    },
  };
}
