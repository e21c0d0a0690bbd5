import { percentile } from '../load/summary.ts';
import { askVideo } from '../requests.ts';
import type { Stage } from '../stage.ts';
import { megabytes, type Row } from '../table.ts';
import { addWindow, type Measured } from '../windows.ts';
import { type Case, usageRow } from './case.ts';
import { watchFlight } from './most-in-flight.ts';
import { completedVideos, type VideoEnd } from './video-ends.ts';

/** The shipped limit of videos at once per token. */
const SLOTS = 4;
const MAX_RSS_MB = 350;
/** The shipped gap between two polls, and the smallest that its jitter makes of it. */
const GAP_SECONDS = 3;
const SMALLEST_GAP_SECONDS = 2.7;
/** Each video takes some seconds of waiting, so a window is one round of them. */
const ENDLESS = { warmupSeconds: 0, seconds: null };

interface Stats {
  accounts: Record<string, { calls: { poll: number } }>;
}

/** So many videos in flight at once, with the shipped limits: what it takes to follow them, and how soon they are seen. */
export function videos(count: number): Case {
  return async (stage) => {
    const name = `${count.toLocaleString('en-US')} videos of 6 s in flight`;
    const tokens = count / SLOTS;
    await using started = await stage.startService({ name: 'service', tokens });
    await drawOnce(stage, started.target.url);
    const entry: Measured = { target: started.target, windows: [], void: 0 };
    const rounds: { polls: number; mostOfOne: number; seconds: number }[] = [];
    const flight = watchFlight(started.target.url);
    for (let round = 0; round < stage.plan.windows; round += 1) {
      const before = await pollsOf(stage);
      const begun = performance.now();
      await addWindow(entry, { ...askVideo(started.target.url), callers: count, requests: count, ...ENDLESS });
      const seconds = (performance.now() - begun) / 1000;
      const made = (await pollsOf(stage)).map((polls, index) => polls - (before[index] ?? 0));
      rounds.push({ polls: made.reduce((sum, polls) => sum + polls, 0), mostOfOne: Math.max(...made), seconds });
    }
    const most = await flight.most();
    await started.service.stop();
    const ends = await completedVideos(started.service.dataDir, stage.sandbox);
    const usage = usageRow(name, entry);
    return { rows: [memory(name, entry, most), polling(name, rounds, tokens), ...lag(name, ends)], usage: [usage] };
  };
}

/** The clip is the same for all: drawing it is not what is measured. */
async function drawOnce({ sandbox }: Stage, url: string): Promise<void> {
  await sandbox.control('POST', 'settings', { videoSeconds: 0 });
  const { url: address, method, headers, body } = askVideo(url);
  const response = await fetch(address, { method, headers, body });
  const text = await response.text();
  if (!text.includes('/files/')) throw new Error(`the first video was not made: ${text}`);
  await sandbox.control('POST', 'settings', { videoSeconds: 6 });
}

/** Poll calls of each account so far. */
async function pollsOf({ sandbox, accounts }: Stage): Promise<number[]> {
  const stats = await sandbox.control<Stats>('GET', 'stats');
  return accounts.map(({ email }) => stats.accounts[email]?.calls.poll ?? 0);
}

function memory(name: string, entry: Measured, most: number): Row {
  const known = entry.windows.every(({ usage }) => usage !== null);
  const peak = Math.max(...entry.windows.map(({ usage }) => usage?.peakRssMb ?? 0));
  return {
    case: `${name}: peak RSS`,
    floor: '',
    service: `${known ? megabytes(peak) : 'unknown'} (${most.toLocaleString('en-US')} at once)`,
    ratio: '',
    budget: `< ${megabytes(MAX_RSS_MB)}`,
    met: known ? peak < MAX_RSS_MB : null,
  };
}

/** More than one call per token and interval shows in the token that was asked about most often. */
function polling(
  name: string,
  rounds: readonly { polls: number; mostOfOne: number; seconds: number }[],
  tokens: number,
) {
  const intervals = (seconds: number, gap: number) => Math.floor(seconds / gap) + 1;
  const perInterval = rounds.map(({ polls, seconds }) => polls / tokens / intervals(seconds, GAP_SECONDS));
  const most = Math.max(...rounds.map(({ mostOfOne }) => mostOfOne));
  const met = rounds.every(({ mostOfOne, seconds }) => mostOfOne <= intervals(seconds, SMALLEST_GAP_SECONDS));
  return {
    case: `${name}: polls per token and interval of ${GAP_SECONDS} s`,
    floor: '',
    service: `${Math.max(...perInterval).toFixed(2)} (of one token at most ${most} in ${Math.max(...rounds.map(({ seconds }) => seconds)).toFixed(0)} s)`,
    ratio: '',
    budget: '≤ 1',
    met,
  };
}

function lag(name: string, ends: readonly VideoEnd[]): Row[] {
  const late = ends.map(({ endedAt, completedAt }) => completedAt - endedAt).toSorted((one, other) => one - other);
  const show = (share: number) => `${(percentile(late, share) / 1000).toFixed(1)} s`;
  return [
    {
      case: `${name}: from its end to its file, p50 / p95`,
      floor: '',
      service: `${show(0.5)} / ${show(0.95)}`,
      ratio: '',
      budget: '',
      met: null,
    },
  ];
}
