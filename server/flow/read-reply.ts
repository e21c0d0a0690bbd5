import type { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import { type RawAnswer, readApiRefusal, readLabsRefusal } from './error-bodies.ts';
import type { Refusal } from './error-table.ts';
import { refusalError } from './errors.ts';
import type { WireReply } from './exchange.ts';

/**
 * The answer of the bearer host, checked for what we read of it.
 * @throws ServiceError by the error table; `upstream_malformed` (outcome unknown) when a 2xx does not have the wanted form
 */
export function readApi<T>(reply: WireReply, schema: z.ZodType<T>, now: number): T {
  if (!isSuccess(reply)) throw refusalError(readApiRefusal(rawAnswer(reply), now));
  return parsed(reply.json, schema);
}

/**
 * What stands in the `json` of a tRPC answer, its own status checked too: some failures come with HTTP 200.
 * @throws ServiceError by the error table; `upstream_malformed` when a 2xx is no tRPC answer
 */
export function readTrpc(
  reply: WireReply,
  schemas: { reply: z.ZodType; outcome: z.ZodType<TrpcOutcome> },
  now: number,
): unknown {
  if (!isSuccess(reply)) throw refusalError(readLabsRefusal(rawAnswer(reply), now));
  const inner = readLabsRefusal(rawAnswer(reply), now);
  if (inner.status !== null && inner.status >= 400) throw refusalError(inner);
  const json = parsed(reply.json, schemas.reply);
  const outcome = schemas.outcome.safeParse(json).data;
  if (outcome === undefined) return json;
  if (outcome.status != null && outcome.status >= 400) throw refusalError(refusedInside(outcome.status));
  return outcome.result ?? json;
}

interface TrpcOutcome {
  result?: unknown;
  status?: number | null | undefined;
}

/** An answer that should have been a 2xx of the labs host and was not. */
export function labsError(reply: WireReply, now: number): ServiceError {
  return refusalError(readLabsRefusal(rawAnswer(reply), now));
}

export function isSuccess({ status }: WireReply): boolean {
  return status >= 200 && status < 300;
}

/** @throws ServiceError `upstream_malformed`, outcome unknown: a 2xx that we cannot read may well have started something */
export function parsed<T>(json: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const message =
    json === undefined
      ? 'Google answered with something that is not JSON.'
      : 'Google answered in a form that this server does not know.';
  throw new ServiceError('upstream_malformed', message, { outcome: 'unknown', cause: result.error });
}

function rawAnswer({ status, json, headers }: WireReply): RawAnswer {
  const retryAfter = headers['retry-after'];
  return { status, json, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
}

function refusedInside(status: number): Refusal {
  return { status, reason: null, message: '', fields: [], retryAfterMs: null, form: 'labs' };
}
