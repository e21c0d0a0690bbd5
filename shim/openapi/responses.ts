import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { wholeNumber, yesOrNo } from '../fields.ts';
import { pictureTool, responsesRequest } from '../responses/request.ts';
import { created, json, jsonOrEvents } from './answers.ts';
import { documented } from './documented.ts';
import { jobHeaders } from './headers.ts';
import { PICTURE_SETTINGS } from './images.ts';
import { openAiFailures } from './openai-error.ts';
import { createParameters, pathId } from './parameters.ts';
import { responseAnswer, responseDeleted, responseEvent } from './responses-answer.ts';

const tags = ['Responses'];
const path = pathId('id', 'Id of the response.');

const textPart = z.object({ type: z.enum(['input_text', 'text']), text: z.string() });
const picturePart = z.object({
  type: z.literal('input_image'),
  image_url: z.string().min(1).describe('A `data:` URL, an http(s) address or bare base64.'),
});
const message = z
  .looseObject({
    type: z.literal('message').optional(),
    role: z.string(),
    content: z.union([z.string(), z.array(z.union([textPart, picturePart, z.looseObject({ type: z.string() })]))]),
  })
  .meta({ id: 'ResponseMessage', description: 'The last one of the `user` is the prompt and its pictures.' });
const call = z
  .looseObject({
    type: z.enum(['image_generation_call', 'item_reference']),
    id: z.string().nullish(),
    result: z.string().nullish().describe('Bare base64, where the picture is of another server.'),
  })
  .meta({
    id: 'EarlierCall',
    description: 'An earlier picture: the latest one is built on when the prompt brings none.',
  });

const tool = documented(pictureTool, {
  ...PICTURE_SETTINGS,
  model: 'A name that makes pictures; goes before the one of the request.',
  input_image_mask: z.null().optional().describe('Cannot be used: the upstream changes whole pictures.'),
})
  .extend({ type: z.literal('image_generation') })
  .meta({ id: 'ImageGenerationTool' });

const request = documented(responsesRequest, {
  model:
    'A name that makes pictures; may stand in the tool instead. Beside the tool, any other name means the default.',
  input: z.union([z.string(), z.array(z.union([message, call, z.looseObject({})]))]),
  tools: z
    .array(z.union([tool, z.looseObject({ type: z.string() })]))
    .nullish()
    .describe('The tool need not be named; others are ignored.'),
  tool_choice: z.unknown().optional().describe('Ignored, but `none` is a 400: the models make nothing but pictures.'),
  previous_response_id: 'The response whose picture is built on.',
  metadata: 'Up to 16 texts, given back as they are.',
  background: 'Whether the answer comes at once; the result is to be fetched.',
  stream: 'Whether the answer comes as events.',
}).meta({ id: 'ResponsesRequest' });

const example = {
  model: 'gpt-image-2',
  input: 'an otter with a kite',
  tools: [{ type: 'image_generation', size: '1024x1024' }],
};

const asItStands = json('The response as it stands.', responseAnswer, jobHeaders);

export const responsePaths: ZodOpenApiPathsObject = {
  '/v1/responses': {
    post: {
      ...{ tags, operationId: 'createResponse', summary: 'Make a picture' },
      description: 'One picture for each call; there are no models for texts.',
      requestParams: createParameters,
      requestBody: { required: true, content: { 'application/json': { schema: request, example } } },
      responses: {
        ...created(
          jsonOrEvents('The response; with `stream` its events.', { whole: responseAnswer, event: responseEvent }),
        ),
        ...openAiFailures,
      },
    },
  },
  '/v1/responses/{id}': {
    get: {
      ...{ tags, operationId: 'getResponse', summary: 'How a response stands' },
      requestParams: {
        path,
        query: z.object({
          stream: yesOrNo.describe('Whether its events are wanted.'),
          starting_after: wholeNumber().describe('The number of the last event that is not.'),
        }),
      },
      responses: {
        200: jsonOrEvents('The response as it stands; with `stream` its events.', {
          ...{ whole: responseAnswer, event: responseEvent, headers: jobHeaders },
        }),
        ...openAiFailures,
      },
    },
    delete: {
      ...{ tags, operationId: 'deleteResponse', summary: 'Remove a response, with its picture' },
      description: 'One that is being made is a 400.',
      requestParams: { path },
      responses: { 200: json('It is gone.', responseDeleted, jobHeaders), ...openAiFailures },
    },
  },
  '/v1/responses/{id}/cancel': {
    post: {
      ...{ tags, operationId: 'cancelResponse', summary: 'Take back a response that waits' },
      requestParams: { path },
      responses: { 200: asItStands, ...openAiFailures },
    },
  },
};
