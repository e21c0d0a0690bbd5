import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { listQuery } from '../routes/videos.ts';
import { contentQuery } from '../routes/videos-content.ts';
import { remixRequest, videoRequest } from '../videos/request.ts';
import { json } from './answers.ts';
import { documented } from './documented.ts';
import { contentAnswers } from './files.ts';
import { createHeaders, elsewhereHeaders, jobHeaders } from './headers.ts';
import { openAiFailures } from './openai-error.ts';
import { createHeaderFields, fileHeaderFields, pathId } from './parameters.ts';
import { files, pictures } from './pictures.ts';
import { video, videoDeleted, videoList } from './videos-answer.ts';
import { WISHES } from './wishes.ts';

const tags = ['Videos'];
const path = pathId('id', 'Id of the video.');

const { size, aspect_ratio, aspectRatio, resolution, seconds, duration, seed } = WISHES;
const TOLD = {
  model: z.string().optional().describe('A name that makes videos; without one, sora-2.'),
  prompt: z.string().describe('At most 20,000 characters.'),
  ...{ size, aspect_ratio, aspectRatio, resolution, seconds, duration, seed },
};
const FRAMES = 'The first frame, or all pictures that there are.';
const LAST = 'Ours: the picture that the video ends with, where `input_reference` is the one that it begins with.';
const OTHER_NAME = 'Another name of `input_reference`.';
const SEEN = 'Ours: what is to be seen in the video, not as its frames. Neither of the others goes beside it.';

const request = documented(videoRequest, {
  ...TOLD,
  input_reference: pictures.nullish().describe(FRAMES),
  ...others(pictures.nullish()),
  image: pictures.nullish().describe(OTHER_NAME),
  images: pictures.nullish().describe(OTHER_NAME),
  image_url: pictures.nullish().describe(OTHER_NAME),
  first_frame: pictures.nullish().describe(OTHER_NAME),
  last_frame: pictures.nullish().describe(LAST),
  reference_images: pictures.nullish().describe(SEEN),
}).meta({ id: 'VideoRequest' });
const form = documented(videoRequest, {
  ...TOLD,
  input_reference: z.union([files, pictures]).optional().describe(FRAMES),
  ...others(z.union([files, pictures]).optional()),
  image: z.union([files, pictures]).optional().describe(OTHER_NAME),
  images: z.union([files, pictures]).optional().describe(OTHER_NAME),
  image_url: z.union([files, pictures]).optional().describe(OTHER_NAME),
  first_frame: z.union([files, pictures]).optional().describe(OTHER_NAME),
  last_frame: z.union([files, pictures]).optional().describe(LAST),
  reference_images: z.union([files, pictures]).optional().describe(SEEN),
}).meta({ id: 'VideoForm' });

/** What other services call the first of them. */
function others(schema: z.ZodType) {
  const same = schema.describe('The same as `input_reference`.');
  return { image: same, images: same, image_url: same, first_frame: same };
}

const remix = documented(remixRequest, { prompt: TOLD.prompt }).meta({ id: 'RemixRequest' });

const started = json('The video, which is asked for again until it is `completed` or `failed`.', video, createHeaders);

function contentOperation(operationId: string, summary: string): ZodOpenApiOperationObject {
  const query = documented(contentQuery, {
    variant: '`thumbnail` is a small picture; there are no spritesheets (404).',
  });
  return {
    ...{ tags, operationId, summary, requestParams: { path, query, header: fileHeaderFields } },
    description: 'One that is not finished, has failed or is no longer kept is a 404 that says so.',
    responses: {
      ...contentAnswers(jobHeaders),
      302: { description: "Where files are not kept: the upstream's link.", headers: elsewhereHeaders },
      ...openAiFailures,
    },
  };
}

function unoffered(
  operationId: string,
  parameters: Partial<ZodOpenApiOperationObject> = {},
): ZodOpenApiOperationObject {
  return {
    ...{ tags, operationId, summary: 'Not offered', deprecated: true, ...parameters },
    description: 'Always a 404 that says what to do instead: no model here can do that.',
    responses: openAiFailures,
  };
}

export const videoPaths: ZodOpenApiPathsObject = {
  '/v1/videos': {
    post: {
      ...{ tags, operationId: 'createVideo', summary: 'Make a video' },
      description: 'Answers at once. A file in any other field than the three of pictures is a 400.',
      requestParams: { header: createHeaderFields },
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: request,
            example: { model: 'sora-2', prompt: 'a boat at night', seconds: '8' },
          },
          'multipart/form-data': { schema: form },
        },
      },
      responses: { 200: started, ...openAiFailures },
    },
    get: {
      ...{ tags, operationId: 'listVideos', summary: 'The videos of the key, whichever route made them' },
      requestParams: {
        query: documented(listQuery, {
          after: 'The `last_id` of the page before.',
          limit: 'By default 20.',
          order: '`desc` (the default): the newest first.',
        }),
      },
      responses: { 200: json('A page of videos.', videoList), ...openAiFailures },
    },
  },
  '/v1/videos/{id}': {
    get: {
      ...{ tags, operationId: 'getVideo', summary: 'How a video stands', requestParams: { path } },
      responses: { 200: json('The video.', video, jobHeaders), ...openAiFailures },
    },
    delete: {
      ...{ tags, operationId: 'deleteVideo', summary: 'Remove a video and its file', requestParams: { path } },
      description: 'One that waits is cancelled first; one that is being made is a 400.',
      responses: { 200: json('It is gone.', videoDeleted, jobHeaders), ...openAiFailures },
    },
  },
  '/v1/videos/{id}/content': {
    get: contentOperation('getVideoContent', 'The file of a video, or a small picture of it'),
    head: contentOperation('lookAtVideoContent', 'Whether the file of a video is there'),
  },
  '/v1/videos/{id}/remix': {
    post: {
      ...{ tags, operationId: 'remixVideo', summary: 'The same once more, with other words' },
      description: 'Model, length, shape, size and pictures are those of the first.',
      requestParams: { path, header: createHeaderFields },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: remix, example: { prompt: 'the same boat by day' } },
          'multipart/form-data': { schema: remix },
        },
      },
      responses: { 200: started, ...openAiFailures },
    },
  },
  '/v1/videos/edits': { post: unoffered('editVideo') },
  '/v1/videos/extensions': { post: unoffered('extendVideo') },
  '/v1/videos/characters': { post: unoffered('createVideoCharacter') },
  '/v1/videos/characters/{id}': { get: unoffered('getVideoCharacter', { requestParams: { path } }) },
};
