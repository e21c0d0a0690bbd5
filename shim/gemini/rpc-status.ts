import type { ServiceError } from '../../schema/errors.ts';
import { GEMINI_ERROR, type GoogleStatus } from './error.ts';

/** Google's number for each canonical name. @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const CODE = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const satisfies Record<GoogleStatus, number>;

/** A failure inside an answer, as `google.rpc.Status`. */
export function presentStatus({ code, message }: ServiceError): { code: number; message: string } {
  return { code: CODE[GEMINI_ERROR[code].status], message };
}
