import { type GoogleStatus, googleError } from '../gemini/error.ts';
import type { Wire } from '../wire.ts';
import { envelope } from './error.ts';

/** A failure of plain HTTP, which has no code of ours. */
export interface HttpFailure {
  status: number;
  code: string;
  message: string;
  param?: string | undefined;
}

export const GOOGLE_STATUS: Record<number, GoogleStatus> = {
  408: 'DEADLINE_EXCEEDED',
  412: 'FAILED_PRECONDITION',
  416: 'OUT_OF_RANGE',
};

/** The body that shows it on a wire. */
export function presentHttpFailure(wire: Wire, { status, code, message, param }: HttpFailure): object {
  switch (wire) {
    case 'openai':
      return envelope(message, 'invalid_request_error', code, param);
    case 'gemini':
      return googleError(status, GOOGLE_STATUS[status] ?? 'INVALID_ARGUMENT', message);
    case 'plugin':
      return { detail: message };
  }
}
