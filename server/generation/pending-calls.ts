import type { MediaKind } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Lease, Stall } from '../tokens/types.ts';
import type { GenerationDeps } from './deps.ts';

interface PendingCall {
  upstream: Lease['upstream'];
  kind: MediaKind;
  tokenId: number;
  since: number;
  onStalled(age: StallAge): void;
}

/** Whether a call that waits should have been answered (`odd`), or long ago (`hopeless`). */
type StallAge = 'odd' | 'hopeless';

/** A call that was begun later may only have met the last moments of it. */
const ODD_MS = 5_000;
/** An upstream that is merely slow answers within this; what it has made by then is not to be thrown away. */
const HOPELESS_MS = 20_000;
/** Where work takes longer, so does hope. */
const TIMES_THE_MEAN = 2;
/**
 * A call that is to find out whether work is done although free calls hang may do so slowly: it has as long as they had hung
 * when it was begun, and no longer than this. So nobody waits long for the first to find out that all hangs.
 */
const LONGEST_TRIAL_MS = 120_000;

type CallOf = Pick<PendingCall, 'upstream' | 'kind' | 'tokenId'>;

/** Steps of jobs that wait for an answer of the upstream, so that an upstream that hangs does not keep what they hold. */
export function createPendingCalls({ elapsed, schedule }: Pick<GenerationDeps, 'elapsed' | 'schedule'>) {
  const calls = new Set<PendingCall>();
  return {
    /** `onStalled` is called, perhaps more than once, when the upstream answers nothing. Returns how to end the waiting. */
    begin({ upstream, kind, tokenId }: CallOf, onStalled: PendingCall['onStalled']): () => void {
      const call = { upstream, kind, tokenId, since: elapsed(), onStalled };
      calls.add(call);
      return () => calls.delete(call);
    },
    stalled({ upstream, kind, tokenId, lastsMs, meanMs }: Stall): void {
      const caughtMs = Math.max(HOPELESS_MS, TIMES_THE_MEAN * meanMs);
      for (const call of [...calls]) {
        const age = elapsed() - call.since;
        const isMeant = call.upstream === upstream && call.kind === kind && (tokenId ?? call.tokenId) === call.tokenId;
        if (!isMeant || age < ODD_MS) continue;
        const isTrial = tokenId === null && age < lastsMs;
        const trialMs = isTrial ? Math.min(lastsMs - age, LONGEST_TRIAL_MS) : 0;
        call.onStalled(age >= Math.max(caughtMs, trialMs) ? 'hopeless' : 'odd');
        // Of one account it is told once: it rests, and nobody else of it waits.
        if (tokenId !== null) schedule(() => calls.has(call) && call.onStalled('hopeless'), HOPELESS_MS - age);
      }
    },
  };
}

export type PendingCalls = ReturnType<typeof createPendingCalls>;

/** Why a call is called off that waits for an upstream which hangs. */
export function answersNobody(): ServiceError {
  const text = 'Google answers nothing at this moment, for any account. It is being tried again all the time.';
  return new ServiceError('upstream_timeout', text);
}
