import { ServiceError } from '../../schema/errors.ts';
import type { CallSlot } from '../../schema/generation.ts';
import type { RateState } from './quota.ts';

const MINUTE_MS = 60_000;

/** When who is refused because of calls that may yet be given back may look again. */
const OPEN_WAIT_MS = 1_000;

interface RecentCall {
  at: number;
  /** Whether it may still be given back. */
  isOpen: boolean;
}

/** The calls of the last minute, by key: at no moment have there been more within a minute than the limit says. */
export function createRecentCalls(elapsed: () => number) {
  const times = new Map<string, RecentCall[]>();

  /** Oldest first; no longer than the limit was. */
  function recentOf(apiKeyId: string): RecentCall[] {
    const all = times.get(apiKeyId) ?? [];
    const old = all.findIndex(({ at }) => at > elapsed() - MINUTE_MS);
    all.splice(0, old === -1 ? all.length : old);
    times.set(apiKeyId, all);
    return all;
  }

  return {
    /** Counts a call, for good only once its slot is kept. @throws ServiceError `rate_limited` */
    take(apiKeyId: string, limit: number): CallSlot {
      const recent = recentOf(apiKeyId);
      const first = recent[recent.length - limit];
      if (first !== undefined) {
        const message = `This API key may make ${limit} ${limit === 1 ? 'request' : 'requests'} a minute.`;
        const freeMs = Math.max(1, first.at + MINUTE_MS - elapsed());
        const mayBeFree = recent.some(({ isOpen }) => isOpen);
        throw new ServiceError('rate_limited', message, {
          retryAfterMs: mayBeFree ? Math.min(OPEN_WAIT_MS, freeMs) : freeMs,
        });
      }
      const call = { at: elapsed(), isOpen: true };
      recent.push(call);
      return slotOf(
        () => {
          const index = recent.indexOf(call);
          if (index !== -1) recent.splice(index, 1);
        },
        () => {
          call.isOpen = false;
        },
      );
    },

    stateOf(apiKeyId: string, limit: number): RateState {
      const recent = recentOf(apiKeyId);
      const last = recent.at(-1);
      return {
        limit,
        remaining: Math.max(0, limit - recent.length),
        resetMs: last === undefined ? 0 : Math.max(0, last.at + MINUTE_MS - elapsed()),
      };
    },
  };
}

/** Gives back at most once, and nothing that was kept. */
export function slotOf(giveBack: () => void, keep: () => void = () => {}): CallSlot {
  let isOpen = true;
  return {
    keep(): void {
      isOpen = false;
      keep();
    },
    [Symbol.dispose](): void {
      if (isOpen) giveBack();
      isOpen = false;
    },
  };
}
