import type { MediaKind } from '../../../schema/catalogue.ts';
import { type Latency, percentilesOf } from '../latency-stats.ts';

/** What of a time range is counted, and how finely. Unix milliseconds; `from` is the start of the first bar. */
export interface ActivityQuery {
  from: number;
  to: number;
  /** Length of a bar, and of what a percentile is made of, milliseconds. */
  stepMs: number;
  latencyStepMs: number;
}

/** Jobs that came to their end in one stretch of time. */
export interface ActivityBar {
  at: number;
  /** Completed ones by kind, and failed ones of any. */
  image: number;
  video: number;
  failed: number;
  credits: number;
}

/** How long the jobs took that were completed in one stretch of time; null when none was. */
export interface LatencyPoint {
  at: number;
  latency: Latency | null;
}

/** How the jobs of one group of models went. */
export interface GroupActivity {
  group: string;
  kind: MediaKind;
  completed: number;
  failed: number;
  latency: Latency | null;
}

export interface Tallied {
  /** In order of time, without a gap. */
  bars: ActivityBar[];
  latency: Record<MediaKind, { all: Latency | null; points: LatencyPoint[] }>;
  /** The busiest first. */
  groups: GroupActivity[];
}

interface Counted {
  at: number;
  kind: MediaKind;
  /** Catalogue id. */
  model: string;
}

export type Tally = ReturnType<typeof createTally>;

/** Adds jobs up, be they told one by one or as counters of many. `groupOf` says which models are told of as one. */
export function createTally({ from, to, stepMs, latencyStepMs }: ActivityQuery, groupOf: (model: string) => string) {
  const bars = startsOf(from, to, stepMs).map((at) => ({ at, image: 0, video: 0, failed: 0, credits: 0 }));
  const firstPoint = Math.floor(from / latencyStepMs) * latencyStepMs;
  const points = startsOf(firstPoint, to, latencyStepMs);
  const histograms = new Map<string, Map<number, number>>();
  const groups = new Map<string, Omit<GroupActivity, 'latency'>>();

  function addTo(histogram: string, upTo: number, jobs: number): void {
    const known = histograms.get(histogram) ?? new Map<number, number>();
    known.set(upTo, (known.get(upTo) ?? 0) + jobs);
    histograms.set(histogram, known);
  }

  function latencyOf(histogram: string): Latency | null {
    const known = histograms.get(histogram);
    return known === undefined ? null : percentilesOf([...known].map(([upTo, jobs]) => ({ upTo, jobs })));
  }

  return {
    /** Jobs that ended. */
    ended({
      at,
      kind,
      model,
      completed,
      failed,
      credits,
    }: Counted & Record<'completed' | 'failed' | 'credits', number>) {
      const bar = bars[Math.floor((at - from) / stepMs)];
      if (bar === undefined) return;
      bar[kind] += completed;
      bar.failed += failed;
      bar.credits += credits;
      const group = groupOf(model);
      const known = groups.get(group) ?? { group, kind, completed: 0, failed: 0 };
      groups.set(group, { ...known, completed: known.completed + completed, failed: known.failed + failed });
    },

    /** Completed jobs that took up to so many milliseconds. */
    took({ at, kind, model, upTo, jobs }: Counted & Record<'upTo' | 'jobs', number>) {
      const point = Math.floor((at - firstPoint) / latencyStepMs);
      if (point < 0 || point >= points.length) return;
      addTo(`${kind} ${point}`, upTo, jobs);
      addTo(kind, upTo, jobs);
      addTo(`of ${groupOf(model)}`, upTo, jobs);
    },

    result(): Tallied {
      const latency = (kind: MediaKind) => ({
        all: latencyOf(kind),
        points: points.map((at, index) => ({ at, latency: latencyOf(`${kind} ${index}`) })),
      });
      return {
        bars,
        latency: { image: latency('image'), video: latency('video') },
        groups: [...groups.values()]
          .filter(({ completed, failed }) => completed + failed > 0)
          .map((known) => ({ ...known, latency: latencyOf(`of ${known.group}`) }))
          .sort((one, other) => other.completed + other.failed - one.completed - one.failed),
      };
    },
  };
}

const startsOf = (from: number, to: number, stepMs: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / stepMs)) }, (_, index) => from + index * stepMs);
