import type { Logger } from 'pino';
import type { Settings } from '../../schema/settings.ts';
import { shortenBody } from './shorten-body.ts';

/** A caller's request that has ended, as the trace writes it down. */
export interface TracedRequest {
  requestId: string;
  method: string;
  /** Route pattern, for example `/v1/jobs/:id`. */
  route: string;
  status: number;
  durationMs: number;
  apiKeyId: string | null;
  jobId: string | null;
  model: string | null;
  errorCode: string | null;
  callerLeft: boolean;
  /** The parsed JSON body as the caller sent it; undefined when there was none. */
  requestBody: unknown;
}

/** The debug log of callers' requests. */
export interface RequestTrace {
  /** Writes one finished request down, when debug mode is on. */
  record(request: TracedRequest): void;
}

/**
 * In debug mode each request of a caller becomes one line of level `debug`, whatever level the rest is logged at; with
 * `log_requests` its body is in it, base64 folded, secrets hidden, and cut as in the wire log.
 */
export function createRequestTrace(logger: Logger, debug: () => Settings['debug']): RequestTrace {
  const trace = logger.child({ part: 'requests' }, { level: 'debug' });
  return {
    record({ requestBody, ...line }) {
      const { enabled, logRequests, maskToken } = debug();
      if (!enabled) return;
      const received =
        logRequests && requestBody !== undefined ? { received: shortenBody(requestBody, { maskToken }) } : {};
      trace.debug({ ...line, ...received }, `request ${line.method} ${line.route}`);
    },
  };
}
