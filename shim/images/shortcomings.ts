import type { ServiceError } from '../../schema/errors.ts';

/**
 * What is wrong with an answer that delivers something all the same, in words, each thing once.
 * @param total how many results were asked for
 */
export function shortcomingsOf(
  notices: readonly string[],
  failures: readonly ServiceError[],
  total: number,
  results: 'pictures' | 'videos' = 'pictures',
): string[] {
  const byMessage = Map.groupBy(failures, ({ message }) => message);
  const failed = [...byMessage].map(
    ([message, { length }]) => `${length} of ${total} ${results} could not be made: ${message}`,
  );
  return [...new Set(notices), ...failed];
}
