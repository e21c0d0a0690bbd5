import { ServiceError } from '../../schema/errors.ts';
import type { OperationRef, OperationStatus, PollResult } from '../flow/types.ts';

/** Starts `work` after `delayMs`; returns how to call it off. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

export interface PollerDeps {
  /** Asks the upstream about all open operations of one token in one call. */
  poll(tokenId: number, operations: readonly OperationRef[]): Promise<PollResult>;
  /** Told about each operation that the upstream answered for. Must not throw. */
  onStatus(jobId: string, status: OperationStatus): void;
  /** Told when a poll failed; the operations stay open. */
  onError(tokenId: number, error: ServiceError): void;
  /** Smallest and largest gap between two polls of a token, milliseconds. */
  gap(): { minMs: number; maxMs: number };
  schedule: Schedule;
  now(): number;
  random(): number;
}

interface TokenPolls {
  /** By job: two jobs may follow work of the same name. */
  open: Map<string, OperationRef>;
  gapMs: number;
  /** The poll that is planned. */
  next: { at: number; callOff: () => void } | null;
  /** The poll that is under way. */
  asking: Promise<void> | null;
}

const GROWTH = 1.25;
/** Share of the gap that is random, so that tokens do not poll in step. */
const JITTER = 0.2;

/**
 * Follows work in progress upstream. One call per token and interval carries everything that is open there, so the cost
 * grows with tokens and not with videos. The gap is small after each new job and each end of one, and grows
 * while nothing happens.
 */
export function createPoller(deps: PollerDeps) {
  const tokens = new Map<number, TokenPolls>();
  let closed = false;

  function arm(tokenId: number, polls: TokenPolls): void {
    if (closed || polls.asking !== null || polls.open.size === 0) return;
    const delayMs = polls.gapMs * (1 - JITTER / 2 + JITTER * deps.random());
    const at = deps.now() + delayMs;
    // A newcomer may bring the next poll forward but never put it off, however many come.
    if (polls.next !== null && polls.next.at <= at) return;
    polls.next?.callOff();
    const work = (): void => {
      polls.next = null;
      polls.asking = tick(tokenId, polls).finally(() => {
        polls.asking = null;
        if (polls.open.size === 0) tokens.delete(tokenId);
        else arm(tokenId, polls);
      });
    };
    polls.next = { at, callOff: deps.schedule(work, delayMs) };
  }

  async function tick(tokenId: number, polls: TokenPolls): Promise<void> {
    const { minMs, maxMs } = deps.gap();
    const asked = [...polls.open];
    const answered = await askInParts(
      deps,
      tokenId,
      asked.map(([, ref]) => ref),
    );
    let ended = 0;
    for (const [jobId, ref] of asked) {
      const status = answered.get(ref.name);
      if (status === undefined || polls.open.get(jobId) !== ref) continue;
      if (status.state !== 'running') {
        polls.open.delete(jobId);
        ended += 1;
      }
      deps.onStatus(jobId, status);
    }
    // What was begun with one that has ended will end soon, too.
    polls.gapMs = ended > 0 ? minMs : Math.min(maxMs, Math.max(minMs, polls.gapMs * GROWTH));
  }

  return {
    /** Follows an operation until it has ended. The same one may be given again. */
    follow(tokenId: number, jobId: string, ref: OperationRef): void {
      const polls = tokens.get(tokenId) ?? { open: new Map(), gapMs: 0, next: null, asking: null };
      tokens.set(tokenId, polls);
      polls.open.set(jobId, ref);
      polls.gapMs = deps.gap().minMs;
      arm(tokenId, polls);
    },

    /** Stops following a job. */
    leave(tokenId: number, jobId: string): void {
      const polls = tokens.get(tokenId);
      polls?.open.delete(jobId);
      if (polls === undefined || polls.open.size > 0 || polls.asking !== null) return;
      polls.next?.callOff();
      tokens.delete(tokenId);
    },

    /** Plans no further polls and waits for those under way: they may be renewing an account's session. */
    async close(): Promise<void> {
      closed = true;
      for (const polls of tokens.values()) polls.next?.callOff();
      await Promise.all([...tokens.values()].map((polls) => polls.asking));
    },
  };
}

export type Poller = ReturnType<typeof createPoller>;

/**
 * One call for all. When the upstream refuses the list as a whole, it is asked in halves, so that one operation it no
 * longer knows does not hide the others.
 */
async function askInParts(
  deps: PollerDeps,
  tokenId: number,
  refs: readonly OperationRef[],
): Promise<ReadonlyMap<string, OperationStatus>> {
  try {
    const { statuses } = await deps.poll(tokenId, refs);
    // What an answer leaves out is still under way.
    return new Map(refs.map(({ name }) => [name, statuses.get(name) ?? LEFT_OUT]));
  } catch (cause) {
    const error = ServiceError.from(cause);
    deps.onError(tokenId, error);
    if (refs.length < 2 || !refusesTheList(error)) return new Map();
    const middle = refs.length >> 1;
    const first = await askInParts(deps, tokenId, refs.slice(0, middle));
    const second = await askInParts(deps, tokenId, refs.slice(middle));
    return new Map([...first, ...second]);
  }
}

const LEFT_OUT: OperationStatus = { state: 'running', upstreamStatus: 'left out of the answer' };

/** Also an answer that cannot be read: it may be too large for one, or spoilt by one of its entries. */
function refusesTheList({ code }: ServiceError): boolean {
  return code === 'upstream_refused' || code === 'upstream_not_found' || code === 'upstream_malformed';
}
