import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { imageRequest, type pictureSettings } from '../images/request.ts';
import { created, jsonOrEvents } from './answers.ts';
import { documented } from './documented.ts';
import { imageEvent, imagesAnswer } from './images-answer.ts';
import { openAiFailures } from './openai-error.ts';
import { createParameters } from './parameters.ts';
import { file, files, picture, pictures } from './pictures.ts';
import { WISHES } from './wishes.ts';

const tags = ['Images'];
const { seconds: _seconds, duration: _duration, seed: _seed, ...wishes } = WISHES;

/** What is said of the settings of a picture, wherever they stand. */
export const PICTURE_SETTINGS = {
  ...wishes,
  seed: 'The same seed makes something alike; picture *i* of several has the seed plus *i*.',
  output_format: '`png` (the default), `jpeg` or `webp`, really converted.',
  output_compression: 'The quality of JPEG and WebP.',
  background: '`transparent` is a 400: the upstream makes none.',
  partial_images: 'Taken, and none are sent: the upstream shows nothing before the end.',
} as const satisfies Record<keyof typeof pictureSettings.shape, string>;

const none = z
  .null()
  .optional()
  .describe('Cannot be used: the upstream changes whole pictures by the words of the prompt.');

const TOLD = {
  ...PICTURE_SETTINGS,
  model: z.string().optional().describe('A name that makes pictures; without one, gpt-image-1.'),
  prompt: z.string().describe('At most 20,000 characters.'),
  n: 'How many pictures: as many jobs, at the same time.',
  response_format: 'Bare base64 (the default) or an address of ours that needs no header.',
  stream: 'Whether each picture comes as an event when it is there.',
  ...{ mask: none, markup: none },
};

const toGoBy = pictures.nullish().describe('Pictures to go by.');
const images = z.array(picture).nullish().describe('Pictures to go by.');
const request = documented(imageRequest, { ...TOLD, image: toGoBy, images }).meta({ id: 'ImagesRequest' });
const form = documented(imageRequest, {
  ...TOLD,
  image: files.optional().describe('Files to go by, also as `image[]`, `image[0]` or several `image`.'),
  images: z.union([file, z.array(z.union([file, picture]))]).optional(),
}).meta({ id: 'ImagesForm' });

function operation(
  about: Pick<ZodOpenApiOperationObject, 'operationId' | 'summary' | 'description'>,
  events: 'image_generation' | 'image_edit',
  example: object,
): ZodOpenApiOperationObject {
  const content = { 'application/json': { schema: request, example }, 'multipart/form-data': { schema: form } };
  const description = 'The pictures; with `stream` each as an event when it is there.';
  return {
    ...{ tags, ...about, requestParams: createParameters, requestBody: { required: true, content } },
    responses: {
      ...created(jsonOrEvents(description, { whole: imagesAnswer, event: imageEvent(events) })),
      ...openAiFailures,
    },
  };
}

export const imagePaths: ZodOpenApiPathsObject = {
  '/v1/images/generations': {
    post: operation(
      {
        ...{ operationId: 'createImages', summary: 'Make pictures' },
        description:
          'An answer is an error only when nothing was made; what else is not as it was asked for stands in `warnings`.',
      },
      'image_generation',
      { model: 'gpt-image-2', prompt: 'an otter with a kite', size: '1024x1024', response_format: 'url' },
    ),
  },
  '/v1/images/edits': {
    post: operation(
      {
        ...{ operationId: 'editImages', summary: 'Make pictures from pictures' },
        description: 'The same with at least one picture to go by. Without a size, the shape of the first one is kept.',
      },
      'image_edit',
      { model: 'gpt-image-2', prompt: 'the same at night', image: 'data:image/png;base64,iVBORw0KGgo=' },
    ),
  },
  '/v1/images/variations': {
    post: {
      ...{ tags, operationId: 'createImageVariations', summary: 'Retired', deprecated: true },
      description: 'Always a 404: it takes no prompt, without which the upstream makes nothing.',
      responses: openAiFailures,
    },
  },
};
