import { z } from 'zod';

/** Of every call that makes something. */
export const createHeaderFields = z.object({
  'Idempotency-Key': z
    .string()
    .max(255)
    .optional()
    .meta({
      description:
        'Your name for this call. The same name with the same body is answered with the same jobs, for a day; with another body it is a 409.',
      param: { id: 'idempotencyKey' },
    }),
});

/** Of every call that waits for what it makes. */
const preferFields = createHeaderFields.extend({
  Prefer: z
    .string()
    .optional()
    .meta({ description: '`respond-async` answers 202 with the job.', param: { id: 'prefer' } }),
});

const asyncQuery = z.object({
  async: z
    .enum(['true', '1'])
    .optional()
    .meta({ description: 'The same as `Prefer: respond-async`.', param: { id: 'async' } }),
});

/** The parameters of a call that waits for what it makes, unless it is told not to. */
export const createParameters = { header: preferFields, query: asyncQuery };

/** The id in a path. */
export function pathId(name: string, description: string) {
  return z.object({ [name]: z.string().meta({ description }) });
}

/** A part of a file by `Range`, or nothing when it has not changed. */
export const fileHeaderFields = z.object({
  Range: z
    .string()
    .optional()
    .meta({ description: 'A part of the file, for example `bytes=0-1023`.', param: { id: 'range' } }),
  'If-None-Match': z
    .string()
    .optional()
    .meta({ description: 'Answers 304 without bytes while the `ETag` is this.', param: { id: 'ifNoneMatch' } }),
});
