import { ServiceError } from '../../schema/errors.ts';

/** Google's names of fields, by ours. */
export type FieldNames = Readonly<Record<string, string>>;

/**
 * Does what it is told. A refusal that names one of our fields names the caller's instead.
 * @throws what `work` throws
 */
export async function inGoogleWords<T>(names: FieldNames, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw renamed(cause, names);
  }
}

function renamed(cause: unknown, names: FieldNames): unknown {
  if (!(cause instanceof ServiceError) || cause.param === undefined || !Object.hasOwn(names, cause.param)) return cause;
  const { code, retryAfterMs, reason, outcome, upstreamStatus } = cause;
  const message = Object.entries(names).reduce(
    (text, [ours, theirs]) => text.replaceAll(`"${ours}"`, `"${theirs}"`).replaceAll(`'${ours}'`, `'${theirs}'`),
    cause.message,
  );
  const param = names[cause.param];
  return new ServiceError(code, message, { param, retryAfterMs, reason, outcome, upstreamStatus, cause });
}
