import type { Logger } from 'pino';
import type { RestPolicy } from '../../../schema/breaker.ts';
import type { MediaKind } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { ModelLimit } from '../../../schema/health.ts';
import type { DueQueue } from '../due-queue.ts';
import { REVIVED, type Roster, type Upstream } from '../roster.ts';
import type { SteadyClock } from '../steady-clock.ts';
import type { Attempt, Stall } from '../types.ts';
import { createBrokenCalls } from './broken-calls.ts';
import { mayWork, type Rest, restOf } from './condition.ts';
import { createConditions, KINDS } from './conditions.ts';
import { PROXY_FAILS } from './consequences.ts';
import { createEgressHealth } from './egress-health.ts';
import type { HealthRows } from './health-rows.ts';
import { createOwnTroubles, isOwnTrouble } from './own-trouble.ts';
import { createStallWatch, type Sign } from './stall-watch.ts';
import { createUpstreamHealth } from './upstream-health.ts';
import { createVerdicts } from './verdicts.ts';

export interface HealthDeps {
  roster: Roster;
  rows: HealthRows;
  /** Its works end at once, so none waits for another. */
  due: DueQueue;
  /** Faults of its own in a row that disable a token. */
  errorBanThreshold(): number;
  /** The proxy of the settings; null when there is none. */
  generalProxy(): string | null;
  /** The balance is to be read, since the upstream sees it otherwise than we do. */
  onBalanceInDoubt(tokenId: number): void;
  /** Asks the upstream something that costs nothing, for one account. Never throws. */
  ask(tokenId: number): Promise<Sign>;
  random(): number;
  /** Rests and limits last as long as they should, whatever the clock of the day is set to. */
  clock: SteadyClock;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** Accounts beyond so many make no difference to who is at fault. */
const ENOUGH = 3;
/** How long an account rests that hears nothing while others do; whoever finds out afterwards has to wait again. */
const MUTE: RestPolicy = { firstMs: 30_000, maxMs: 5 * 60_000 };
/** Asked beside one who waits. */
const WITNESSES = 2;

export type Health = ReturnType<typeof createHealth>;

type StallListener = (stall: Stall) => void;

/**
 * What the pool sees of accounts, ways out and upstreams, learnt from how tries end. What the operator wants is not its
 * business. @see docs/tokens.md
 */
export function createHealth(deps: HealthDeps) {
  const { roster, rows, due, errorBanThreshold, generalProxy, onBalanceInDoubt, ask, random, clock, log } = deps;
  const { now } = clock;
  const listeners = new Set<(tokenIds: Iterable<number>) => void>();
  const conditions = createConditions({ roster, rows, due, onChanged: (tokenId) => tell([tokenId]), now });
  const troubles = createOwnTroubles();
  const upstreams = createUpstreamHealth({ usable, due, onChanged: upstreamChanged, now });
  const stallListeners = new Set<StallListener>();
  const stalls = createStallWatch({
    ask: freeCall,
    witnesses,
    due,
    onStalled(upstream, kind, stall) {
      upstreams.stalled(upstream, kind);
      for (const listener of stallListeners) listener({ upstream, kind, tokenId: null, ...stall });
    },
    onMute(upstream, kind, tokenId) {
      if (roster.get(tokenId) === undefined) return;
      const mute = new ServiceError(
        'upstream_timeout',
        'Google answers nothing to this account, while it answers others.',
      );
      for (const each of KINDS) conditions.rest(tokenId, each, MUTE, mute);
      for (const listener of stallListeners) listener({ upstream, kind, tokenId, lastsMs: 0, meanMs: 0 });
    },
    onRevived: upstreams.revived,
    now,
  });
  const egress = createEgressHealth({
    tokens: roster.all,
    proxyOf: roster.proxyOf,
    generalProxy,
    due,
    onChanged: () => tell(allIds()),
    now,
  });

  const broken = createBrokenCalls({
    ask: freeCall,
    witness: ({ id, upstream }) => witnesses(upstream, new Set([id]))[0],
    onCounts(call) {
      if (roster.get(call.token.id) !== undefined) verdicts.upstreamFailed(call);
    },
    due,
    now,
  });
  const verdicts = createVerdicts({
    ...{ roster, conditions, troubles, upstreams, egress, broken, usable },
    ...{ errorBanThreshold, onBalanceInDoubt, clock },
  });
  let general = generalProxy();

  roster.onChange((token, previous) => {
    if (previous !== null && previous.proxyUrl !== token.proxyUrl) ownProxyChanged(token, previous);
    if (previous !== null && previous.tier !== token.tier) conditions.tierChanged(token.id);
    if (previous !== null && token.credits > previous.credits) conditions.creditsReturned(token.id);
  });

  roster.onRemoved((token) => {
    for (const kind of KINDS) troubles.over(token.id, kind);
    conditions.forget(token.id);
    egress.forget(token);
  });

  /** How many accounts may do this kind of work, those that rest because Google fails for them included; no more than `ENOUGH`. */
  function usable(upstream: Upstream, kind: MediaKind): number {
    let count = 0;
    for (const token of roster.all()) {
      if (token.upstream === upstream && mayWork(token) && !isPutOut(token.id, kind)) count += 1;
      if (count === ENOUGH) break;
    }
    return count;
  }

  /** Accounts of an upstream that could say whether it answers, in no fixed order; those with another way out first. */
  function witnesses(upstream: Upstream, but: ReadonlySet<number>): number[] {
    const able = [...roster.all()].filter(
      (token) => token.upstream === upstream && mayWork(token) && !but.has(token.id),
    );
    const routeOf = (token: Token) => roster.proxyOf(token) ?? '';
    const [first] = but;
    const suspect = first === undefined ? undefined : roster.get(first);
    const begin = Math.floor(random() * able.length);
    const turned = [...able.slice(begin), ...able.slice(0, begin)];
    const elsewhere = turned.filter((token) => suspect !== undefined && routeOf(token) !== routeOf(suspect));
    return [...new Set([...elsewhere.slice(0, 1), ...turned])].slice(0, WITNESSES).map(({ id }) => id);
  }

  /** What it says of the way out is held against that at once: jobs that wait there do not tell for minutes. */
  async function freeCall(tokenId: number): Promise<Sign> {
    const asked = roster.get(tokenId);
    const way = asked && egress.wayOf(asked);
    const sign = await ask(tokenId);
    const token = roster.get(tokenId);
    if (sign === 'cut-off' && token !== undefined && egress.wayOf(token) === way)
      egress.failed(token, PROXY_FAILS, { code: 'proxy_failed' });
    return sign;
  }

  function ownProxyChanged(token: Token, previous: Token): void {
    if (egress.wayOf(previous) === egress.wayOf(token)) return;
    egress.forget(token);
    forgiveRegion(token);
  }

  /** The general way out may be another one now; that of accounts with a proxy of their own is not. */
  function settingsChanged(): void {
    if (generalProxy() === general) return;
    general = generalProxy();
    egress.forgiveGeneral();
    for (const token of roster.all()) if (token.proxyUrl === null) forgiveRegion(token);
  }

  /** By another way out the account may be in another region. */
  function forgiveRegion({ id }: Token): void {
    for (const kind of KINDS) conditions.endRest(id, kind, (code) => code === 'region_refused');
  }

  function restFor(token: Token, kind: MediaKind): Rest | null {
    const condition = conditions.get(token.id, kind);
    const rest = (condition === undefined ? null : restOf(condition)) ?? egress.restOf(token);
    return rest === null || rest.until === null ? rest : { ...rest, until: clock.shown(rest.until) };
  }

  function isPutOut(tokenId: number, kind: MediaKind): boolean {
    const condition = conditions.get(tokenId, kind);
    if (condition === undefined || restOf(condition) === null) return false;
    return condition.breaker.state === 'closed' || !isOwnTrouble(condition.breaker.code);
  }

  function present(tokenId: number): Token {
    const token = roster.get(tokenId);
    if (token === undefined) throw new Error(`There is no token ${tokenId}.`);
    return token;
  }

  function* allIds(): Iterable<number> {
    for (const token of roster.all()) yield token.id;
  }

  function tell(tokenIds: Iterable<number>): void {
    for (const listener of listeners) listener(tokenIds);
  }

  function upstreamChanged(upstream: Upstream, kind: MediaKind, state: string, model: string | null): void {
    if (model !== null && state !== 'half-open') {
      const words =
        state === 'open' ? 'The upstream has no room for a model; jobs wait' : 'The upstream has room again';
      log.info({ upstream, kind, model }, words);
    } else if (state === 'open')
      log.warn({ upstream, kind }, 'The upstream fails for everybody; jobs wait until it answers again');
    else if (state === 'closed') log.info({ upstream, kind }, 'The upstream answers again');
    tell([]);
  }

  /** Whatever is held against an account or its way out is forgotten. */
  function forgive(tokenId: number): void {
    const token = present(tokenId);
    for (const kind of KINDS) troubles.over(tokenId, kind);
    conditions.forgive(tokenId);
    egress.forgive(token);
    tell([tokenId]);
  }

  return {
    /** Takes up what a former process held against accounts. */
    async load(): Promise<void> {
      for (const { breaker, tokenId, kind } of await conditions.load()) {
        if (breaker.state !== 'closed' && isOwnTrouble(breaker.code)) troubles.add(tokenId, kind);
      }
    },

    /** The way out that an account's calls go now, by number. */
    wayOf: egress.wayOf,
    /** Why an account may not be used for this kind of work now; null when it may. */
    restOf: restFor,
    /** Models that an account cannot run now, by the upstream's key. Their times are the steady clock's: see `endOf`. */
    limitsOf: conditions.limitsOf,
    /** When a limit ends, by the clock of the day. */
    endOf: ({ until }: ModelLimit): number => clock.shown(until),
    /** Whether Google refused an account models for its plan, which may change. */
    isDeniedModels: conditions.isDeniedModels,
    /** What an account rests for, by this kind of work; null when it does not rest by its own fault. */
    restCodeOf: conditions.restCodeOf,
    /** Whether an upstream works for this kind. */
    upstreamStateOf: upstreams.stateOf,
    /** How long jobs have to wait before any may be sent, milliseconds; 0 while the upstream works. */
    outageOf: upstreams.waitFor,
    /** The same for a single model, by the upstream's key. */
    modelOutageOf: upstreams.waitForModel,

    /** For metrics: accounts at rest by kind, and whether the upstream fails for everybody (1) or not (0). */
    readings(): { resting: Record<MediaKind, number>; failing: Record<MediaKind, number> } {
      const resting = { image: 0, video: 0 };
      for (const token of roster.all()) {
        for (const kind of KINDS) if (mayWork(token) && restFor(token, kind) !== null) resting[kind] += 1;
      }
      const failingOf = (kind: MediaKind) => (upstreams.stateOf('flow', kind) === 'closed' ? 0 : 1);
      return {
        resting,
        failing: { image: failingOf('image'), video: failingOf('video') },
      };
    },

    /** A job was given the account's slot: after a rest it is the one that finds out. */
    taken(upstream: Upstream, attempt: Attempt): void {
      upstreams.sent(upstream, attempt);
      // The sandbox's faults are scripted: see attemptEnded.
      if (upstream === 'flow') stalls.sent(upstream, attempt.kind, attempt.generationId, attempt.tokenId);
      conditions.taken(attempt);
      const token = roster.get(attempt.tokenId);
      if (token?.upstream === 'flow') egress.taken(token, attempt.generationId);
    },

    /** It gave the slot back. If it found nothing out, the next one may. */
    givenBack(upstream: Upstream, attempt: Pick<Attempt, 'kind' | 'tokenId' | 'generationId'>): void {
      upstreams.letGo(upstream, attempt);
      if (upstream === 'flow') stalls.ended(upstream, attempt.kind, attempt.generationId, null);
      conditions.givenBack(attempt);
      const token = roster.get(attempt.tokenId);
      if (token?.upstream === 'flow') egress.givenBack(token, attempt.generationId);
    },

    /** How a try ended: `null` once the upstream had taken the work. */
    attemptEnded(attempt: Attempt, error: ServiceError | null): void {
      const token = roster.get(attempt.tokenId);
      if (token === undefined) return;
      // The sandbox's faults are scripted, by callers' prompts among others: nobody may take it away from the rest with one.
      if (token.upstream === 'sandbox') return;
      stalls.ended(token.upstream, attempt.kind, attempt.generationId, heardOf(error));
      if (error === null) verdicts.worked(token, attempt);
      else verdicts.failed(token, attempt, error);
    },

    forgive,

    /** The operator wants the account back at once: the upstream is tried again as well. */
    rejoin(tokenId: number): Promise<Token> {
      forgive(tokenId);
      const token = present(tokenId);
      for (const kind of KINDS) {
        upstreams.forgive(token.upstream, kind);
        stalls.forgive(token.upstream, kind);
      }
      tell([tokenId]);
      return roster.update(tokenId, REVIVED, 'back in the pool by hand');
    },

    settingsChanged,

    /** Told that the upstream answers nothing at all, again and again while it lasts. Returns how to stop. */
    onStalled(listener: StallListener): () => void {
      stallListeners.add(listener);
      return () => stallListeners.delete(listener);
    },

    /** Told whose usability may have changed; with nobody named, the upstream's. Returns how to stop. */
    onChanged(listener: (tokenIds: Iterable<number>) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether the end of a try was the upstream's answer. */
function heardOf(error: ServiceError | null): 'taken' | 'refused' | null {
  if (error === null) return 'taken';
  return error.outcome === 'refused' ? 'refused' : null;
}
