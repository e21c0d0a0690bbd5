import { z } from 'zod';
import { openAiError } from './openai-error.ts';

const format = z.enum(['png', 'jpeg', 'webp']);

const call = z
  .object({
    id: z.string(),
    type: z.literal('image_generation_call'),
    status: z.enum(['in_progress', 'completed']),
    action: z.enum(['generate', 'edit']),
    background: z.literal('opaque'),
    output_format: format,
    quality: z.string(),
    size: z.string().optional(),
    result: z.string().nullable().describe('Bare base64; null before it is there.'),
    url: z.string().optional().describe('Address of a picture that is not kept here.'),
  })
  .meta({ id: 'ImageGenerationCall' });

const usage = z
  .object({
    input_tokens: z.int(),
    input_tokens_details: z.object({ cached_tokens: z.int(), cache_write_tokens: z.int() }),
    output_tokens: z.int(),
    output_tokens_details: z.object({ reasoning_tokens: z.int() }),
    total_tokens: z.int(),
  })
  .meta({ id: 'ResponseUsage', description: 'An estimate, since the upstream counts credits and not tokens.' });

const failure = z.object({ code: z.string(), message: z.string(), type: z.string(), param: z.null() });

export const responseAnswer = z
  .object({
    id: z.string(),
    object: z.literal('response'),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    status: z.enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled']),
    background: z.boolean(),
    error: failure.nullable().describe('The codes are a closed list of OpenAI.'),
    incomplete_details: z.null(),
    instructions: z.null(),
    max_output_tokens: z.null(),
    metadata: z.record(z.string(), z.string()),
    model: z.string(),
    output: z.array(call).describe('Empty until it is completed.'),
    output_text: z.literal(''),
    parallel_tool_calls: z.literal(false),
    previous_response_id: z.string().nullable(),
    store: z.literal(true),
    temperature: z.null(),
    text: z.object({ format: z.object({ type: z.literal('text') }) }),
    tool_choice: z.literal('auto'),
    tools: z.array(
      z.object({ type: z.literal('image_generation'), output_format: format, quality: z.string().optional() }),
    ),
    top_p: z.null(),
    truncation: z.literal('disabled'),
    usage: usage.nullable(),
    warnings: z.array(z.string()).optional().describe('What is not as it was asked for.'),
  })
  .meta({ id: 'Response' });

export const responseDeleted = z
  .object({ id: z.string(), object: z.literal('response'), deleted: z.literal(true) })
  .meta({ id: 'ResponseDeleted' });

const sequence = { sequence_number: z.int() };

const responseEvents = z
  .object({
    type: z.enum(['response.created', 'response.in_progress', 'response.completed', 'response.failed']),
    ...sequence,
    response: responseAnswer,
  })
  .meta({ id: 'ResponseEvent' });

const itemEvents = z
  .object({
    type: z.enum(['response.output_item.added', 'response.output_item.done']),
    ...sequence,
    output_index: z.int(),
    item: call,
  })
  .meta({ id: 'ResponseItemEvent' });

const callEvents = z
  .object({
    type: z.enum([
      'response.image_generation_call.in_progress',
      'response.image_generation_call.generating',
      'response.image_generation_call.completed',
    ]),
    ...sequence,
    output_index: z.int(),
    item_id: z.string(),
  })
  .meta({ id: 'ResponseCallEvent' });

const errorEvent = openAiError
  .extend({ type: z.literal('error'), ...sequence })
  .meta({ id: 'ResponseErrorEvent', description: 'Goes before `response.failed`.' });

/** The data of an event of a response. */
export const responseEvent = z.union([responseEvents, itemEvents, callEvents, errorEvent]);
