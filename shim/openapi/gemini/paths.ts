import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';

/** The versions that programs of Google's call by; each is good on every path of this wire. */
export const BETA = '/v1beta';
export const VERTEX = '/v1beta1';

const PROJECT = '/projects/{project}/locations/{location}';

const modelField = { model: z.string().describe('Name of the model. It may hold slashes and colons.') };
const publisherFields = { publisher: z.string().describe('Whatever stands there; `google` with Google.') };
const projectFields = {
  project: z.string().describe('Whatever stands there: only the key counts.'),
  location: z.string().describe('Likewise.'),
};

/** Where something of a model stands: with the developer API, and with Vertex AI without and with a project. */
export const MODEL_PLACES = [
  { root: `${BETA}/models/{model}`, path: z.object(modelField), suffix: '' },
  {
    root: `${VERTEX}/publishers/{publisher}/models/{model}`,
    path: z.object({ ...publisherFields, ...modelField }),
    suffix: 'OfPublisher',
  },
  {
    root: `${VERTEX}${PROJECT}/publishers/{publisher}/models/{model}`,
    path: z.object({ ...projectFields, ...publisherFields, ...modelField }),
    suffix: 'InProject',
  },
] as const;

/** Where something without a model stands: at the root, and within a project. */
export const PROJECT_PLACES = [
  { root: BETA, path: z.object({}), suffix: '' },
  { root: `${VERTEX}${PROJECT}`, path: z.object(projectFields), suffix: 'InProject' },
] as const;

/** An operation as it is at one of several places; operations have one name each. */
export function at(
  { path, suffix }: { path: z.ZodObject; suffix: string },
  { operationId, requestParams, ...operation }: ZodOpenApiOperationObject & { operationId: string },
): ZodOpenApiOperationObject {
  const within = requestParams?.path instanceof z.ZodObject ? requestParams.path.shape : {};
  const whole = path.extend(within);
  const asksPath = Object.keys(whole.shape).length > 0;
  return {
    ...operation,
    operationId: `${operationId}${suffix}`,
    requestParams: { ...requestParams, ...(asksPath && { path: whole }) },
  };
}
