import type { ServiceError } from '../../schema/errors.ts';

/**
 * What is wrong with an answer that delivers something all the same, in words, each thing once.
 * @param total how many pictures were asked for
 */
export function shortcomingsOf(notices: readonly string[], failures: readonly ServiceError[], total: number): string[] {
  const byMessage = Map.groupBy(failures, ({ message }) => message);
  const failed = [...byMessage].map(
    ([message, { length }]) => `${length} of ${total} pictures could not be made: ${message}`,
  );
  return [...new Set(notices), ...failed];
}
