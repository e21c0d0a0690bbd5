import type { RestPolicy } from '../../../schema/breaker.ts';
import type { MediaKind } from '../../../schema/catalogue.ts';
import type { ErrorCode, ServiceError } from '../../../schema/errors.ts';

/** So many faults in a row that one account meets are its own, unless the upstream turns out to fail for everybody. */
export const OWN_FAULTS = 3;

/** What others tried elsewhere costs them nothing, so the account is soon tried again. */
const REFUSES: RestPolicy = { firstMs: 3_000, maxMs: 15_000 };
/** Each try may be paid for, and nobody hears what came of it. */
const LOSES: RestPolicy = { firstMs: 10_000, maxMs: 5 * 60_000 };

/** Codes with which an account rests for that. */
const CODES = new Set<ErrorCode>(['upstream_unavailable', 'upstream_timeout', 'upstream_malformed']);

export const isOwnTrouble = (code: ErrorCode): boolean => CODES.has(code);
export const restAfter = ({ outcome }: ServiceError): RestPolicy => (outcome === 'unknown' ? LOSES : REFUSES);

export type OwnTroubles = ReturnType<typeof createOwnTroubles>;

/** Faults of the upstream that single accounts have met in a row, by kind of work. */
export function createOwnTroubles() {
  const faults = { image: new Map<number, number>(), video: new Map<number, number>() };
  return {
    /** One more; returns how many there are. */
    add(tokenId: number, kind: MediaKind): number {
      const count = (faults[kind].get(tokenId) ?? 0) + 1;
      faults[kind].set(tokenId, count);
      return count;
    },
    /** It was answered sensibly. */
    over: (tokenId: number, kind: MediaKind): boolean => faults[kind].delete(tokenId),
    /** Those who have met any since they were last answered. */
    accounts: (kind: MediaKind): number[] => [...faults[kind].keys()],
  };
}
