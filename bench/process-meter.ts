import { readFileSync, writeFileSync } from 'node:fs';

/** What a process has used. */
export interface Usage {
  /** Processor time of all its threads since it began. */
  cpuSeconds: number;
  /** Most memory it ever held since the last `resetPeak`. */
  peakRssMb: number;
}

const TICKS_PER_SECOND = 100;
const KIB_PER_MB = 1024;

/** Reads what a process has used so far. Null where the system does not tell (it is Linux that does). */
export function usageOf(pid: number): Usage | null {
  const stat = read(`/proc/${pid}/stat`);
  const status = read(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  // The second field is the name in parentheses, which may hold blanks; utime and stime are the 14th and 15th.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const peakKib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { cpuSeconds: (user + system) / TICKS_PER_SECOND, peakRssMb: peakKib / KIB_PER_MB };
}

/** Lets the peak begin again at what the process holds now, where the system can. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Then the peak is that of the whole run, which is never too small.
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
