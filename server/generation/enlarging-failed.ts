import type { ServiceError } from '../../schema/errors.ts';

/** What a job's notice says when its second step went wrong and the first one's result is delivered. */
export const ENLARGING_FAILED = 'Enlarging failed, so the result has its plain size.';

/** The same, and why. */
export const enlargingFailed = (error: ServiceError): string => `${ENLARGING_FAILED} ${error.message}`;
