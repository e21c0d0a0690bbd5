import type { CreateCall } from '../../schema/generation.ts';

/** More calls than this are not remembered; the oldest go first. */
const MAX_CALLS = 10_000;

interface Call {
  callId: string;
  apiKeyId: string;
  fingerprint: string;
}

interface Remembered extends Call {
  /** Connections that wait for its answer. */
  held: number;
  answered: boolean;
  /** When the last connection ended. */
  endedAt: number;
}

export interface RepeatsDeps {
  windowMs(): number;
  /** Whether a call that is still waited for is joined, too. */
  joinsHeld(): boolean;
  now(): number;
}

/**
 * Calls without a name of their own that may come a second time, because the connection of the first one ended before its
 * answer. The same request twice is not enough: several callers, and one who wants several pictures, send the same text.
 */
export function createRepeats({ windowMs, joinsHeld, now }: RepeatsDeps) {
  const byId = new Map<string, Remembered>();
  const byContent = new Map<string, Set<Remembered>>();

  function forget(call: Remembered): void {
    byId.delete(call.callId);
    const same = byContent.get(contentOf(call));
    same?.delete(call);
    if (same?.size === 0) byContent.delete(contentOf(call));
  }

  /** Forgets what is too old or too much, from the oldest on. */
  function prune(): void {
    for (const call of byId.values()) {
      const over = byId.size > MAX_CALLS || (call.held === 0 && call.endedAt <= now() - windowMs());
      if (!over) return;
      forget(call);
    }
  }

  return {
    /** A call has made its jobs, and its caller waits. */
    begun(call: Call): void {
      prune();
      const remembered = { ...call, held: 1, answered: false, endedAt: now() };
      byId.set(call.callId, remembered);
      const same = byContent.get(contentOf(call)) ?? new Set();
      byContent.set(contentOf(call), same.add(remembered));
    },

    /**
     * The call that this one repeats, now waited for by its caller; null when it is a new one. A caller who says that it
     * repeats something is believed even if nothing was seen to go wrong with the first.
     */
    join(apiKeyId: string, { fingerprint, isRetry }: CreateCall): string | null {
      if (windowMs() === 0) return null;
      const fresh = (call: Remembered) => call.held > 0 || call.endedAt > now() - windowMs();
      const same = [...(byContent.get(contentOf({ apiKeyId, fingerprint })) ?? [])].filter(fresh);
      const left = same.find(({ held, answered }) => held === 0 && !answered);
      const held = isRetry || joinsHeld() ? same.find((call) => call.held > 0) : undefined;
      const found = left ?? held ?? (isRetry ? same.at(-1) : undefined);
      if (found === undefined) return null;
      found.held += 1;
      return found.callId;
    },

    /** A connection of a call has ended. */
    ended(callId: string, answered: boolean): void {
      const call = byId.get(callId);
      if (call === undefined) return;
      call.held = Math.max(0, call.held - 1);
      call.answered = answered;
      call.endedAt = now();
    },
  };
}

const contentOf = ({ apiKeyId, fingerprint }: Pick<Call, 'apiKeyId' | 'fingerprint'>) => `${apiKeyId} ${fingerprint}`;
