import { closest, distance } from 'fastest-levenshtein';

/** The known name that an unknown one was probably meant to be, or null when none is close. */
export function nearestName(unknown: string, known: readonly string[]): string | null {
  const found = closest(unknown, known);
  return distance(unknown, found) <= Math.max(2, Math.floor(unknown.length / 3)) ? found : null;
}
