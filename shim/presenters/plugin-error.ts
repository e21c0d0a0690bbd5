import type { ServiceError } from '../../schema/errors.ts';
import { OPENAI_ERROR } from './error.ts';

/** Shows an error as the browser extension reads it: any status that is not 2xx, and one `detail` line. */
export function presentPluginError(error: ServiceError): {
  status: number;
  headers: Record<string, string>;
  body: object;
} {
  return { status: OPENAI_ERROR[error.code].status, headers: {}, body: { detail: error.message } };
}
