import { type ErrorCode, type SendOutcome, ServiceError } from '../../schema/errors.ts';
import { codeOf, connectProblem, ProxyFault } from './proxy-fault.ts';
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
  /** Whether somebody still waits for the proxy to let them through. */
  tunnelling: boolean;
}

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

function notReached({ cause, timedOut, host, proxyLabel, tunnelling }: Breakdown): Verdict {
  const name = codeOf(cause);
  const shutting = lifeCycle(name);
  if (shutting !== null) return shutting;
  if (proxyLabel !== null && cause instanceof ProxyFault) return refusedByProxy(proxyLabel, host, cause.message);
  if (timedOut && proxyLabel !== null && tunnelling)
    return refusedByProxy(proxyLabel, host, 'it does not answer in time');
  if (timedOut) return { code: 'upstream_timeout', message: `No connection to ${host} became free in time.` };
  if (name === 'UND_ERR_INVALID_ARG') {
    return {
      code: 'internal_error',
      message: 'The request to Google could not be written: a part of it is not valid.',
    };
  }
  if (CONNECT_TIMEOUT.test(name))
    return { code: 'upstream_timeout', message: `${host} does not accept connections in time.` };
  return { code: 'upstream_unavailable', message: `${host} cannot be reached: ${connectProblem(name)}.` };
}

function refusedByProxy(proxyLabel: string, host: string, problem: string): Verdict {
  return { code: 'proxy_failed', message: proxyMessage(proxyLabel, host, problem) };
}

/** The one sentence about a proxy that is in the way; the test of a proxy says it too. */
export function proxyMessage(proxyLabel: string, host: string, problem: string): string {
  return `The proxy ${proxyLabel} does not let us through to ${host}: ${problem}.`;
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
