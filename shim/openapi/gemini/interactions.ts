import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { getQuery } from '../../gemini/interactions/interactions.ts';
import { interactionRequest } from '../../gemini/interactions/request.ts';
import { format } from '../../gemini/interactions/response-format.ts';
import { created, json, jsonOrEvents } from '../answers.ts';
import { documented, within } from '../documented.ts';
import { jobHeaders } from '../headers.ts';
import { createParameters } from '../parameters.ts';
import { googleFailures } from './google-error.ts';
import { interaction, interactionEvent } from './interaction.ts';
import { at, PROJECT_PLACES } from './paths.ts';

const tags = ['Gemini interactions'];

const part = z
  .union([
    z.looseObject({ type: z.literal('text'), text: z.string() }),
    z.looseObject({
      type: z.literal('image'),
      data: z.string().min(1).nullish().describe('Bare base64.'),
      uri: z.string().min(1).nullish().describe('An http(s) address; one of a file of ours is read from the disk.'),
    }),
  ])
  .meta({ id: 'InteractionPart' });
const step = z
  .looseObject({
    type: z.string().optional().describe('`user_input`, `model_output`, …'),
    role: z.string().optional().describe('In the place of the type, as older programs send it.'),
    content: z.union([z.string(), z.array(z.union([z.string(), part, z.looseObject({})]))]).nullish(),
  })
  .meta({ id: 'InteractionStep' });
const input = z
  .union([z.string(), part, step, z.array(z.union([z.string(), part, step])).min(1)])
  .describe('What the user says last is the prompt, with its pictures.');

const wanted = documented(format, {
  type: '`image` or `video`, as the model makes it.',
  aspect_ratio: 'One of the shapes of the model.',
  image_size: '`1K`, `2K` or `4K`, for a picture.',
  resolution: '`720p`, `1080p` or `4k`, for a video.',
  duration: 'Length of a video, for example `8s`.',
  mime_type: 'Type of a picture, which is converted.',
  delivery: 'Whether the bytes or an address are wanted.',
}).meta({ id: 'InteractionFormat' });

const { generation_config } = interactionRequest.shape;
const { image_config, video_config } = within(generation_config).shape;
const config = documented(within(generation_config), {
  seed: 'The same seed makes something alike.',
  image_config: documented(within(image_config), {
    aspect_ratio: 'The older place of what stands in the format.',
    image_size: 'Likewise.',
  }).nullish(),
  video_config: documented(within(video_config), {
    task: '`text_to_video`, `image_to_video` or `reference_to_video`; others are a 400.',
  }).nullish(),
}).meta({ id: 'InteractionConfig' });

const none = z.null().optional();

const request = documented(interactionRequest, {
  model: z.string().describe('A name of the catalogue, with or without `models/`.'),
  agent: none.describe('There are no agents here.'),
  input,
  response_format: z
    .union([wanted, z.array(wanted)])
    .nullish()
    .describe('What the result is to be like.'),
  response_modalities: 'The older way of saying what the answer may hold.',
  generation_config: config.nullish(),
  previous_interaction_id: 'The interaction whose picture is gone on from.',
  continuation_token: none.describe('Means nothing here: none is ever given out.'),
  background: 'Whether the answer comes at once; the result is to be fetched.',
  stream: 'Whether the answer comes as events.',
}).meta({ id: 'InteractionRequest' });

const query = documented(getQuery, {
  stream: 'Whether its events are wanted.',
  include_input: 'Whether the pictures of the request are to be shown.',
  last_event_id: 'The id of the last event that is not wanted.',
});

type Named = ZodOpenApiOperationObject & { operationId: string };

const create: Named = {
  ...{ tags, operationId: 'createInteraction', summary: 'Make a picture or a video' },
  description:
    'A failure that may have been paid for is an interaction whose `status` is `failed`, since SDKs repeat others.',
  requestParams: createParameters,
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: request, example: { model: 'gemini-omni-1.1-flash', input: 'waves at dusk' } },
    },
  },
  responses: {
    ...created(
      jsonOrEvents('The interaction; with `stream` its events, and `[DONE]`.', {
        whole: interaction,
        event: interactionEvent,
      }),
    ),
    ...googleFailures,
  },
};

const field = z.object({ interaction: z.string().describe('Id of the interaction.') });
const shown = json('The interaction.', interaction, jobHeaders);

const get: Named = {
  ...{
    tags,
    operationId: 'getInteraction',
    summary: 'How an interaction stands',
    requestParams: { path: field, query },
  },
  responses: {
    200: jsonOrEvents('The interaction; with `stream` its events.', {
      ...{ whole: interaction, event: interactionEvent, headers: jobHeaders },
    }),
    ...googleFailures,
  },
};
const remove: Named = {
  ...{ tags, operationId: 'deleteInteraction', summary: 'Remove an interaction, with its result' },
  ...{ description: 'One that is being made is a 400.', requestParams: { path: field } },
  responses: { 200: json('It is gone.', z.object({}), jobHeaders), ...googleFailures },
};
const cancel: Named = {
  ...{ tags, operationId: 'cancelInteraction', summary: 'Take back an interaction that waits' },
  requestParams: { path: field },
  responses: { 200: shown, ...googleFailures },
};

export const interactionPaths: ZodOpenApiPathsObject = Object.fromEntries(
  PROJECT_PLACES.flatMap((place) => [
    [`${place.root}/interactions`, { post: at(place, create) }],
    [`${place.root}/interactions/{interaction}`, { get: at(place, get), delete: at(place, remove) }],
    [`${place.root}/interactions/{interaction}/cancel`, { post: at(place, cancel) }],
  ]),
);
