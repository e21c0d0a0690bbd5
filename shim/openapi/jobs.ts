import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { json } from './answers.ts';
import { jobHeaders } from './headers.ts';
import { job, jobEvent } from './job.ts';
import { openAiFailures } from './openai-error.ts';
import { pathId } from './parameters.ts';

const tags = ['Jobs'];
const path = pathId('id', 'Id of the job: `x-flow2api-job-id` of the answer to the call that made it.');

export const jobPaths: ZodOpenApiPathsObject = {
  '/v1/jobs/{id}': {
    get: {
      ...{ tags, operationId: 'getJob', summary: 'How a job stands, and its files' },
      requestParams: { path },
      responses: { 200: json('The job.', job, jobHeaders), ...openAiFailures },
    },
    delete: {
      ...{ tags, operationId: 'cancelJob', summary: 'Cancel a job that waits' },
      description:
        'One that is cancelled already is answered in the same way. One that was sent upstream goes on, and one that has ended stays: both are a 400.',
      requestParams: { path },
      responses: { 200: json('The job, cancelled.', job, jobHeaders), ...openAiFailures },
    },
  },
  '/v1/jobs/{id}/events': {
    get: {
      ...{ tags, operationId: 'followJob', summary: 'What happens to a job, as it happens' },
      description:
        'First all logged steps that were, then each as it happens, with the progress in between and the job itself at the end. A stream that ends without `event: end` was cut: go on after the last `id`.',
      requestParams: {
        path,
        query: z.object({
          last_event_id: z
            .string()
            .regex(/^\d{1,15}$/)
            .optional()
            .describe('For who cannot send `Last-Event-ID`.'),
        }),
        header: z.object({
          'Last-Event-ID': z
            .string()
            .regex(/^\d{1,15}$/)
            .optional()
            .describe('The last step seen: those after it are sent.'),
        }),
      },
      responses: {
        200: {
          description: 'The events; the schema is that of their data.',
          headers: jobHeaders,
          content: { 'text/event-stream': { schema: jobEvent } },
        },
        ...openAiFailures,
      },
    },
  },
};
