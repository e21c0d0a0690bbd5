import { z } from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { GEMINI_ERROR } from '../../gemini/error.ts';
import { GOOGLE_STATUS } from '../../presenters/http-failure.ts';
import { failureHeaders } from '../headers.ts';

const detail = z
  .looseObject({ '@type': z.string() })
  .describe(
    '`ErrorInfo` with our code in capitals as its reason, `BadRequest` with the field, `RetryInfo` with the waiting time.',
  );

const statuses = [...Object.values(GEMINI_ERROR).map(({ status }) => status), ...Object.values(GOOGLE_STATUS)];

/** Google's envelope, also where it stands in a stream or in an answer that was held open. */
export const googleError = z
  .object({
    error: z.object({
      code: z.int().describe('The status of HTTP.'),
      message: z.string().describe('What is wrong and the way out, for people.'),
      status: z.enum([...new Set(statuses)]),
      details: z.array(detail),
    }),
  })
  .meta({ id: 'GoogleError' });

const failure: ZodOpenApiResponseObject = {
  id: 'GoogleFailure',
  description: "A failure in Google's envelope. The codes, and which may be repeated, are in the table above.",
  headers: failureHeaders,
  content: { 'application/json': { schema: googleError } },
};

/** How every operation of this wire may fail. */
export const googleFailures = { '4XX': failure, '5XX': failure } as const;

/** A failure inside an answer. */
export const rpcStatus = z
  .object({ code: z.int().describe("Google's number of the failure."), message: z.string() })
  .meta({ id: 'RpcStatus' });
