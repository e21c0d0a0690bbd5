import { askImage } from '../requests.ts';
import { ms, percent, perSecond, type Row } from '../table.ts';
import { type Measured, measure, median, type Window } from '../windows.ts';
import { type Case, compareSmaller, type Findings, pair, throughput, usageRow } from './case.ts';

const SHARE = 0.5;
const ADDED_MS = 10;
const FIRST_BYTE_MS = 10;
/** The one that the budgets of latency are about. */
const JUDGED_CALLERS = 64;
const PACED_MS = 500;

type Both = ReturnType<typeof pair>;

/** A picture by a streamed chat answer; the upstream answers at once, so that all there is to see is ours. */
export function images(callers: number): Case {
  return async ({ floor, service, plan }) => {
    const name = `image, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
    const both = pair(await measure([floor, service], { ask: askImage, callers }, plan));
    const [least, ours] = [throughput(both.floor), throughput(both.service)];
    const rate: Row = {
      case: name,
      floor: perSecond(least),
      service: perSecond(ours),
      ratio: percent(ours / least),
      budget: `≥ ${percent(SHARE)}`,
      met: ours >= least * SHARE,
    };
    return { rows: [rate, ...latencies(name, both, callers === JUDGED_CALLERS)], usage: usageOf(name, both) };
  };
}

/**
 * The same with an upstream that takes its time, as a real one does: callers wait for it and not for one another, so that
 * what is added is what the service does and not how long its line is.
 */
export const pacedImages: Case = async ({ floor, service, sandbox, plan }) => {
  const name = `image of ${PACED_MS} ms, ${JUDGED_CALLERS} callers`;
  await sandbox.control('POST', 'settings', { imageDelayMs: PACED_MS });
  try {
    const load = { ask: askImage, callers: JUDGED_CALLERS, spreadSeconds: PACED_MS / 1000 };
    const both = pair(await measure([floor, service], load, plan));
    return { rows: latencies(name, both, true), usage: usageOf(name, both) };
  } finally {
    await sandbox.control('POST', 'settings', { imageDelayMs: 0 });
  }
};

function latencies(name: string, both: Both, judged: boolean): Row[] {
  const [p50, p99] = [read(both, ({ load }) => load.latencyMs.p50), read(both, ({ load }) => load.latencyMs.p99)];
  const first = [
    read(both, ({ load }) => load.firstByteMs.p50),
    read(both, ({ load }) => load.firstByteMs.p99),
  ] as const;
  const added = p99.service - p99.floor;
  const addedLimit = { text: `≤ ${ADDED_MS} ms added (${ms(added)})`, met: added <= ADDED_MS };
  const byteLimit = { text: `≤ ${FIRST_BYTE_MS} ms`, met: first[0].service <= FIRST_BYTE_MS };
  const withByteLimit = judged || name.endsWith(' 1 caller');
  return [
    compareSmaller(`${name}: latency p50`, p50, { show: ms, limit: null }),
    compareSmaller(`${name}: latency p99`, p99, { show: ms, limit: judged ? addedLimit : null }),
    compareSmaller(`${name}: first byte p50`, first[0], { show: ms, limit: withByteLimit ? byteLimit : null }),
    compareSmaller(`${name}: first byte p99`, first[1], { show: ms, limit: null }),
  ];
}

function read({ floor, service }: Both, of: (window: Window) => number): { floor: number; service: number } {
  return { floor: median(floor, of), service: median(service, of) };
}

function usageOf(name: string, both: Both): Findings['usage'] {
  return [both.floor, both.service].map((measured: Measured) => usageRow(name, measured));
}
