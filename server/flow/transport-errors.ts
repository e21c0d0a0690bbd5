import { type ErrorCode, type SendOutcome, ServiceError } from '../../schema/errors.ts';
import { BodyTooLarge } from './transmit.ts';

/** What is known about a call that broke before its answer was complete. */
export interface Breakdown {
  cause: unknown;
  /** Whether any byte of the request may have left. */
  sent: boolean;
  timedOut: boolean;
  /** The outer signal, when it has fired. */
  abandoned: AbortSignal | null;
  host: string;
  proxyLabel: string | null;
}

/** Errors of the TLS handshake with the target: a certificate that does not fit, or no common protocol. */
const TLS_FAILURE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const CONNECT_TIMEOUT = /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/;
const READ_TIMEOUT = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/;
const BROKEN_HTTP = /^(HPE_|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE)/;

/** The one error for a call that broke in transit. Its outcome is `not-sent` exactly when no byte can have left. @see docs/wire.md, §12.3 */
export function transportError(breakdown: Breakdown): ServiceError {
  const { cause, sent, abandoned } = breakdown;
  const outcome: SendOutcome = sent ? 'unknown' : 'not-sent';
  if (abandoned !== null) {
    const { reason } = abandoned;
    // Who aborts may say why, for example that the process is shutting down.
    if (reason instanceof ServiceError)
      return new ServiceError(reason.code, reason.message, { cause: reason, outcome });
    return new ServiceError('cancelled', 'The request was cancelled.', { cause, outcome });
  }
  if (cause instanceof ServiceError) return cause;
  const { code, message } = sent ? brokenOff(breakdown) : notReached(breakdown);
  return new ServiceError(code, message, { cause, outcome });
}

type Verdict = { code: ErrorCode; message: string };

function notReached({ cause, timedOut, host, proxyLabel }: Breakdown): Verdict {
  const name = codeOf(cause);
  const shutting = lifeCycle(name);
  if (shutting !== null) return shutting;
  if (timedOut) return { code: 'upstream_timeout', message: `No connection to ${host} became free in time.` };
  if (name === 'UND_ERR_INVALID_ARG') {
    return {
      code: 'internal_error',
      message: 'The request to Google could not be written: a part of it is not valid.',
    };
  }
  if (proxyLabel !== null && !TLS_FAILURE.test(name)) {
    return {
      code: 'proxy_failed',
      message: `The proxy ${proxyLabel} does not let us through to ${host}: ${proxyProblem(cause)}.`,
    };
  }
  if (CONNECT_TIMEOUT.test(name))
    return { code: 'upstream_timeout', message: `${host} does not accept connections in time.` };
  return { code: 'upstream_unavailable', message: `${host} cannot be reached: ${problem(name)}.` };
}

function brokenOff({ cause, timedOut, host }: Breakdown): Verdict {
  const name = codeOf(cause);
  const shutting = lifeCycle(name);
  if (shutting !== null) return shutting;
  if (timedOut || READ_TIMEOUT.test(name))
    return { code: 'upstream_timeout', message: `${host} did not answer in time.` };
  if (cause instanceof BodyTooLarge) {
    return { code: 'upstream_malformed', message: `${host} sent a larger answer than expected.` };
  }
  if (BROKEN_HTTP.test(name)) return { code: 'upstream_malformed', message: `${host} sent a broken answer.` };
  return { code: 'upstream_unavailable', message: `The connection to ${host} broke before its answer was complete.` };
}

function lifeCycle(name: string): Verdict | null {
  if (name !== 'UND_ERR_DESTROYED' && name !== 'UND_ERR_CLOSED') return null;
  return { code: 'shutting_down', message: 'The connection to Google was closed by this server. Try again.' };
}

function problem(name: string): string {
  if (name === 'ECONNREFUSED') return 'it refuses the connection';
  if (name === 'ENOTFOUND' || name === 'EAI_AGAIN') return 'its name does not resolve';
  if (TLS_FAILURE.test(name)) return `no secure connection is possible (${name})`;
  return name === '' ? 'the connection failed' : `the connection failed (${name})`;
}

/** In words, from the few texts that the proxy libraries use; anything else by its code only. */
function proxyProblem(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : '';
  const status = text.match(/^Proxy response \((\d+)\)/)?.[1];
  if (status === '407' || status === '401') return 'it refuses the user and password';
  if (status !== undefined) return `it answered HTTP ${status}`;
  if (/socks5 authentication failed/i.test(text)) return 'it refuses the user and password';
  const rejected = text.match(/^Socks5 proxy rejected connection - (\w+)/)?.[1];
  if (rejected !== undefined) return `it answered ${rejected}`;
  const name = codeOf(cause);
  if (CONNECT_TIMEOUT.test(name) || name === 'UND_ERR_HEADERS_TIMEOUT' || /timed out/i.test(text))
    return 'it does not answer in time';
  return problem(name);
}

/** The error's code; a parser error may come without one. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if ('code' in cause && cause.code !== undefined) return String(cause.code);
  return cause.name === 'HTTPParserError' ? 'HPE_UNKNOWN' : '';
}
