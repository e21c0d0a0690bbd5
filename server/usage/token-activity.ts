import type { MediaKind } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import { FAULT, type Fault } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import { readUsage } from './usage-report.ts';

/** What a token tried in one stretch of time, and how much of it failed by another's fault than the caller's. */
export interface TokenBeat {
  tried: number;
  failed: number;
}

/** Jobs that ended in one hour, and what they cost. */
export interface TokenHour {
  from: number;
  completed: number;
  failed: number;
  credits: number;
}

/** How a token has done lately. */
export interface TokenActivity {
  /** Oldest first; hours in which nothing ended are left out. */
  hours: readonly TokenHour[];
  /** How long all but the slowest twentieth of its jobs took, milliseconds; null without any. */
  p95Ms: Record<MediaKind, number | null>;
}

export interface TokenActivityDeps {
  database: Pick<Database, 'read'>;
  /** Unix milliseconds. */
  now(): number;
}

const BEATS = 24;
const HOUR_MS = 3_600_000;
const BEAT_MS = HOUR_MS / BEATS;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** What is older within the hour shows as nothing: a busy service must not be held up by strokes in a list. */
const MOST_JOBS = 5_000;
/** Everyone who looks within this time sees the same. */
const KEEP_MS = 5_000;
const MOST_TIMES = 500;

type Tried = Pick<Generation, 'attempts' | 'error'>;

export type TokenActivities = ReturnType<typeof createTokenActivity>;

/** What tokens did lately, read from their jobs. */
export function createTokenActivity({ database: { read }, now }: TokenActivityDeps) {
  let kept: { at: number; beats: Promise<Map<number, TokenBeat[]>> } | null = null;

  async function readBeats(to: number): Promise<Map<number, TokenBeat[]>> {
    const from = to - HOUR_MS;
    const jobs = await read
      .selectFrom('Generation')
      .select(['attempts', 'error'])
      .where('createdAt', '>=', from)
      .orderBy('createdAt', 'desc')
      .limit(MOST_JOBS)
      .execute();
    const beats = new Map<number, TokenBeat[]>();
    for (const { tokenId, startedAt, failed } of jobs.flatMap(triesOf)) {
      const ofToken = beats.get(tokenId) ?? Array.from({ length: BEATS }, () => ({ tried: 0, failed: 0 }));
      beats.set(tokenId, ofToken);
      const beat = ofToken[Math.floor((startedAt - from) / BEAT_MS)];
      if (beat === undefined) continue;
      beat.tried += 1;
      beat.failed += Number(failed);
    }
    return beats;
  }

  async function p95(tokenId: number, kind: MediaKind, from: number): Promise<number | null> {
    const rows = await read
      .selectFrom('Generation')
      .select(['createdAt', 'completedAt'])
      .where('tokenId', '=', tokenId)
      .where('createdAt', '>=', from)
      .where('kind', '=', kind)
      .where('state', '=', 'completed')
      .orderBy('createdAt', 'desc')
      .limit(MOST_TIMES)
      .execute();
    const times = rows.map(({ createdAt, completedAt }) => (completedAt ?? createdAt) - createdAt);
    return times.sort((one, other) => one - other)[Math.ceil(times.length * 0.95) - 1] ?? null;
  }

  return {
    /** The last hour in 24 strokes for each of the tokens, oldest first, in their order; null where nothing was tried. */
    async beats(tokenIds: readonly number[]): Promise<(readonly TokenBeat[] | null)[]> {
      const at = now();
      if (kept === null || at - kept.at > KEEP_MS || at < kept.at) kept = { at, beats: readBeats(at) };
      const beats = await kept.beats.catch((cause: unknown) => {
        kept = null;
        throw cause;
      });
      return tokenIds.map((id) => beats.get(id) ?? null);
    },

    /** The last seven days of one token. */
    async of(tokenId: number): Promise<TokenActivity> {
      const [to, from] = [now(), now() - WEEK_MS];
      const range = { from, to, by: 'hour', timeZone: 'UTC', groupBy: [], tokenIds: [tokenId] } as const;
      const [hours, image, video] = await Promise.all([
        readUsage({ read }, range),
        p95(tokenId, 'image', from),
        p95(tokenId, 'video', from),
      ]);
      const counted = hours.map(({ from: start, completed, failed, credits }) => ({
        ...{ from: start, completed, failed, credits },
      }));
      return { hours: counted, p95Ms: { image, video } };
    },
  };
}

/** Each try of a job. A job that failed after its submission failed with its last try. */
function triesOf({ attempts, error }: Tried): { tokenId: number; startedAt: number; failed: boolean }[] {
  return (attempts ?? []).map((attempt, index, all) => {
    const code = (attempt.error ?? (index === all.length - 1 ? error : null))?.code;
    return { tokenId: attempt.tokenId, startedAt: attempt.startedAt, failed: isFailure(code) };
  });
}

function isFailure(code: string | undefined): boolean {
  if (code === undefined) return false;
  const faults: Record<string, Fault> = FAULT;
  return faults[code] !== 'caller';
}
