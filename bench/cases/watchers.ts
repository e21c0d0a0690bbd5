import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WatchOrder, WatchResult } from '../load/watch-order.ts';
import { resetPeak, usageOf } from '../process-meter.ts';
import { askBackgroundVideo, authorization } from '../requests.ts';
import type { Stage } from '../stage.ts';
import { ms, type Row, type UsageRow } from '../table.ts';
import type { Target } from '../windows.ts';
import type { Case } from './case.ts';

const WATCHERS = 1_000;
const NAME = `${WATCHERS.toLocaleString('en-US')} watchers of a job of 6 s`;
const PROGRAM = fileURLToPath(new URL('../watch.ts', import.meta.url));
const LONGEST_MS = 120_000;

interface Seen {
  result: WatchResult;
  growthMb: number;
  cpuSeconds: number;
  peakRssMb: number;
}

/** Many who watch one job: what they cost, and how far apart the first and the last of them hear of its end. */
export const watchers: Case = async (stage) => {
  const seen = { floor: await rounds(stage, stage.floor), service: await rounds(stage, stage.service) };
  const read = (of: (each: Seen) => number) => ({ floor: middle(seen.floor, of), service: middle(seen.service, of) });
  const spread = read(({ result }) => result.endSpreadMs);
  const growth = read(({ growthMb }) => (growthMb * 1024) / WATCHERS);
  const row = (what: string, floor: string, service: string): Row => {
    return { case: `${NAME}: ${what}`, floor, service, ratio: '', budget: '', met: null };
  };
  return {
    rows: [
      row('first to last hears of the end', ms(spread.floor), ms(spread.service)),
      row('RSS growth per watcher', `${growth.floor.toFixed(0)} KB`, `${growth.service.toFixed(0)} KB`),
    ],
    usage: [usage(stage.floor, seen.floor), usage(stage.service, seen.service)],
  };
};

async function rounds({ plan, recording, sandbox }: Stage, target: Target): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let round = 0; round < plan.windows; round += 1) {
    const isService = target.name === 'service';
    const path = isService ? await startVideo(target) : recording.script.watched.path;
    seen.push(await watch(target, path));
  }
  await sandbox.control('GET', 'stats'); // it is still there
  return seen;
}

/** Starts a video and tells where it can be watched. */
async function startVideo({ url }: Target): Promise<string> {
  const { url: address, method, headers, body } = askBackgroundVideo(url);
  const response = await fetch(address, { method, headers, body });
  const { id } = (await response.json()) as { id: string };
  return `/v1/jobs/gen_${id.replace('video_', '')}/events`;
}

async function watch({ url, pid }: Target, path: string): Promise<Seen> {
  resetPeak(pid);
  const before = usageOf(pid);
  const order: WatchOrder = { url: url + path, authorization, watchers: WATCHERS };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(order)], {
    timeout: LONGEST_MS,
  });
  const after = usageOf(pid);
  const result = JSON.parse(stdout) as WatchResult;
  if (result.ended !== WATCHERS)
    throw new Error(`only ${result.ended} of ${WATCHERS} heard of the end: ${result.fault}`);
  return {
    result,
    growthMb: (after?.peakRssMb ?? 0) - (before?.peakRssMb ?? 0),
    cpuSeconds: (after?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0),
    peakRssMb: after?.peakRssMb ?? 0,
  };
}

function usage({ name }: Target, seen: readonly Seen[]): UsageRow {
  const cpu = middle(seen, ({ cpuSeconds }) => cpuSeconds);
  return {
    ...{ case: NAME, process: name, cpuMsPerAnswer: ((cpu * 1000) / WATCHERS).toFixed(3), cpuSeconds: cpu.toFixed(1) },
    peakRssMb: Math.max(...seen.map(({ peakRssMb }) => peakRssMb)).toFixed(0),
  };
}

function middle(seen: readonly Seen[], of: (each: Seen) => number): number {
  const sorted = seen.map(of).toSorted((one, other) => one - other);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
