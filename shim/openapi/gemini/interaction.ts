import { z } from 'zod';
import { rpcStatus } from './google-error.ts';

const status = z.enum(['in_progress', 'completed', 'failed', 'cancelled']);

const failure = z
  .object({ code: z.string().describe('The status of Google, in small letters.'), message: z.string() })
  .meta({ id: 'InteractionError' });

const tokens = z.array(z.object({ modality: z.string(), tokens: z.int() }));

const usage = z
  .object({
    total_input_tokens: z.int(),
    input_tokens_by_modality: tokens,
    total_cached_tokens: z.int(),
    total_output_tokens: z.int(),
    output_tokens_by_modality: tokens,
    total_tool_use_tokens: z.int(),
    total_thought_tokens: z.int(),
    total_tokens: z.int(),
  })
  .meta({ id: 'InteractionUsage', description: 'An estimate, since the upstream counts credits and not tokens.' });

const media = {
  mime_type: z.string(),
  data: z.string().optional().describe('Bare base64.'),
  uri: z.string().optional().describe('Address of the file, good without any header.'),
};

const part = z
  .union([
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('image'), ...media }),
    z.object({ type: z.literal('video'), ...media }),
  ])
  .meta({ id: 'InteractionResultPart' });

const head = {
  id: z.string(),
  object: z.literal('interaction'),
  model: z.string(),
  status,
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
};

export const interaction = z
  .object({
    ...head,
    steps: z.array(
      z.union([
        z.object({ type: z.literal('user_input'), content: z.array(part) }),
        z.object({ type: z.literal('model_output'), content: z.array(part) }),
        z.object({ type: z.literal('model_output'), error: rpcStatus }),
      ]),
    ),
    usage: usage.optional().describe('Once it is completed.'),
    errors: z.array(failure).optional().describe('Why it failed.'),
    previous_interaction_id: z.string().optional(),
  })
  .meta({ id: 'Interaction' });

const event = { event_id: z.string().describe('To go on after it: `last_event_id`.') };
const place = { index: z.literal(0) };

/** The data of an event of an interaction. */
export const interactionEvent = z.union([
  z
    .object({
      event_type: z.enum(['interaction.created', 'interaction.completed']),
      ...event,
      interaction: z.object({ ...head, usage: usage.optional() }),
    })
    .meta({ id: 'InteractionEvent' }),
  z
    .object({ event_type: z.literal('interaction.status_update'), ...event, interaction_id: z.string(), status })
    .meta({ id: 'InteractionStatusEvent' }),
  z
    .object({
      event_type: z.literal('step.start'),
      ...{ ...event, ...place },
      step: z.object({ type: z.literal('model_output') }),
    })
    .meta({ id: 'InteractionStepStart' }),
  z
    .object({ event_type: z.literal('step.delta'), ...{ ...event, ...place }, delta: part })
    .meta({ id: 'InteractionStepDelta' }),
  z.object({ event_type: z.literal('step.stop'), ...{ ...event, ...place } }).meta({ id: 'InteractionStepStop' }),
  z.object({ event_type: z.literal('error'), ...event, error: failure }).meta({ id: 'InteractionErrorEvent' }),
]);
