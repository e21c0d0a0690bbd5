import { z } from 'zod';
import type { Refusal } from './error-table.ts';
import { maybe, maybeList, maybeText, readAll, wireNumber } from './lenient.ts';

/** google.rpc.Status as the bearer host writes it. Only what the error table reads. */
const rpcStatus = z.object({ error: z.object({ message: maybeText, details: maybeList }) });
const rpcDetail = z.object({ reason: maybeText, fieldViolations: maybeList });
const fieldViolation = z.object({ field: maybeText });

/** tRPC's error body, inside superjson's `json` or bare. */
const trpcFailure = z.object({ message: maybeText, data: maybe(z.object({ httpStatus: maybe(z.number()) })) });
const trpcError = z.object({ error: z.union([z.object({ json: trpcFailure }), trpcFailure]) });

/** The failure of a generation that was accepted: google.rpc code, and often a bare reason name as the message, or as all there is. */
export const lateError = z.union([
  z.object({ code: maybe(wireNumber), message: maybeText }),
  z.string().transform((message) => ({ code: null, message })),
]);
export type LateError = z.infer<typeof lateError>;

/** HTTP statuses that google.rpc codes stand for. */
const HTTP_OF_RPC: Record<number, number> = {
  3: 400,
  4: 504,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  13: 500,
  14: 503,
  16: 401,
};

export interface RawAnswer {
  status: number;
  /** The parsed body; undefined when it is not JSON or could not be read. */
  json: unknown;
  retryAfter: string | undefined;
}

/** Reads an error answer of the bearer host. @see docs/wire.md, §12.1 */
export function readApiRefusal({ status, json, retryAfter }: RawAnswer, now: number): Refusal {
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  // Google's streaming front ends wrap the same body into a list.
  const parsed = rpcStatus.safeParse(Array.isArray(json) ? json[0] : json);
  if (!parsed.success) return { status, reason: null, message: '', fields: [], retryAfterMs, form: 'page' };
  const { message } = parsed.data.error;
  const details = readAll(rpcDetail, parsed.data.error.details);
  const violations = details.flatMap((detail) => readAll(fieldViolation, detail?.fieldViolations));
  return {
    status,
    reason: details.find((detail) => detail?.reason)?.reason ?? reasonIn(message),
    message: message ?? '',
    fields: fieldNames(violations.map((violation) => violation?.field ?? '')),
    retryAfterMs,
    form: 'api',
  };
}

/** Reads an error answer of the labs host: tRPC's body, or some front end's page. @see docs/wire.md, §3 */
export function readLabsRefusal({ status, json, retryAfter }: RawAnswer, now: number): Refusal {
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  const parsed = trpcError.safeParse(json);
  if (!parsed.success) {
    return { status, reason: null, message: '', fields: [], retryAfterMs, form: json === undefined ? 'page' : 'labs' };
  }
  const failure = 'json' in parsed.data.error ? parsed.data.error.json : parsed.data.error;
  return {
    status: status >= 400 ? status : (failure.data?.httpStatus ?? status),
    reason: reasonIn(failure.message),
    message: failure.message ?? '',
    fields: [],
    retryAfterMs,
    form: 'labs',
  };
}

/** Reads why a generation that had been accepted failed. @see docs/wire.md, §12.2 */
export function readLateRefusal(error: LateError | null | undefined, filteredFor: string | null): Refusal {
  const code = error?.code ?? null;
  return {
    status: code === null ? null : (HTTP_OF_RPC[code] ?? 500),
    reason: reasonIn(error?.message) ?? filteredFor,
    message: error?.message ?? '',
    fields: [],
    retryAfterMs: null,
    form: 'later',
  };
}

/** What is believed of the longest wait that an answer asks for. A slip in it must not put an account away for years. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Seconds, or an HTTP date, at most {@link LONGEST_WAIT_MS}. Null when absent, unreadable or past. */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : null;
}

function reasonIn(message: string | null | undefined): string | null {
  return message?.match(/PUBLIC_ERROR_[A-Z0-9_]+/)?.[0] ?? null;
}

/** Field paths only, cut to what a path can be: the descriptions beside them quote the request. */
function fieldNames(paths: readonly string[]): string[] {
  const names = paths.map((path) => path.replace(/[^\w.[\]]/g, '').slice(0, 80));
  return [...new Set(names.filter((name) => name !== ''))].slice(0, 5);
}
