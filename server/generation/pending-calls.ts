import type { MediaKind } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Lease } from '../tokens/types.ts';

interface PendingCall {
  upstream: Lease['upstream'];
  kind: MediaKind;
  since: number;
  onStalled(): void;
}

/** A call that was begun later may only have met the last moments of it. */
const OLD_MS = 5_000;

/** Steps of jobs that wait for an answer of the upstream, so that an upstream that hangs does not keep what they hold. */
export function createPendingCalls(elapsed: () => number) {
  const calls = new Set<PendingCall>();
  return {
    /** `onStalled` is called, perhaps more than once, when the upstream answers nothing. Returns how to end the waiting. */
    begin(of: Pick<PendingCall, 'upstream' | 'kind'>, onStalled: () => void): () => void {
      const call = { upstream: of.upstream, kind: of.kind, since: elapsed(), onStalled };
      calls.add(call);
      return () => calls.delete(call);
    },
    stalled(upstream: PendingCall['upstream'], kind: MediaKind): void {
      for (const call of [...calls]) {
        if (call.upstream === upstream && call.kind === kind && elapsed() - call.since >= OLD_MS) call.onStalled();
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
