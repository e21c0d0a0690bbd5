import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { everyHeader, fileHeaders } from './headers.ts';
import { openAiFailures } from './openai-error.ts';
import { fileHeaderFields, pathId } from './parameters.ts';

const smallQuery = z.object({
  small: z
    .string()
    .optional()
    .meta({ description: 'When it is there, a picture comes as WebP of at most 480 pixels in width.' }),
});
const content = { 'image/*': { schema: z.file() }, 'video/*': { schema: z.file() } };

/** The answers of a route that sends a kept file, with the headers of the route beside those of the file. */
export function contentAnswers({ shape }: z.ZodObject = everyHeader) {
  const headers = fileHeaders.extend(shape);
  return {
    200: { description: 'The file.', headers, content },
    206: { description: 'The part that `Range` asked for.', headers, content },
    304: { description: 'It is what `If-None-Match` says.', headers },
  } satisfies ZodOpenApiResponsesObject;
}

function operation(operationId: string, summary: string): ZodOpenApiOperationObject {
  return {
    ...{ tags: ['Files'], operationId, summary, security: [] },
    description: 'No key is asked for: the name, which nobody can guess, is the permission. There is no listing.',
    requestParams: { path: pathId('name', 'Name of the file.'), query: smallQuery, header: fileHeaderFields },
    responses: { ...contentAnswers(), ...openAiFailures },
  };
}

export const filePaths: ZodOpenApiPathsObject = {
  '/files/{name}': {
    get: operation('getFile', 'A kept file'),
    head: operation('lookAtFile', 'Whether a kept file is there'),
  },
};
