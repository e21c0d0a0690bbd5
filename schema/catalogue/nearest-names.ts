import { distance } from 'fastest-levenshtein';

/** Longer input is a mistake of another kind; comparing all of it would only cost time. */
const MAX_COMPARED = 100;

/**
 * Names most like the given one, best first: those that one letter makes of it, those that begin like it (or that it
 * begins like), then by the share of letters to change, so that short names do not win by being short. Neither case counts,
 * nor what stands between the parts of a name.
 */
export function nearestNames(name: string, known: readonly string[], count: number): string[] {
  const wanted = plain(name.slice(0, MAX_COMPARED));
  const scored = known.map((candidate) => ({ candidate, score: score(wanted, plain(candidate)) }));
  // Ties keep the order of the list, so that the same mistake always gets the same advice.
  scored.sort((a, b) => a.score - b.score);
  return scored.slice(0, count).map(({ candidate }) => candidate);
}

const plain = (name: string): string => name.toLowerCase().replace(/[._\s]/g, '-');

/** From 0 (the same) to 1 (nothing in common); one less for a common beginning, two less for a slip of one letter. */
function score(wanted: string, candidate: string): number {
  const changes = distance(wanted, candidate);
  const share = changes / Math.max(wanted.length, candidate.length);
  if (changes <= 1) return share - 2;
  const prefix = wanted.length > 2 && (candidate.startsWith(wanted) || wanted.startsWith(candidate));
  return prefix ? share - 1 : share;
}
