import type { Stage } from '../stage.ts';
import { type Row, times, type UsageRow } from '../table.ts';
import { type Measured, median } from '../windows.ts';

/** What a case found: lines of the result, and what they cost. */
export interface Findings {
  rows: Row[];
  usage: UsageRow[];
}

/** One part of the benchmark. @throws BenchBroken when it could not be measured */
export type Case = (stage: Stage) => Promise<Findings>;

/** What floor and service showed, in the order in which they are measured. */
export function pair(measured: readonly Measured[]): { floor: Measured; service: Measured } {
  const [floor, service] = measured;
  if (floor === undefined || service === undefined) throw new Error('a case measures the floor and the service');
  return { floor, service };
}

/** Middle throughput of a target, answers per second. */
export const throughput = (measured: Measured): number => median(measured, ({ load }) => load.perSecond);

/** What a target used: processor time per answer and per window, and the most memory of all windows. */
export function usageRow(name: string, measured: Measured): UsageRow {
  const known = measured.windows.every(({ usage }) => usage !== null);
  const cpu = median(measured, ({ usage }) => usage?.cpuSeconds ?? 0);
  const perAnswer = median(measured, ({ usage, load }) => ((usage?.cpuSeconds ?? 0) * 1000) / load.total);
  const peak = Math.max(...measured.windows.map(({ usage }) => usage?.peakRssMb ?? 0));
  const tell = (text: string) => (known ? text : 'unknown');
  return {
    case: name,
    process: measured.target.name,
    cpuMsPerAnswer: tell(perAnswer.toFixed(3)),
    cpuSeconds: tell(cpu.toFixed(1)),
    peakRssMb: tell(peak.toFixed(0)),
  };
}

/** A line that compares floor and service by a number that is better when it is smaller. */
export function compareSmaller(
  name: string,
  { floor, service }: { floor: number; service: number },
  { show, limit }: { show(value: number): string; limit: { text: string; met: boolean } | null },
): Row {
  return {
    case: name,
    floor: show(floor),
    service: show(service),
    ratio: floor > 0 ? times(service / floor) : '',
    budget: limit?.text ?? '',
    met: limit?.met ?? null,
  };
}
