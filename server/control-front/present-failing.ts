import type { IncomingMessage } from 'node:http';
import { isControlPath, pathOf, TRPC_PREFIX } from '../control/paths.ts';
import type { Failing } from './failing.ts';
import { failingPage } from './failing-page.ts';

interface Presented {
  headers: Record<string, string>;
  body: string;
}

/** What tRPC calls INTERNAL_SERVER_ERROR, from which its clients read what `data` says. */
const TRPC_INTERNAL = -32_603;

/** Why the service does not answer, as what was asked for answers: a page, GraphQL, tRPC, or the API's own form. */
export function presentFailing(failing: Failing, request: IncomingMessage): Presented {
  const { retryAfter } = failing;
  const isForBrowser = request.headers.accept?.includes('text/html') === true;
  const body = isForBrowser ? failingPage(failing) : JSON.stringify(inOwnForm(failing, request));
  const headers = {
    'content-type': isForBrowser ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    ...(retryAfter !== null && { 'retry-after': String(retryAfter) }),
  };
  return { headers, body };
}

function inOwnForm({ status, code, message, retryAfter }: Failing, { url }: IncomingMessage): object {
  if (!isControlPath(url)) return { error: { code, message } };
  const failure = { code, field: null, retryAfterMs: retryAfter === null ? null : retryAfter * 1_000, current: null };
  if (!pathOf(url).startsWith(TRPC_PREFIX)) return { errors: [{ message, extensions: failure }] };
  return { error: { message, code: TRPC_INTERNAL, data: { ...failure, httpStatus: status, requestId: null } } };
}
