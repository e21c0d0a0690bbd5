import type { Activity } from './use-overview.ts';

type Bars = Activity['bars'];

/** The share of the jobs of these bars that were completed, 0 to 1; null without a job. */
export function successOf(bars: Bars): number | null {
  const completed = total(bars, 'image') + total(bars, 'video');
  const all = completed + total(bars, 'failed');
  return all === 0 ? null : completed / all;
}

export function total(bars: Bars, of: 'image' | 'video' | 'failed'): number {
  return bars.reduce((sum, bar) => sum + bar[of], 0);
}

/** Bars in groups of so many, for lines in which each single one would only be noise. The newest group is a whole one. */
export function coarse(bars: Bars, size: number): Bars[] {
  const groups: Bars[] = [];
  for (let end = bars.length; end > 0; end -= size) groups.unshift(bars.slice(Math.max(0, end - size), end));
  return groups;
}
