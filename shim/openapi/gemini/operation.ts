import { z } from 'zod';
import { fetchRequest } from '../../gemini/video/operations.ts';
import { documented } from '../documented.ts';
import { rpcStatus } from './google-error.ts';

const metadata = z.object({
  createTime: z.iso.datetime(),
  progressPercent: z.int(),
  detail: z.string(),
  warnings: z.array(z.string()).optional().describe('What is not as it was asked for.'),
});

const refusals = {
  raiMediaFilteredCount: z.int().optional(),
  raiMediaFilteredReasons: z.array(z.string()).optional().describe('Why content was refused.'),
};

function operationOf(response: z.ZodType, id: string) {
  return z
    .object({
      name: z.string(),
      metadata,
      done: z.literal(true).optional().describe('Absent while it runs.'),
      response: response.optional(),
      error: rpcStatus.optional().describe('When nothing was made and nothing was refused.'),
    })
    .meta({ id });
}

/** An operation of the developer API, whose results are addresses. */
export const operation = operationOf(
  z.object({
    '@type': z.string(),
    generateVideoResponse: z.object({
      generatedSamples: z
        .array(z.object({ video: z.object({ uri: z.string(), encoding: z.string() }) }))
        .optional()
        .describe('The videos; the addresses need no header.'),
      ...refusals,
    }),
  }),
  'Operation',
);

/** An operation of Vertex AI, whose results come in the answer. */
export const vertexOperation = operationOf(
  z.object({
    '@type': z.string(),
    videos: z
      .array(
        z.object({
          bytesBase64Encoded: z.string().optional(),
          gcsUri: z.string().optional().describe('In the place of a video that is not kept here.'),
          mimeType: z.string(),
        }),
      )
      .optional(),
    ...refusals,
  }),
  'VertexOperation',
);

export const fetchOperationRequest = documented(fetchRequest, {
  operationName: 'The `name` that `:predictLongRunning` answered with.',
}).meta({ id: 'FetchPredictOperationRequest' });
