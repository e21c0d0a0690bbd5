import type { MediaKind } from '../../../schema/catalogue.ts';
import type { DueQueue } from '../due-queue.ts';
import type { Upstream } from '../roster.ts';

/**
 * What an account's free call says: the upstream answers, it does not, the account's proxy let nobody through to it, or
 * nothing was learnt.
 */
export type Sign = 'answers' | 'silent' | 'cut-off' | 'unclear';

export interface StallWatchDeps {
  /** Asks the upstream something that costs nothing, with little patience. Never throws. */
  ask(tokenId: number): Promise<Sign>;
  /** A few accounts of an upstream that may work and are none of these, others each time; first those with another way out. */
  witnesses(upstream: Upstream, but: ReadonlySet<number>): readonly number[];
  due: DueQueue;
  /** The upstream answers nothing at all; told anew with every check as long as it lasts, with how long it has, milliseconds. */
  onStalled(upstream: Upstream, kind: MediaKind, stall: { lastsMs: number; meanMs: number }): void;
  /** It answers others, but not this account: that or its way out is at fault. */
  onMute(upstream: Upstream, kind: MediaKind, tokenId: number): void;
  /** It answers again. */
  onRevived(upstream: Upstream, kind: MediaKind): void;
  now(): number;
}

/** What is sent and not answered yet, for one upstream and kind of media. */
interface Watched {
  upstream: Upstream;
  kind: MediaKind;
  /** By job, in the order they were sent. */
  waiting: Map<string, { tokenId: number; since: number }>;
  /** When the last answer came, Unix milliseconds. */
  heardAt: number;
  /** When the last check ended, likewise. */
  checkedAt: number;
  /** How long an answer has taken lately, milliseconds. */
  meanMs: number;
  /** Checks in this silence that found the upstream answering: work may just be slow, so they grow rarer. */
  vain: number;
  stalled: boolean;
  stalledAt: number;
  /** When a job was last let through to find out, although free calls are not answered. */
  triedAt: number;
  checking: boolean;
}

/** Before anything was measured, milliseconds: a picture is made within its call, a video only accepted. */
const FIRST_MEAN_MS: Record<MediaKind, number> = { image: 10_000, video: 3_000 };
const WEIGHT_OF_NEWEST = 0.2;
/** Silence is odd when it lasts so many times as long as answers take, within these bounds. */
const TIMES_THE_MEAN = 1.5;
const LEAST_PATIENCE_MS = 5_000;
const MOST_PATIENCE_MS = 30_000;
/** A silence that a check has explained is looked into again after twice the time, up to eight times. */
const MOST_DOUBLINGS = 3;
const CHECK_GAP_MS = 2_000;
const TRY_AFTER_MS = 30_000;
/** So many free calls without an answer are a silence. */
const SILENCES = 2;
/** Setting the timer anew for less than this would be work for each call. */
const TIMER_GAP_MS = 500;

/**
 * Finds out early that an upstream hangs, which no error tells: calls that wait for work may wait for minutes, and until
 * then they hold their slots and newcomers join them. When nothing was answered for longer than it should take, free calls
 * decide: one of an account that waits, and some of others, by another way out if there is one. If none is answered, the
 * upstream answers nobody; if only the first is not, it is that account's own trouble.
 */
export function createStallWatch({ ask, witnesses, due, onStalled, onMute, onRevived, now }: StallWatchDeps) {
  const all = new Map<string, Watched>();

  function watchedOf(upstream: Upstream, kind: MediaKind): Watched {
    const key = keyOf(upstream, kind);
    const known = all.get(key) ?? {
      ...{ upstream, kind, waiting: new Map(), heardAt: 0, checkedAt: 0, meanMs: FIRST_MEAN_MS[kind], vain: 0 },
      ...{ stalled: false, stalledAt: 0, triedAt: 0, checking: false },
    };
    all.set(key, known);
    return known;
  }

  /** One timer, set for the earliest moment that may be too long; what is answered meanwhile moves it when it fires. */
  function arm(watched: Watched, at = oddAt(watched)): void {
    if (watched.checking) return;
    const key = keyOf(watched.upstream, watched.kind);
    const planned = due.dueAt(key);
    if (planned === null || at < planned - TIMER_GAP_MS) due.set(key, at, () => look(watched));
  }

  async function look(watched: Watched): Promise<void> {
    if (watched.waiting.size === 0 && !watched.stalled) return;
    const at = oddAt(watched);
    if (!watched.stalled && now() < at) return arm(watched, at);
    watched.checking = true;
    const { heardAt } = watched;
    const isSilent = await check(watched).finally(() => {
      watched.checking = false;
      watched.checkedAt = now();
    });
    if (watched.heardAt === heardAt) {
      if (isSilent) stall(watched);
      else if (watched.stalled) revive(watched);
      else watched.vain = Math.min(watched.vain + 1, MOST_DOUBLINGS);
    }
    if (watched.stalled) arm(watched, now() + CHECK_GAP_MS);
    else if (watched.waiting.size > 0) arm(watched);
  }

  /** Whether no free call of several was answered. Too few that say anything leave things as they are. */
  async function check(watched: Watched): Promise<boolean> {
    const { upstream, kind, waiting } = watched;
    const waits = new Set([...waiting.values()].map(({ tokenId }) => tokenId));
    const [suspect, another] = waits;
    const others = witnesses(upstream, waits);
    // Without anybody else, those who wait speak for each other, and a lone account for itself.
    const beside = others.length > 0 ? others : [another ?? suspect].filter((id) => id !== undefined);
    if (suspect === undefined && beside.length === 0) return false; // a job may find out
    const [own, ...signs] = await Promise.all(
      [suspect, ...beside].map((id) => (id === undefined ? 'unclear' : ask(id))),
    );
    if (own === 'answers') return false;
    if (signs.includes('answers')) {
      if (own === 'silent' && suspect !== undefined) onMute(upstream, kind, suspect);
      return false;
    }
    const all = [own, ...signs];
    const silent = all.filter((sign) => sign === 'silent').length;
    if (silent >= SILENCES) return true;
    // Whom a proxy cuts off is told so, and not that the upstream is out.
    return watched.stalled && (silent > 0 || !all.includes('cut-off'));
  }

  function stall(watched: Watched): void {
    if (!watched.stalled) {
      watched.triedAt = now();
      watched.stalledAt = now();
    }
    watched.stalled = true;
    // Free calls may be all that hangs: now and then a job finds out.
    if (watched.waiting.size === 0 && now() - watched.triedAt >= TRY_AFTER_MS) {
      watched.triedAt = now();
      onRevived(watched.upstream, watched.kind);
    } else {
      const { upstream, kind, stalledAt, meanMs } = watched;
      onStalled(upstream, kind, { lastsMs: now() - stalledAt, meanMs });
    }
  }

  function revive(watched: Watched): void {
    watched.stalled = false;
    watched.heardAt = now();
    onRevived(watched.upstream, watched.kind);
  }

  return {
    /** A job was given a slot: from now on an answer is due. */
    sent(upstream: Upstream, kind: MediaKind, generationId: string, tokenId: number): void {
      const watched = watchedOf(upstream, kind);
      watched.waiting.set(generationId, { tokenId, since: now() });
      arm(watched);
    },

    /** The operator wants it to be tried again, whatever was seen. */
    forgive(upstream: Upstream, kind: MediaKind): void {
      const watched = watchedOf(upstream, kind);
      watched.stalled = false;
      watched.heardAt = now();
    },

    /** Nobody waits for an answer to this job any more. `heard` tells whether one came: `taken` when the work was. */
    ended(upstream: Upstream, kind: MediaKind, generationId: string, heard: 'taken' | 'refused' | null): void {
      const watched = watchedOf(upstream, kind);
      const waited = watched.waiting.get(generationId);
      watched.waiting.delete(generationId);
      if (heard === null) return;
      watched.vain = 0;
      // Whatever the answer says, it is one. Else it would stay closed for as long as the last check said.
      if (watched.stalled) revive(watched);
      watched.heardAt = now();
      if (heard === 'taken' && waited !== undefined) {
        watched.meanMs += WEIGHT_OF_NEWEST * (now() - waited.since - watched.meanMs);
      }
    },
  };
}

/** From when on the silence is odd, Unix milliseconds. */
function oddAt({ waiting, heardAt, checkedAt, meanMs, vain }: Watched): number {
  const [oldest] = waiting.values();
  const patienceMs = Math.min(Math.max(TIMES_THE_MEAN * meanMs, LEAST_PATIENCE_MS), MOST_PATIENCE_MS);
  return Math.max(oldest?.since ?? 0, heardAt, checkedAt) + patienceMs * 2 ** vain;
}

const keyOf = (upstream: Upstream, kind: MediaKind) => `stall ${upstream} ${kind}`;
