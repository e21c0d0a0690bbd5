import type { MediaKind, Tier } from '../../schema/catalogue.ts';
import type { ServiceError } from '../../schema/errors.ts';
import type { Choice, PassedOver } from '../../schema/generation.ts';
import type { FlowClient } from '../flow/types.ts';

export type { PassedOver } from '../../schema/generation.ts';

/** What a job needs from a token. */
export interface LeaseNeed {
  generationId: string;
  kind: MediaKind;
  /** Credits that a job costs on each tier that may run it; a tier left out may not. */
  priceByTier: Partial<Record<Tier, number>>;
  /** The upstream's key of the model for accounts of each of those tiers: an account may be limited for one. */
  modelByTier: Partial<Record<Tier, string>>;
  /** Tokens that were tried already. */
  exclude: ReadonlySet<number>;
  /** The one token that it is bound to; absent for any. */
  only?: number | undefined;
}

/** The right to use one slot of one token for one job. The pool has counted it; its row is written by `record`. */
export interface Lease {
  generationId: string;
  tokenId: number;
  kind: MediaKind;
  tier: Tier;
  credits: number;
  upstream: 'flow' | 'sandbox';
  takenAt: number;
  /** The way out that its account had then, by number; absent for a lease taken again after a restart. */
  way?: number | undefined;
  /** Why it was this token; null for a lease taken again after a restart. */
  choice: Choice | null;
}

export type LeaseAnswer =
  | { outcome: 'leased'; lease: Lease }
  /** Somebody could serve it, but every slot is taken. `limit` says in words what is waited for. */
  | { outcome: 'busy'; limit: string }
  /**
   * Nobody could serve it even with all slots free. Empty `passedOver` means that the pool is empty. `retryAfterMs` is when
   * the first one may be able to again; null when nobody will by itself.
   */
  | {
      outcome: 'impossible';
      passedOver: readonly PassedOver[];
      retryAfterMs: number | null;
      /** When one that is out of the pool is asked whether it works again: worth coming back for, but not waiting in line. */
      askedAgainMs?: number | undefined;
      /** Somebody could serve but for a way out that is broken, which is nobody's fault and passes like an outage. */
      cutOff?: boolean;
    }
  /** The upstream itself fails, whichever account asks; `ofModel`: for what was asked for only. */
  | { outcome: 'outage'; retryAfterMs: number; ofModel?: boolean };

/** Why nobody serves a job. */
export type Unserved = Extract<LeaseAnswer, { outcome: 'impossible' | 'outage' }>;

/** One try of a job with one token. */
export interface Attempt {
  generationId: string;
  tokenId: number;
  kind: MediaKind;
  /** The upstream's key of the model. */
  modelKey: string;
  /** The way out that the account had when the try began, by number; absent when that is not known. */
  way?: number | undefined;
}

/** Everything that a call for an account needs. Never log or store it. */
export interface Access {
  tokenId: number;
  sessionToken: string;
  accessToken: string;
  tier: Tier;
  projectId: string;
  flow: FlowClient;
}

/** What a call needs that is made in no project. */
export type AccountSession = Omit<Access, 'projectId'>;

/** Calls of one upstream and kind of media that are not answered. */
export interface Stall {
  upstream: Lease['upstream'];
  kind: MediaKind;
  /** When it is one account that hears nothing; null when nobody does. */
  tokenId: number | null;
  /** For how long it has been known, milliseconds: who was sent later was sent to find out. */
  lastsMs: number;
  /** How long an answer has taken lately, milliseconds. */
  meanMs: number;
}

/** What the rest of the service sees of the pool. Choosing is synchronous and in memory; nothing here grows with the pool. */
export interface Pool {
  /** Chooses a token and takes its slot in one step. */
  lease(need: LeaseNeed): LeaseAnswer;
  /** Takes slots again after a restart, for jobs that the upstream is still working on. */
  restore(lease: Lease): void;
  /** Gives a slot back. Safe to call twice. */
  release(generationId: string): void;
  /** Called whenever a slot, a token or credits came free; returns how to stop listening. */
  onFreed(listener: () => void): () => void;
  /**
   * Called while an upstream answers nothing at all, again and again, or once when it answers nothing to one account, so that
   * nobody waits for it for long; returns how to stop.
   */
  onStalled(listener: (stall: Stall) => void): () => void;
  /** Whether a token is there; an operator may remove one while jobs run on it. */
  knows(tokenId: number): boolean;
  /** Leases held now, by generation id. */
  held(): ReadonlyMap<string, Lease>;
  /** The upstream that every job goes to now, when there is only one; null when a token of either may be chosen. */
  soleUpstream(): 'flow' | 'sandbox' | null;
  /**
   * What stands against any such job now, even with every slot free; null when somebody could serve it. Takes nothing, and
   * does not say when it passes.
   */
  obstacle(need: Pick<LeaseNeed, 'kind' | 'priceByTier' | 'modelByTier' | 'only'>): Unserved | null;
  /** How many tokens could take any such job now, and why the others could not. Looks at everybody. */
  census(need: Pick<LeaseNeed, 'kind' | 'priceByTier' | 'modelByTier'>): {
    candidates: number;
    passedOver: readonly PassedOver[];
  };
  /** Why a request could or could not be served now, for `/ready`. */
  readiness(): { ready: boolean; reasons: readonly string[] };
}

/** The one door to an account. */
export interface TokenAccess {
  /**
   * Runs `work` with a live access token and a project, making either when needed (one refresh per token at a time,
   * whoever asks). After a 401 the access token is refreshed once and `work` runs once more.
   * @throws ServiceError whatever `work` throws, or `token_expired` when the session token is dead
   */
  withAccess<T>(tokenId: number, work: (access: Access) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The same for calls that need no project: a project that cannot be made must not keep finished work from being seen. */
  withSession<T>(tokenId: number, work: (session: AccountSession) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Forgets this project of a token (it is gone upstream), so that the next access makes a new one. Others have done so: nothing happens. */
  forgetProject(tokenId: number, projectId: string): Promise<void>;
  /** What the upstream said about the account's balance after a call. */
  creditsSeen(tokenId: number, credits: number): void;
  /** Tells how a try ended: `null` once the upstream had taken the work. Only faults of the token count against it. */
  attemptEnded(attempt: Attempt, error: ServiceError | null): void;
}
