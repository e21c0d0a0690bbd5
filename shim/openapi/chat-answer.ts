import { z } from 'zod';
import { openAiError } from './openai-error.ts';

const usage = z
  .object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() })
  .meta({ id: 'ChatUsage', description: 'An estimate, since the upstream counts credits and not tokens.' });

const images = z
  .array(
    z.object({
      type: z.literal('image_url'),
      image_url: z.object({
        url: z.string().describe('A `data:` URL; an address for a picture that is not kept here.'),
      }),
      index: z.int(),
    }),
  )
  .describe('The pictures themselves, in the form that OpenRouter introduced.');

const content = z.string().describe('`![image](URL)` for each picture or `[video](URL)` for each video.');
const reasoning = z
  .string()
  .describe('What is being done, or what there is to say about the result; apps show it as thinking.');

export const chatCompletion = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({
          role: z.literal('assistant'),
          content,
          refusal: z.null(),
          reasoning_content: reasoning.optional(),
          images: images.optional(),
        }),
        logprobs: z.null(),
        finish_reason: z.literal('stop'),
      }),
    ),
    usage,
    url: z.string().nullable().describe('Address of the first file.'),
  })
  .meta({ id: 'ChatCompletion' });

const delta = z
  .object({
    role: z.literal('assistant'),
    content,
    reasoning_content: reasoning,
    images,
  })
  .partial();

const chunk = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion.chunk'),
    created: z.int(),
    model: z.string(),
    choices: z
      .array(z.object({ index: z.int(), delta, logprobs: z.null(), finish_reason: z.literal('stop').nullable() }))
      .describe('Empty in the chunk that brings the `usage`.'),
    usage: usage.nullable().optional().describe('Only there when it is asked for.'),
  })
  .meta({ id: 'ChatCompletionChunk' });

/** The data of an event of a chat. The stream ends with `[DONE]`. */
export const chatEvent = z.union([chunk, openAiError]);
