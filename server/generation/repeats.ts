import type { CreateCall } from '../../schema/generation.ts';

/** More calls than this are not remembered; the oldest go first. */
const MAX_CALLS = 10_000;
/** Of one content. */
const MAX_REFUSALS = 100;

interface Call {
  callId: string;
  apiKeyId: string;
  fingerprint: string;
}

interface Remembered extends Call {
  /** Connections that wait for its answer. */
  held: number;
  answered: boolean;
  /** When it failed although it may have been paid for; null when it has not. */
  lostAt: number | null;
  /** When the last connection ended. */
  endedAt: number;
}

/** Calls of one content by what a repetition may join, so that a look costs the same however often it is asked for. */
interface SameCalls {
  count: number;
  /** Those that are waited for, in the order they began. */
  held: Set<Remembered>;
  /** Those whose last connection ended without an answer, the earliest first. */
  left: Set<Remembered>;
  /** The last that failed and may have been paid for. */
  lost: Remembered | null;
  /** The last of which a connection ended. */
  ended: Remembered | null;
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
  const byContent = new Map<string, SameCalls>();
  /** When calls were refused before they had a job, by content. */
  const refusals = new Map<string, number[]>();

  function sameAs(call: Pick<Call, 'apiKeyId' | 'fingerprint'>): SameCalls {
    const content = contentOf(call);
    const known = byContent.get(content);
    if (known !== undefined) return known;
    const made: SameCalls = { count: 0, held: new Set(), left: new Set(), lost: null, ended: null };
    byContent.set(content, made);
    return made;
  }

  function forget(call: Remembered): void {
    byId.delete(call.callId);
    const same = sameAs(call);
    same.held.delete(call);
    same.left.delete(call);
    if (same.lost === call) same.lost = null;
    if (same.ended === call) same.ended = null;
    same.count -= 1;
    if (same.count === 0) byContent.delete(contentOf(call));
  }

  const isFresh = (at: number | null | undefined): boolean => at != null && at > now() - windowMs();

  /** The first that was left alone within the window; those before it are not looked at again. */
  function firstLeft({ left }: SameCalls): Remembered | undefined {
    for (const call of left) {
      if (isFresh(call.endedAt)) return call;
      left.delete(call);
    }
    return undefined;
  }

  /** Forgets what is too old or too much, from the oldest on. */
  function prune(): void {
    for (const call of byId.values()) {
      const over = byId.size > MAX_CALLS || (call.held === 0 && !isFresh(call.endedAt));
      if (!over) return;
      forget(call);
    }
  }

  /** Whether a call of this content was refused of late and has not come again since; it is taken for come again now. */
  function comesAfterRefusal(content: string): boolean {
    const recent = (refusals.get(content) ?? []).filter(isFresh);
    const found = recent.shift() !== undefined;
    if (recent.length > 0) refusals.set(content, recent);
    else refusals.delete(content);
    return found;
  }

  return {
    /** A call was refused before it had a job: when it comes again, it is not the repetition of another one. */
    refused(call: Omit<Call, 'callId'>): void {
      const content = contentOf(call);
      const times = refusals.get(content) ?? [];
      refusals.delete(content); // last in the order
      refusals.set(content, [...times, now()].slice(-MAX_REFUSALS));
      const [oldest] = refusals.keys();
      if (refusals.size > MAX_CALLS && oldest !== undefined) refusals.delete(oldest);
    },

    /** A call has made its jobs, and its caller waits. */
    begun(call: Call): void {
      prune();
      const remembered = { ...call, held: 1, answered: false, lostAt: null, endedAt: now() };
      byId.set(call.callId, remembered);
      const same = sameAs(call);
      same.count += 1;
      same.held.add(remembered);
    },

    /**
     * The call that this one repeats, now waited for by its caller; null when it is a new one. A caller who says that it
     * repeats something is believed even if nothing was seen to go wrong with the first. One that failed and may have been
     * paid for is joined by everybody for a while: there are programs that send such a call again whatever they are told.
     */
    join(apiKeyId: string, { fingerprint, isRetry }: CreateCall): string | null {
      if (windowMs() === 0) return null;
      const content = contentOf({ apiKeyId, fingerprint });
      const same = byContent.get(content);
      const left = same && firstLeft(same);
      if (left === undefined && isRetry && comesAfterRefusal(content)) return null;
      if (same === undefined) return null;
      const [waited] = isRetry || joinsHeld() ? same.held : [];
      const lost = isFresh(same.lost?.lostAt) ? same.lost : null;
      const ended = isRetry && isFresh(same.ended?.endedAt) ? same.ended : null;
      const found = left ?? waited ?? lost ?? ended;
      if (found === null) return null;
      found.held += 1;
      same.left.delete(found);
      same.held.add(found);
      return found.callId;
    },

    /** A job of a call failed, and may have been paid for. */
    lost(callId: string): void {
      const call = byId.get(callId);
      if (call === undefined) return;
      call.lostAt = now();
      sameAs(call).lost = call;
    },

    /** A connection of a call has ended. */
    ended(callId: string, answered: boolean): void {
      const call = byId.get(callId);
      if (call === undefined) return;
      call.held = Math.max(0, call.held - 1);
      call.answered ||= answered; // a cut that is noticed late is not somebody who still waits
      call.endedAt = now();
      const same = sameAs(call);
      same.ended = call;
      if (call.answered) same.left.delete(call);
      if (call.held > 0) return;
      same.held.delete(call);
      if (!call.answered) same.left.add(call);
    },
  };
}

const contentOf = ({ apiKeyId, fingerprint }: Pick<Call, 'apiKeyId' | 'fingerprint'>) => `${apiKeyId} ${fingerprint}`;
