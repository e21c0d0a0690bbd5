import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { json } from './answers.ts';
import { openAiFailures } from './openai-error.ts';
import { pathId } from './parameters.ts';

const tags = ['Models'];
const mode = z.enum(['t2i', 't2v', 'i2v', 'r2v']);
const tier = z.enum(['free', 'pro', 'ultra']);

const model = z
  .object({
    id: z.string().describe('The name to ask for.'),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.string(),
    description: z.string(),
    kind: z.enum(['image', 'video']).describe('What it makes.'),
    mode: mode.describe('What a request comes down to when nothing else is asked.'),
    modes: z.array(mode).describe('All that it can come down to, by the pictures that it brings.'),
    family: z.string(),
    aspect_ratios: z.array(z.string()),
    seconds: z.array(z.int()).describe('Lengths of a video; empty for pictures.'),
    resolutions: z.array(z.string()),
    min_images: z.int().describe('How many pictures a request must bring.'),
    max_images: z.int().describe('How many it may bring.'),
    tiers: z.array(tier).describe("Plans of the upstream's accounts that may use it."),
    credits: z
      .partialRecord(tier, z.number())
      .nullable()
      .describe('What it costs on those; null when that is not known.'),
    deprecated: z.boolean(),
    alias_of: z.string().nullable().describe('The name that it is another one for.'),
    available: z.boolean().describe('Whether an account could serve it now, even if it has to wait for a slot.'),
    unavailable_reason: z.string().optional().describe('Only there when it is not.'),
    supported_endpoint_types: z.array(z.string()).describe('Read by LobeHub and Cherry Studio.'),
  })
  .meta({ id: 'Model', description: "A model in OpenAI's form. What stands behind `owned_by` is ours." });

const modelList = z.object({ object: z.literal('list'), data: z.array(model) }).meta({ id: 'ModelList' });

export const modelPaths: ZodOpenApiPathsObject = {
  '/v1/models': {
    get: {
      ...{ tags, operationId: 'listModels', summary: 'The catalogue' },
      description:
        "With `x-goog-api-key`, `x-goog-api-client` or `?key=` it is in Google's form, as `/v1beta/models` is.",
      responses: { 200: json('All names, with what each can do.', modelList), ...openAiFailures },
    },
  },
  '/v1/models/{id}': {
    get: {
      ...{ tags, operationId: 'getModel', summary: 'One model' },
      requestParams: { path: pathId('id', 'Name of the model; a slash in it may be written `%2F`.') },
      responses: { 200: json('The model.', model), ...openAiFailures },
    },
  },
};
