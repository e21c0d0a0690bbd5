import { ServiceError } from '../../../schema/errors.ts';

/** The ServiceError that a call ends with. Anything else, success included, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  const outcome = await call.then(
    () => new Error('The call succeeded.'),
    (cause: unknown) => cause,
  );
  if (outcome instanceof ServiceError) return outcome;
  throw outcome;
}
