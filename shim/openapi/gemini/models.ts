import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { pageQuery } from '../../gemini/models.ts';
import { json } from '../answers.ts';
import { documented } from '../documented.ts';
import { googleFailures } from './google-error.ts';
import { BETA, MODEL_PLACES, VERTEX } from './paths.ts';

const tags = ['Gemini'];
const [developer, publisher] = MODEL_PLACES;

const model = z
  .object({
    name: z.string().describe('`models/{id}`'),
    baseModelId: z.string(),
    version: z.string(),
    displayName: z.string(),
    description: z.string(),
    inputTokenLimit: z.int(),
    outputTokenLimit: z.int(),
    supportedGenerationMethods: z
      .array(z.string())
      .describe('`generateContent` for pictures, `predictLongRunning` for videos.'),
  })
  .meta({ id: 'GeminiModel' });

const publisherModel = z
  .object({ name: z.string(), versionId: z.string(), displayName: z.string(), description: z.string() })
  .meta({ id: 'PublisherModel' });

const nextPageToken = z.string().optional().describe('To be sent as `pageToken`; absent on the last page.');

const query = documented(pageQuery, {
  pageSize: 'Up to 1,000; all come on one page without it.',
  pageToken: 'The `nextPageToken` of the page before.',
});

export const geminiModelPaths: ZodOpenApiPathsObject = {
  [`${BETA}/models`]: {
    get: {
      ...{ tags, operationId: 'listGeminiModels', summary: 'The catalogue', requestParams: { query } },
      responses: {
        200: json(
          'A page of models.',
          z.object({ models: z.array(model), nextPageToken }).meta({ id: 'GeminiModels' }),
        ),
        ...googleFailures,
      },
    },
  },
  [developer.root]: { get: one('getGeminiModel', developer.path, model) },
  [`${VERTEX}/publishers/{publisher}/models`]: {
    get: {
      ...{ tags, operationId: 'listPublisherModels', summary: 'The catalogue, as Vertex AI has it' },
      requestParams: { path: publisher.path.omit({ model: true }), query },
      responses: {
        200: json(
          'A page of models.',
          z.object({ publisherModels: z.array(publisherModel), nextPageToken }).meta({ id: 'PublisherModels' }),
        ),
        ...googleFailures,
      },
    },
  },
  [publisher.root]: { get: one('getPublisherModel', publisher.path, publisherModel) },
};

function one(operationId: string, path: z.ZodObject, schema: z.ZodType): ZodOpenApiOperationObject {
  return {
    ...{ tags, operationId, summary: 'One model', requestParams: { path } },
    responses: { 200: json('The model.', schema), ...googleFailures },
  };
}
