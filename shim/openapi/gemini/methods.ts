import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import { created, json } from '../answers.ts';
import { createHeaders, jobHeaders } from '../headers.ts';
import { createHeaderFields, createParameters } from '../parameters.ts';
import { countTokensRequest, generateRequest } from './content.ts';
import { contentAnswer, tokensAnswer } from './content-answer.ts';
import { googleFailures } from './google-error.ts';
import { fetchOperationRequest, operation, vertexOperation } from './operation.ts';
import { at, BETA, MODEL_PLACES } from './paths.ts';
import { imagenAnswer, imagenRequest, veoAnswer, veoRequest } from './predict.ts';

const tags = ['Gemini'];

type Method = ZodOpenApiOperationObject & { operationId: string };

function body(schema: z.ZodType, example: object): ZodOpenApiRequestBodyObject {
  return { required: true, content: { 'application/json': { schema, example } } };
}

const said = { contents: [{ role: 'user', parts: [{ text: 'a red kite' }] }] };

const chunks: ZodOpenApiResponseObject = {
  description: 'With `alt=sse` events whose data are these, else one list of them.',
  headers: createHeaders,
  content: { 'text/event-stream': { schema: contentAnswer }, 'application/json': { schema: z.array(contentAnswer) } },
};

const alt = z.string().optional().describe('`sse` for events.');

/** The methods of a model, by the name behind the colon. */
const METHODS: Readonly<Record<string, Method>> = {
  generateContent: {
    ...{ tags, operationId: 'generateContent', summary: 'Pictures from a conversation' },
    requestParams: createParameters,
    requestBody: body(generateRequest, { ...said, generationConfig: { imageConfig: { aspectRatio: '16:9' } } }),
    responses: { ...created(json('The pictures.', contentAnswer, createHeaders)), ...googleFailures },
  },
  streamGenerateContent: {
    ...{ tags, operationId: 'streamGenerateContent', summary: 'The same in chunks' },
    requestParams: { ...createParameters, query: createParameters.query.extend({ alt }) },
    requestBody: body(generateRequest, said),
    responses: { ...created(chunks), ...googleFailures },
  },
  predict: {
    ...{ tags, operationId: 'predict', summary: "Pictures from a prompt, Imagen's wire" },
    requestParams: createParameters,
    requestBody: body(imagenRequest, { instances: [{ prompt: 'a red kite' }], parameters: { aspectRatio: '16:9' } }),
    responses: { ...created(json('The pictures.', imagenAnswer, createHeaders)), ...googleFailures },
  },
  predictLongRunning: {
    ...{ tags, operationId: 'predictLongRunning', summary: "Videos from a prompt, Veo's wire" },
    description: 'Answers at once with the name of an operation.',
    requestParams: { header: createHeaderFields },
    requestBody: body(veoRequest, { instances: [{ prompt: 'waves at dusk' }], parameters: { durationSeconds: 8 } }),
    responses: { 200: json('The operation.', veoAnswer, createHeaders), ...googleFailures },
  },
  fetchPredictOperation: {
    ...{ tags, operationId: 'fetchPredictOperation', summary: 'How an operation stands, as Vertex AI is asked' },
    requestBody: body(fetchOperationRequest, { operationName: 'models/veo-3.1-fast/operations/0a1b2c' }),
    responses: { 200: json('The operation, with its videos.', vertexOperation, jobHeaders), ...googleFailures },
  },
  countTokens: {
    ...{ tags, operationId: 'countTokens', summary: 'An estimate' },
    requestBody: body(countTokensRequest, said),
    responses: { 200: json('The estimate.', tokensAnswer), ...googleFailures },
  },
};

const operationField = z.object({ operation: z.string().describe('Id of the operation.') });

function lookAt(schema: z.ZodType): Method {
  return {
    ...{ tags, operationId: 'getOperation', summary: 'How the videos of an operation stand' },
    requestParams: { path: operationField },
    responses: { 200: json('The operation.', schema, jobHeaders), ...googleFailures },
  };
}

const [developer, publisher, project] = MODEL_PLACES;

export const methodPaths: ZodOpenApiPathsObject = Object.fromEntries([
  ...MODEL_PLACES.flatMap((place) =>
    Object.entries(METHODS).map(([name, method]) => [`${place.root}:${name}`, { post: at(place, method) }]),
  ),
  [`${developer.root}/operations/{operation}`, { get: at(developer, lookAt(operation)) }],
  ...[publisher, project].map((place) => [
    `${place.root}/operations/{operation}`,
    { get: at(place, lookAt(vertexOperation)) },
  ]),
  [`${BETA}/operations/{operation}`, { get: { ...lookAt(operation), operationId: 'getOperationByItsId' } }],
]);
