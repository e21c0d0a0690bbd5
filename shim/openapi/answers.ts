import type { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { acceptedHeaders, createHeaders, everyHeader } from './headers.ts';
import { jobOrJobs } from './job.ts';

/** An answer in JSON. */
export function json(description: string, schema: z.ZodType, headers: z.ZodObject = everyHeader) {
  return { description, headers, content: { 'application/json': { schema } } } satisfies ZodOpenApiResponseObject;
}

/** An answer in JSON, or, where the request asks for it, a stream of events, each with one of `event` as its data. */
export function jsonOrEvents(
  description: string,
  { whole, event, headers = createHeaders }: { whole: z.ZodType; event: z.ZodType; headers?: z.ZodObject },
): ZodOpenApiResponseObject {
  return {
    description,
    headers,
    content: { 'application/json': { schema: whole }, 'text/event-stream': { schema: event } },
  };
}

/** The answers of a route that makes something: the result, or, where that is asked for, the job. */
export function created(result: ZodOpenApiResponseObject): ZodOpenApiResponsesObject {
  const accepted = json(
    '`Prefer: respond-async` or `?async=true`: the job, to be looked at.',
    jobOrJobs,
    acceptedHeaders,
  );
  return { 200: result, 202: accepted };
}
