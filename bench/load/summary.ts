import type { Answer } from './caller.ts';
import type { LoadResult, Spread } from './order.ts';

const EXAMPLES = 3;

/** What the answers come to. Times are milliseconds of `performance.now()`; an endless window ends with its last answer. */
export function summarize(answers: readonly Answer[], window: { from: number; until: number }): LoadResult {
  const faults = answers.filter(({ fault }) => fault !== null);
  const counted = answers.filter(
    ({ fault, endedAt }) => fault === null && endedAt >= window.from && endedAt <= window.until,
  );
  const last = counted.reduce((latest, { endedAt }) => Math.max(latest, endedAt), window.from);
  const seconds = ((Number.isFinite(window.until) ? window.until : last) - window.from) / 1000;
  const { user, system } = process.cpuUsage();
  return {
    answers: counted.length,
    perSecond: seconds > 0 ? counted.length / seconds : 0,
    latencyMs: spreadOf(counted.map(({ startedAt, endedAt }) => endedAt - startedAt)),
    firstByteMs: spreadOf(counted.map(({ startedAt, firstByteAt }) => firstByteAt - startedAt)),
    total: answers.length,
    faults: faults.length,
    examples: faults.slice(0, EXAMPLES).map(({ fault }) => fault ?? ''),
    cpuSeconds: (user + system) / 1e6,
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

/** The smallest value that at least this share of all do not exceed; 0 of none. `sorted` is ascending. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
