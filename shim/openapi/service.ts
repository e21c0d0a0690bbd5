import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { json } from './answers.ts';
import { everyHeader } from './headers.ts';
import { openAiFailures } from './openai-error.ts';

const tags = ['Service'];
const open = { tags, security: [] };

const guide = z
  .object({ name: z.string(), description: z.string(), usage: z.string(), routes: z.array(z.string()) })
  .meta({ id: 'Guide' });
const readiness = z
  .object({ ready: z.boolean(), reasons: z.array(z.string()).describe('Why not.') })
  .meta({ id: 'Readiness' });

export const servicePaths: ZodOpenApiPathsObject = {
  '/': {
    get: {
      ...{ ...open, operationId: 'getGuide', summary: 'What this is and where to go' },
      responses: { 200: json('The routes.', guide), ...openAiFailures },
    },
  },
  '/openapi.json': {
    get: {
      ...{ ...open, operationId: 'getOpenApi', summary: 'This document' },
      responses: {
        200: json('OpenAPI 3.1.', z.looseObject({ openapi: z.string() }).meta({ id: 'OpenAPI' })),
        304: { description: 'It is what `If-None-Match` says.', headers: everyHeader },
        ...openAiFailures,
      },
    },
  },
  '/health': {
    get: {
      ...{ ...open, operationId: 'getHealth', summary: 'Whether the process answers' },
      responses: {
        200: json('It does.', z.object({ status: z.literal('ok') }).meta({ id: 'Health' })),
        ...openAiFailures,
      },
    },
  },
  '/ready': {
    get: {
      ...{ ...open, operationId: 'getReadiness', summary: 'Whether a request could be served now' },
      responses: {
        200: json('It could.', readiness),
        503: json('It could not, and why.', readiness),
        '4XX': openAiFailures['4XX'],
      },
    },
  },
  '/metrics': {
    get: {
      ...{ ...open, operationId: 'getMetrics', summary: 'Metrics for Prometheus' },
      description: 'By default only for programs on this machine; a 404 for others.',
      responses: {
        200: { description: 'As text.', headers: everyHeader, content: { 'text/plain': { schema: z.string() } } },
        ...openAiFailures,
      },
    },
  },
};
