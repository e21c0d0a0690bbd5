import type { ServiceError } from '../../schema/errors.ts';
import type { OperationRef, OperationStatus, PollResult } from '../flow/types.ts';
import { type Answers, askInParts } from './ask-in-parts.ts';

/** Starts `work` after `delayMs`; returns how to call it off. */
export type Schedule = (work: () => void, delayMs: number) => () => void;

export interface PollerDeps {
  /** Asks the upstream about open operations of one token in one call. */
  poll(tokenId: number, operations: readonly OperationRef[]): Promise<PollResult>;
  /** Told about each operation that the upstream answered for. Must not throw. */
  onStatus(jobId: string, status: OperationStatus): void;
  /** Told once when a token's polls begin to fail; its operations stay open. */
  onFailing(tokenId: number, error: ServiceError): void;
  /** Told when they work again, and how many failed. */
  onWorking(tokenId: number, failed: number): void;
  /** Told once when the upstream refuses to tell of one job while it tells of others; it stays open. */
  onRefused(tokenId: number, jobId: string, error: ServiceError): void;
  /** Smallest and largest gap between two polls of a token, milliseconds. */
  gap(): { minMs: number; maxMs: number };
  schedule: Schedule;
  now(): number;
  random(): number;
}

interface Followed {
  ref: OperationRef;
  /** Set while the upstream refuses to tell of it: when it is asked about again, and how long that was put off. */
  aside: PutOff | null;
}

interface PutOff {
  at: number;
  waitMs: number;
}

interface TokenPolls {
  /** By job: two jobs may follow work of the same name. */
  open: Map<string, Followed>;
  gapMs: number;
  /** The poll that is planned. */
  next: { at: number; callOff: () => void } | null;
  /** The poll that is under way. */
  asking: Promise<void> | null;
  /** Polls in a row that brought no answer. */
  failed: number;
}

const GROWTH = 1.25;
/** Share of the gap that is random, so that tokens do not poll in step. */
const JITTER = 0.2;
/** What was refused is asked about again after so many of the largest gaps, and twice as many each time up to the last. */
const FIRST_PUT_OFF = 6;
const LAST_PUT_OFF = 60;

/**
 * Follows work in progress upstream. One call per token and interval carries everything that is open there, so the cost
 * grows with tokens and not with videos. The gap is small after each new job and each end of one, and grows
 * while nothing happens, or no answer comes.
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
    polls.gapMs = Math.min(maxMs, Math.max(minMs, polls.gapMs * GROWTH));
    const together = [...polls.open].filter(([, { aside }]) => aside === null);
    const isAnswered = together.length === 0 || (await askTogether(tokenId, polls, together));
    if (!isAnswered || closed) return;
    // Of those put aside one at a time: seldom, or when there is nothing else to ask about.
    const one = firstAside(polls, together.length === 0 ? Number.POSITIVE_INFINITY : deps.now());
    if (one !== null) await askAside(tokenId, polls, one);
  }

  /** Those of whom nothing speaks against being asked about in one call. Returns whether there was any answer. */
  async function askTogether(tokenId: number, polls: TokenPolls, asked: Asked): Promise<boolean> {
    const answers = await ask(tokenId, asked);
    const isAnswered = answers.statuses.size > 0;
    if (answers.inParts) putAside(tokenId, polls, asked, answers);
    if (isAnswered) works(tokenId, polls);
    else fails(tokenId, polls, answers);
    tell(polls, asked, answers);
    return isAnswered;
  }

  function putAside(tokenId: number, polls: TokenPolls, asked: Asked, { refused, statuses }: Answers): void {
    for (const [jobId, followed] of asked) {
      const error = refused.get(followed.ref.name);
      if (error === undefined || polls.open.get(jobId) !== followed) continue;
      followed.aside = putOff(null);
      // When all are refused alike, that is told of the account.
      if (statuses.size > 0) deps.onRefused(tokenId, jobId, error);
    }
  }

  async function askAside(tokenId: number, polls: TokenPolls, one: Asked[number]): Promise<void> {
    const answers = await ask(tokenId, [one]);
    if (answers.statuses.size === 0) {
      one[1].aside = putOff(one[1].aside);
      if (polls.failed > 0) fails(tokenId, polls, answers);
      return;
    }
    works(tokenId, polls);
    // What kept this one from being told of may be over for the others as well.
    for (const each of polls.open.values()) each.aside = null;
    tell(polls, [one], answers);
  }

  function ask(tokenId: number, asked: Asked): Promise<Answers> {
    const poll = (refs: readonly OperationRef[]) => deps.poll(tokenId, refs);
    const refs = asked.map(([, { ref }]) => ref);
    return askInParts(poll, refs);
  }

  function tell(polls: TokenPolls, asked: Asked, { statuses }: Answers): void {
    for (const [jobId, followed] of asked) {
      const status = statuses.get(followed.ref.name);
      if (status === undefined || polls.open.get(jobId) !== followed) continue;
      if (status.state !== 'running') {
        polls.open.delete(jobId);
        // What was begun with one that has ended will end soon, too.
        polls.gapMs = deps.gap().minMs;
      }
      deps.onStatus(jobId, status);
    }
  }

  function putOff(before: PutOff | null): PutOff {
    const { maxMs } = deps.gap();
    const waitMs = before === null ? maxMs * FIRST_PUT_OFF : Math.min(before.waitMs * 2, maxMs * LAST_PUT_OFF);
    return { at: deps.now() + waitMs, waitMs };
  }

  function fails(tokenId: number, polls: TokenPolls, { failed, refused }: Answers): void {
    const [refusal = null] = refused.values();
    const error = failed ?? refusal;
    polls.failed += 1;
    if (polls.failed === 1 && error !== null) deps.onFailing(tokenId, error);
  }

  function works(tokenId: number, polls: TokenPolls): void {
    if (polls.failed > 0) deps.onWorking(tokenId, polls.failed);
    polls.failed = 0;
  }

  return {
    /** Follows an operation until it has ended. The same one may be given again. */
    follow(tokenId: number, jobId: string, ref: OperationRef): void {
      const polls = tokens.get(tokenId) ?? { open: new Map(), gapMs: 0, next: null, asking: null, failed: 0 };
      tokens.set(tokenId, polls);
      if (polls.open.get(jobId)?.ref !== ref) polls.open.set(jobId, { ref, aside: null });
      // While no poll is answered a newcomer is no reason to ask sooner.
      if (polls.failed === 0) polls.gapMs = deps.gap().minMs;
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

type Asked = readonly (readonly [jobId: string, Followed])[];

/** Of those that were put aside the one that is due first; null when none is due `by` then. */
function firstAside({ open }: TokenPolls, by: number): Asked[number] | null {
  let first: Asked[number] | null = null;
  let earliest = by;
  for (const entry of open) {
    const { aside } = entry[1];
    if (aside === null || aside.at > earliest || (first !== null && aside.at === earliest)) continue;
    first = entry;
    earliest = aside.at;
  }
  return first;
}
