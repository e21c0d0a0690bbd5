import { type Breaker, CLOSED } from '../../../schema/breaker.ts';
import type { MediaKind } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import type { ErrorCode } from '../../../schema/errors.ts';
import type { ModelLimit } from '../../../schema/health.ts';

/** What is held against one account for one kind of work. */
export interface Condition {
  readonly tokenId: number;
  readonly kind: MediaKind;
  breaker: Breaker;
  /** The job that finds out whether a half-open account works again; null while nobody does. */
  probe: string | null;
  /** By the upstream's key of the model. */
  readonly limits: Map<string, ModelLimit>;
  /** How often in a row a model was denied, likewise; not kept over restarts. */
  readonly denials: Map<string, number>;
}

export const soundCondition = (tokenId: number, kind: MediaKind): Condition => ({
  tokenId,
  kind,
  breaker: CLOSED,
  probe: null,
  limits: new Map(),
  denials: new Map(),
});

/** Whether an account may be used at all: the operator wants it, and it is neither signed out nor disabled. */
export const mayWork = ({ enabled, status }: Token): boolean => enabled && status === 'active';

/** Why something may not be used now, in plain words that hold for one account and for many, and from when it may; null when that is not known. */
export interface Rest {
  reason: string;
  until: number | null;
  /** Set when its way out is broken, so that nothing of a job has got out by it. */
  cutOff?: boolean;
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  token_throttled: 'resting, throttled by Google',
  token_out_of_credits: 'resting, because Google says that the credits are used up',
  region_refused: 'resting because Google refuses its region',
  upstream_unavailable: 'resting, because Google fails for this account and not for others',
  upstream_timeout: 'resting, because Google answers nothing to this account, while it answers others',
  upstream_malformed: 'resting, because Google answers this account in an unknown form',
  token_quota_exhausted: 'daily quota for this model used up',
  token_model_denied: 'this model is not in the plan, says Google',
};

/** What keeps an account from work of this kind altogether; null when nothing does. */
export function restOf({ breaker, probe }: Condition): Rest | null {
  if (breaker.state === 'open') return { reason: inWords(breaker.code), until: breaker.until };
  if (breaker.state === 'half-open' && probe !== null) return { reason: 'being tried again', until: null };
  return null;
}

export const inWords = (code: ErrorCode): string => WORDS[code] ?? `resting after ${code}`;
