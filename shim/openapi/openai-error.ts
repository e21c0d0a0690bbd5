import { z } from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { OPENAI_ERROR } from '../presenters/error.ts';
import { failureHeaders } from './headers.ts';

/** Failures of plain HTTP, which have no code of ours. @see shim/parser-fault.ts, shim/send-file.ts */
const HTTP_CODES = [
  ...['range_not_satisfiable', 'precondition_failed', 'expectation_failed'],
  ...['headers_too_large', 'request_timeout'],
];
const ROWS = Object.values(OPENAI_ERROR);

/** OpenAI's envelope, also where it stands in a stream or in an answer that was held open. */
export const openAiError = z
  .object({
    error: z.object({
      message: z.string().describe('What is wrong and the way out, for people.'),
      type: z.enum(unique(ROWS.map(({ type }) => type))),
      param: z.string().nullable().describe('The field that is wrong, for example `messages[0].content`.'),
      code: z.enum(unique([...ROWS.map(({ code }) => code), ...HTTP_CODES])).nullable(),
    }),
  })
  .meta({ id: 'OpenAIError' });

const failure: ZodOpenApiResponseObject = {
  id: 'OpenAIFailure',
  description: "A failure in OpenAI's envelope. The codes, and which may be repeated, are in the table above.",
  headers: failureHeaders,
  content: { 'application/json': { schema: openAiError } },
};

/** How every operation of this wire may fail. */
export const openAiFailures = { '4XX': failure, '5XX': failure } as const;

function unique<T extends string>(words: readonly T[]): T[] {
  return [...new Set(words)];
}
