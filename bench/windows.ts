import { type LoadOrder, type LoadResult, loadOrder } from './load/order.ts';
import { resetPeak, type Usage, usageOf } from './process-meter.ts';
import type { Ask } from './requests.ts';
import { runLoad } from './run-load.ts';

/** A server that is measured. */
export interface Target {
  name: string;
  url: string;
  pid: number;
}

/** How a case is measured. */
export interface Plan {
  windows: number;
  seconds: number;
  warmupSeconds: number;
}

/** What one window of one target showed. */
export interface Window {
  load: LoadResult;
  /** What the target used for it, warm-up included; null where the system does not tell. */
  usage: Usage | null;
}

/** The windows of one target, and how many were void and taken again. */
export interface Measured {
  target: Target;
  windows: Window[];
  void: number;
}

/** The benchmark itself is broken: windows went wrong more often than chance allows. */
class BenchBroken extends Error {
  override readonly name = 'BenchBroken';
}

/** Void windows of one case that are taken again. */
const MAX_VOID = 3;

/** Windows of so many callers on each target in turn, so that what disturbs the machine disturbs all of them alike. */
export async function measure(
  targets: readonly Target[],
  { ask, callers, spreadSeconds = 0 }: { ask: Ask; callers: number; spreadSeconds?: number },
  { windows, seconds, warmupSeconds }: Plan,
): Promise<Measured[]> {
  const measured = targets.map((target): Measured => ({ target, windows: [], void: 0 }));
  for (let index = 0; index < windows; index += 1) {
    for (const entry of measured) {
      const order = { ...ask(entry.target.url), callers, spreadSeconds, warmupSeconds, seconds, requests: null };
      await addWindow(entry, order);
    }
  }
  return measured;
}

/** Adds one good window. @throws BenchBroken when too many went wrong */
export async function addWindow(entry: Measured, order: LoadOrder): Promise<Window> {
  const checked = loadOrder.parse(order);
  for (;;) {
    const window = await meterWindow(entry.target, checked);
    const { faults, examples, answers } = window.load;
    if (faults === 0 && answers > 0) {
      entry.windows.push(window);
      return window;
    }
    entry.void += 1;
    const what = `${entry.target.name}: ${faults} faults, ${answers} answers: ${examples.join(' | ')}`;
    process.stderr.write(`void window, ${what}\n`);
    if (entry.void > MAX_VOID) throw new BenchBroken(what);
  }
}

async function meterWindow({ pid }: Target, order: LoadOrder): Promise<Window> {
  resetPeak(pid);
  const before = usageOf(pid);
  const load = await runLoad(order);
  const after = usageOf(pid);
  if (before === null || after === null) return { load, usage: null };
  return { load, usage: { ...after, cpuSeconds: after.cpuSeconds - before.cpuSeconds } };
}

/** The middle one of what the windows say; of an even number the lower of both in the middle. */
export function median({ windows }: Measured, read: (window: Window) => number): number {
  const sorted = windows.map(read).toSorted((one, other) => one - other);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
