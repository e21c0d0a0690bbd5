import { type Breaker, CLOSED, proven, type RestPolicy, settled, type Trip, tripped } from '../../../schema/breaker.ts';
import type { MediaKind } from '../../../schema/catalogue.ts';
import type { ErrorCode } from '../../../schema/errors.ts';
import type { ModelLimit } from '../../../schema/health.ts';
import type { DueQueue } from '../due-queue.ts';
import type { Roster } from '../roster.ts';
import type { Attempt } from '../types.ts';
import { type Condition, inWords, restOf, soundCondition } from './condition.ts';
import type { HealthRows } from './health-rows.ts';

export interface ConditionsDeps {
  roster: Pick<Roster, 'get' | 'note'>;
  rows: HealthRows;
  /** Its works end at once, so none waits for another. */
  due: DueQueue;
  /** Told of an account that may be used otherwise than before. */
  onChanged(tokenId: number): void;
  now(): number;
}

export const KINDS = ['image', 'video'] as const satisfies MediaKind[];

const MINUTE_MS = 60_000;
/** How long a model that Google denies to an account is not tried with it, the first time in a row, the second and so on. */
const DENIED_MS = [MINUTE_MS, 10 * MINUTE_MS, 2 * 60 * MINUTE_MS, 24 * 60 * MINUTE_MS];
const NO_LIMITS: ReadonlyMap<string, ModelLimit> = new Map();

export type Conditions = ReturnType<typeof createConditions>;

/**
 * What is held against single accounts, by kind of work: rests, and models that they cannot run. Each is stored, wakes up by
 * itself when its time is over, and is told to whoever has to choose among accounts.
 */
export function createConditions({ roster, rows, due, onChanged, now }: ConditionsDeps) {
  const conditions = { image: new Map<number, Condition>(), video: new Map<number, Condition>() };

  function get(tokenId: number, kind: MediaKind): Condition | undefined {
    return conditions[kind].get(tokenId);
  }

  function made(tokenId: number, kind: MediaKind): Condition {
    const known = get(tokenId, kind) ?? soundCondition(tokenId, kind);
    conditions[kind].set(tokenId, known);
    return known;
  }

  function limitsOf(tokenId: number, kind: MediaKind): ReadonlyMap<string, ModelLimit> {
    return get(tokenId, kind)?.limits ?? NO_LIMITS;
  }

  function setBreaker(condition: Condition, breaker: Breaker): void {
    const before = condition.breaker;
    if (before === breaker) return;
    condition.breaker = breaker;
    condition.probe = null;
    arm(condition);
    rows.changed(condition);
    const { tokenId, kind } = condition;
    if (before.state !== breaker.state) roster.note(tokenId, {}, `${kind}s: ${standingInWords(breaker)}`);
    onChanged(tokenId);
  }

  /** Wakes up when the rest or the next limit is over. */
  function arm(condition: Condition): void {
    const { tokenId, kind, breaker, limits } = condition;
    const ends = [...limits.values()].map((limit) => limit.until);
    if (breaker.state === 'open') ends.push(breaker.until);
    const key = restKey(tokenId, kind);
    if (ends.length === 0) due.drop(key);
    else due.set(key, Math.min(...ends), async () => rise(condition));
  }

  function rise(condition: Condition): void {
    for (const { modelKey, until } of [...condition.limits.values()]) {
      if (until > now()) continue;
      condition.limits.delete(modelKey);
      roster.note(condition.tokenId, {}, `${modelKey}: may be tried again`);
    }
    const breaker = settled(condition.breaker, now());
    rows.changed(condition);
    setBreaker(condition, breaker);
    arm(condition);
    onChanged(condition.tokenId);
  }

  /** Ends its rest at once if it is for one of these reasons. */
  function endRest(tokenId: number, kind: MediaKind, isFor: (code: ErrorCode) => boolean): void {
    const condition = get(tokenId, kind);
    if (condition === undefined || condition.breaker.state === 'closed') return;
    if (isFor(condition.breaker.code)) setBreaker(condition, CLOSED);
  }

  return {
    endRest,
    limitsOf,
    /** What is held against it; undefined when nothing ever was. */
    get,

    /** Takes up what a former process held against accounts, and returns it. */
    async load(): Promise<Condition[]> {
      const known = (await rows.load()).filter(({ tokenId }) => roster.get(tokenId) !== undefined);
      for (const condition of known) {
        condition.breaker = settled(condition.breaker, now());
        conditions[condition.kind].set(condition.tokenId, condition);
        arm(condition);
      }
      return known;
    },

    /** Why it rests by its own fault, by this kind of work; null when it does not. */
    restCodeOf(tokenId: number, kind: MediaKind): ErrorCode | null {
      const condition = get(tokenId, kind);
      if (condition === undefined || restOf(condition) === null) return null;
      return condition.breaker.state === 'closed' ? null : condition.breaker.code;
    },

    /** Whether Google refused it models for its plan, which may change. */
    isDeniedModels: (tokenId: number): boolean =>
      KINDS.some((kind) => [...limitsOf(tokenId, kind).values()].some(isDenied)),

    /** Lets it rest from this kind of work, longer each time in a row. */
    rest(tokenId: number, kind: MediaKind, policy: RestPolicy, trip: Trip): void {
      const condition = made(tokenId, kind);
      setBreaker(condition, tripped(condition.breaker, policy, trip, now()));
    },

    /** Does not try a model with it until then, Unix milliseconds. */
    limit({ tokenId, kind, modelKey }: Attempt, until: number, code: ErrorCode): void {
      const condition = made(tokenId, kind);
      condition.limits.set(modelKey, { modelKey, until, code });
      arm(condition);
      rows.changed(condition);
      roster.note(tokenId, {}, `${modelKey}: ${inWords(code)}`);
      onChanged(tokenId);
    },

    /**
     * Counts that a model was denied to it once more, and returns how long it is not to be tried, milliseconds. Short at first: a
     * request that every account is refused, or a passing fault that looks like a plan, would else close the model for all of
     * them for a day.
     */
    denied({ tokenId, kind, modelKey }: Attempt): number {
      const { denials } = made(tokenId, kind);
      const times = denials.get(modelKey) ?? 0;
      denials.set(modelKey, times + 1);
      return DENIED_MS[Math.min(times, DENIED_MS.length - 1)] ?? MINUTE_MS;
    },

    /** A job was given its slot: after a rest it is the one that finds out. */
    taken({ tokenId, kind, generationId }: Attempt): void {
      const condition = get(tokenId, kind);
      if (condition?.breaker.state !== 'half-open') return;
      condition.probe = generationId;
      onChanged(tokenId);
    },

    /** That job gave the slot back. If it found nothing out, the next one may. */
    givenBack({ tokenId, kind, generationId }: Pick<Attempt, 'kind' | 'tokenId' | 'generationId'>): void {
      const condition = get(tokenId, kind);
      if (condition?.probe !== generationId) return;
      condition.probe = null;
      onChanged(tokenId);
    },

    /** All is forgotten that is held against it. */
    forgive(tokenId: number): void {
      for (const kind of KINDS) {
        const condition = get(tokenId, kind);
        if (condition === undefined) continue;
        condition.limits.clear();
        condition.denials.clear();
        condition.breaker = CLOSED;
        condition.probe = null;
        due.drop(restKey(tokenId, kind));
        rows.changed(condition);
      }
    },

    /** Its plan is another one: what was denied for the former may be tried. */
    tierChanged(tokenId: number): void {
      for (const kind of KINDS) {
        const condition = get(tokenId, kind);
        const denied = [...limitsOf(tokenId, kind).values()].filter(isDenied);
        if (condition === undefined || denied.length === 0) continue;
        for (const { modelKey } of denied) condition.limits.delete(modelKey);
        condition.denials.clear();
        arm(condition);
        rows.changed(condition);
        onChanged(tokenId);
      }
    },

    /** It has more credits than it had. */
    creditsReturned(tokenId: number): void {
      for (const kind of KINDS) endRest(tokenId, kind, (code) => code === 'token_out_of_credits');
    },

    /** It ran this model: a rest that was to be proved over is, and the next denial is a first one. */
    worked({ tokenId, kind, modelKey }: Attempt): void {
      const condition = get(tokenId, kind);
      if (condition === undefined) return;
      condition.denials.delete(modelKey);
      setBreaker(condition, proven(condition.breaker));
    },

    /** The account is removed. */
    forget(tokenId: number): void {
      for (const kind of KINDS) {
        conditions[kind].delete(tokenId);
        due.drop(restKey(tokenId, kind));
      }
      rows.forget(tokenId);
    },
  };
}

const restKey = (tokenId: number, kind: MediaKind) => `rest ${kind} ${tokenId}`;

const isDenied = ({ code }: ModelLimit): boolean => code === 'token_model_denied';

function standingInWords(breaker: Breaker): string {
  if (breaker.state === 'open') return inWords(breaker.code);
  return breaker.state === 'closed' ? 'works again' : 'may be tried again';
}
