import type { Logger } from 'pino';
import type { Settings } from '../../schema/settings.ts';
import type { CallEvent } from '../flow/options.ts';
import { shortenBody } from './shorten-body.ts';

/** The debug log of calls to the upstream. */
export interface WireLog {
  /** Whether bodies are worth capturing now. */
  capturing(): boolean;
  /** Writes one finished call down, when debug mode is on. */
  record(event: CallEvent): void;
}

/**
 * In debug mode each call to the upstream becomes one line of level `debug`, whatever level the rest is logged at, with
 * what was sent and answered as the settings ask. Bodies arrive with tokens hidden; base64 is folded and they are cut here.
 */
export function createWireLog(logger: Logger, debug: () => Settings['debug']): WireLog {
  const wire = logger.child({ part: 'wire' }, { level: 'debug' });
  return {
    capturing() {
      const { enabled, logRequests, logResponses } = debug();
      return enabled && (logRequests || logResponses);
    },
    record({ requestBody, responseBody, ...call }) {
      const { enabled, logRequests, logResponses, maskToken } = debug();
      if (!enabled) return;
      const bodies = {
        ...(logRequests && requestBody !== undefined ? { sent: shortenBody(requestBody, { maskToken }) } : {}),
        ...(logResponses && responseBody !== undefined ? { answered: shortenBody(responseBody, { maskToken }) } : {}),
      };
      wire.debug({ ...call, ...bodies }, `upstream call ${call.call}`);
    },
  };
}
