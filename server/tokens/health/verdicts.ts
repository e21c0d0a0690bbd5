import type { MediaKind } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import type { ErrorCode, ServiceError } from '../../../schema/errors.ts';
import type { Roster, Upstream } from '../roster.ts';
import type { SteadyClock } from '../steady-clock.ts';
import type { Attempt } from '../types.ts';
import type { BrokenCall, BrokenCalls } from './broken-calls.ts';
import type { Conditions } from './conditions.ts';
import { type Consequence, consequenceOf } from './consequences.ts';
import { DIRECT_WAY, type EgressHealth } from './egress-health.ts';
import { nextDay } from './next-day.ts';
import { isOwnTrouble, OWN_FAULTS, type OwnTroubles, restAfter } from './own-trouble.ts';
import type { UpstreamHealth } from './upstream-health.ts';

export interface VerdictsDeps {
  roster: Roster;
  conditions: Conditions;
  troubles: OwnTroubles;
  upstreams: UpstreamHealth;
  egress: EgressHealth;
  broken: Pick<BrokenCalls, 'add'>;
  /** How many accounts may do this kind of work; beyond a few the number makes no difference. */
  usable(upstream: Upstream, kind: MediaKind): number;
  /** Faults of its own in a row that disable a token. */
  errorBanThreshold(): number;
  /** The balance is to be read, since the upstream sees it otherwise than we do. */
  onBalanceInDoubt(tokenId: number): void;
  clock: SteadyClock;
}

/** The upstream sees these accounts otherwise than we do. */
const DOUBTS_BALANCE = new Set<ErrorCode>(['token_out_of_credits', 'token_model_denied']);

/**
 * Who is to bear how a try ended: the account, its way out, the upstream, one of its models, or nobody.
 * @see docs/tokens.md
 */
export function createVerdicts(deps: VerdictsDeps) {
  const { roster, conditions, troubles, upstreams, egress, broken } = deps;
  const { usable, errorBanThreshold, onBalanceInDoubt, clock } = deps;

  function count(token: Token, error: ServiceError): void {
    const consecutiveErrors = token.consecutiveErrors + 1;
    const lastError = `${error.code}: ${error.message}`;
    roster.note(token.id, { consecutiveErrors, lastError });
    if (consecutiveErrors < errorBanThreshold() || token.status !== 'active') return;
    const statusReason = `${consecutiveErrors} faults in a row, the last: ${error.message}`;
    roster.note(token.id, { status: 'disabled', statusReason }, 'disabled after faults');
  }

  /** Whether the account's calls go another way by now: how the try ended says nothing about that one. */
  function isByFormerWay(token: Token, { way }: Attempt): boolean {
    return way !== undefined && way !== egress.wayOf(token);
  }

  function failed(token: Token, attempt: Attempt, error: ServiceError): void {
    const consequence = consequenceOf(error);
    if (consequence.does === 'upstream') {
      if (!isInDoubt(token, attempt, error)) upstreamFailed({ token, attempt, error });
      else if (!isByFormerWay(token, attempt)) broken.add(egress.wayOf(token), { token, attempt, error });
    } else if (isGarbled(error)) suspect(token, attempt, error);
    else if (consequence.does === 'egress') {
      if (isByFormerWay(token, attempt)) return;
      // A region that is refused to one account alone is rather that account's own trouble.
      if (error.code !== 'region_refused' || egress.isRefused(token)) egress.failed(token, consequence.policy, error);
      else conditions.rest(token.id, attempt.kind, consequence.policy, error);
    }
    // What was lost, called off or went wrong here proves nothing about the upstream.
    else if (error.outcome === 'refused' || error.fault === 'token') {
      upstreams.answered(token.upstream, attempt.kind, attempt.modelKey);
      if (!isByFormerWay(token, attempt)) egress.proven(token);
      troubles.over(token.id, attempt.kind);
      hold(consequence, token, attempt, error);
    }
  }

  /**
   * Whether it may have been the proxy: the call got no answer. Once an outage is known every call that is let through is to find
   * out whether it is over, and counts at once.
   */
  function isInDoubt(token: Token, attempt: Attempt, { outcome, upstreamStatus }: ServiceError): boolean {
    const isAnswer = outcome === 'refused' || upstreamStatus !== undefined;
    if (isAnswer || (attempt.way ?? egress.wayOf(token)) === DIRECT_WAY) return false;
    return upstreams.stateOf(token.upstream, attempt.kind) === 'closed';
  }

  function upstreamFailed({ token, attempt, error }: BrokenCall): void {
    upstreams.failed(token.upstream, attempt, isOfModel(error));
    if (!isOfModel(error)) suspect(token, attempt, error);
  }

  /**
   * An account for which the upstream fails again and again rests, and the others go on: it would be chosen before them, being
   * the least busy. When it turns out to fail for everybody, nobody rests for that.
   */
  function suspect(token: Token, attempt: Attempt, error: ServiceError): void {
    const { kind } = attempt;
    const faults = troubles.add(token.id, kind);
    const isEverybodys = upstreams.stateOf(token.upstream, kind) !== 'closed';
    if (isEverybodys) acquit(token.upstream, kind);
    const isOnTrial = conditions.get(token.id, kind)?.breaker.state === 'half-open';
    if (isEverybodys || (!isOnTrial && faults < OWN_FAULTS)) return;
    if (usable(token.upstream, kind) > 1) conditions.rest(token.id, kind, restAfter(error), error);
  }

  /** It was not their fault. */
  function acquit(upstream: Upstream, kind: MediaKind): void {
    for (const tokenId of troubles.accounts(kind)) {
      if (roster.get(tokenId)?.upstream !== upstream) continue;
      troubles.over(tokenId, kind);
      conditions.endRest(tokenId, kind, isOwnTrouble);
    }
  }

  /** What the token itself is to suffer. */
  function hold(consequence: Consequence, token: Token, attempt: Attempt, error: ServiceError): void {
    if (DOUBTS_BALANCE.has(error.code)) onBalanceInDoubt(token.id);
    if (consequence.does === 'rest') conditions.rest(token.id, attempt.kind, consequence.policy, error);
    if (consequence.does === 'limit-model') {
      const isForToday = consequence.until === 'next-day';
      const until = isForToday
        ? clock.from(nextDay(clock.shown(clock.now())))
        : clock.now() + conditions.denied(attempt);
      conditions.limit(attempt, until, error.code);
    }
    if (consequence.does === 'count') count(token, error);
    if (consequence.does === 'expire' && token.status === 'active') {
      roster.note(token.id, { status: 'expired', statusReason: error.message }, 'signed out');
    }
  }

  function worked(token: Token, attempt: Attempt): void {
    const { kind, modelKey } = attempt;
    troubles.over(token.id, kind);
    if (token.consecutiveErrors > 0) roster.note(token.id, { consecutiveErrors: 0, lastError: null });
    upstreams.answered(token.upstream, kind, modelKey);
    if (!isByFormerWay(token, attempt)) egress.proven(token);
    conditions.worked(attempt);
  }

  return { failed, worked, upstreamFailed };
}

/** Whether the upstream has no room for one model, whoever asks for it. @see docs/wire.md, §12 */
function isOfModel({ reason = '' }: ServiceError): boolean {
  return /(MODEL_OVERLOADED|MODEL_DISABLED_DUE_TO_TRAFFIC|HIGH_TRAFFIC|TOO_MUCH_TRAFFIC)$/.test(reason);
}

/** Whether the upstream answered, and in no form that it is known for. */
const isGarbled = ({ code, outcome }: ServiceError): boolean => code === 'upstream_malformed' && outcome !== 'not-sent';
