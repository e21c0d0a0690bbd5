import { z } from 'zod';
import { openAiError } from './openai-error.ts';

const tokens = z.object({ text_tokens: z.int(), image_tokens: z.int() });

const usage = z
  .object({
    total_tokens: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    input_tokens_details: tokens,
    output_tokens_details: tokens,
  })
  .meta({ id: 'ImageUsage', description: 'An estimate, since the upstream counts credits and not tokens.' });

const picture = {
  b64_json: z.string().optional().describe('Bare base64; absent with `response_format: url`.'),
  url: z.string().optional().describe('Address of the file, good without any header.'),
};

const looks = {
  background: z.literal('opaque'),
  output_format: z.enum(['png', 'jpeg', 'webp']),
  quality: z.string().describe('The word of the request.'),
  size: z.string().optional().describe('What the (first) picture really has, for example `1376x768`.'),
};

const warnings = z
  .array(z.string())
  .optional()
  .describe('What is not as it was asked for; only there when something is.');

export const imagesAnswer = z
  .object({ created: z.int(), data: z.array(z.object(picture)), ...looks, usage, warnings })
  .meta({ id: 'ImagesAnswer' });

/** The data of an event of an image route. */
export function imageEvent(events: 'image_generation' | 'image_edit') {
  const name = events === 'image_edit' ? 'ImageEdit' : 'ImageGeneration';
  const completed = z
    .object({ type: z.literal(`${events}.completed`), ...picture, created_at: z.int(), ...looks, usage, warnings })
    .meta({ id: `${name}Completed`, description: 'One picture.' });
  const incomplete = z
    .object({ type: z.literal(`${events}.incomplete`), warnings: z.array(z.string()) })
    .meta({ id: `${name}Incomplete`, description: 'The last event where fewer were made than asked for.' });
  return z.union([completed, incomplete, openAiError]);
}
