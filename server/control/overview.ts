import type { MediaKind } from '../../schema/catalogue.ts';
import { type ErrorCode, FAULT, type Fault } from '../../schema/errors.ts';
import { FIRST_KEY_NAME } from '../access/api-keys.ts';
import { CONSOLE_KEY_ID } from '../generation/operator.ts';
import type { Activity } from '../usage/activity/activity.ts';
import type { ControlContext } from './context.ts';
import { type RangeId, rangeEndingAt, stepsOf } from './overview-ranges.ts';
import type { TimeRange } from './ranges.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

/** How jobs went. */
interface Success {
  completed: number;
  failed: number;
  /** Null without a job. */
  share: number | null;
}

/** Whether it is fine: the figures on top of the page. */
export interface Overview extends TimeRange {
  jobs: Success;
  /** The same stretch a day before; of a week, the week before. */
  before: Success;
  credits: {
    /** On tokens that are wanted. */
    left: number;
    /** Spent in the range, and each hour at the rate of the last one. */
    spent: number;
    perHour: number;
    /** At that rate; null when nothing was spent. */
    hoursLeft: number | null;
  };
  inFlight: Record<MediaKind, number>;
  queued: Record<MediaKind, number>;
  /** Since when the one waits that has waited longest; null when none does. */
  oldestWaitsSince: number | null;
}

export async function overviewOf({ services }: ControlContext, range: RangeId): Promise<Overview> {
  const { usage, generations, tokenDesk } = services;
  const now = services.now();
  const { from, to } = rangeEndingAt(range, now);
  const usedIn = async (start: number, end: number) => {
    const points = await usage.report({ from: start, to: end, by: null, timeZone: 'UTC', groupBy: [] });
    return points[0] ?? { completed: 0, failed: 0, credits: 0 };
  };
  const { beforeMs } = stepsOf(range);
  const lastHour = Math.floor((now - HOUR_MS) / QUARTER_MS) * QUARTER_MS; // as the counters have it
  const [all, before, hour] = await Promise.all([
    usedIn(from, to),
    usedIn(from - beforeMs, to - beforeMs),
    usedIn(lastHour, to),
  ]);
  const { kinds } = generations.queue();
  const left = tokenDesk.pool().credits;
  const perHour = (hour.credits * HOUR_MS) / (now - lastHour);
  const perKind = (of: 'waiting' | 'inFlight') => ({
    image: kinds.find(({ kind }) => kind === 'image')?.[of] ?? 0,
    video: kinds.find(({ kind }) => kind === 'video')?.[of] ?? 0,
  });
  return {
    ...{ from, to },
    jobs: successOf(all),
    before: successOf(before),
    credits: { left, spent: all.credits, perHour, hoursLeft: perHour === 0 ? null : left / perHour },
    inFlight: perKind('inFlight'),
    queued: perKind('waiting'),
    oldestWaitsSince: await usage.waitingSince(),
  };
}

/** Jobs over time, by kind and by family of models. */
export function activityOf({ services }: ControlContext, range: RangeId): Promise<Activity> {
  const families = new Map(services.models.list().map(({ id, family }) => [id, family]));
  const { lengthMs, stepMs, latencyStepMs } = stepsOf(range);
  return services.usage.activity(lengthMs, { stepMs, latencyStepMs }, (model) => families.get(model) ?? model);
}

/** Why something failed, how often, and whose move it is. */
export interface OverviewFailure {
  /** Requests of callers, or jobs of the console, which no request has asked for. */
  of: 'requests' | 'console';
  code: string;
  count: number;
  fault: Fault;
}

/** What failed in a time range by reason, the most frequent first. */
export async function failuresOf({ services }: ControlContext, range: RangeId): Promise<OverviewFailure[]> {
  const within = rangeEndingAt(range, services.now());
  const [requests, jobs] = await Promise.all([
    services.usage.failures(within),
    services.usage.failedJobs({ apiKeyId: CONSOLE_KEY_ID, ...within }),
  ]);
  const failures = [
    ...requests.map(({ code, requests: count }) => ({ of: 'requests' as const, code, count })),
    ...jobs.map(({ code, jobs: count }) => ({ of: 'console' as const, code, count })),
  ];
  return failures.map((each) => ({ ...each, fault: faultOf(each.code) })).sort((a, b) => b.count - a.count);
}

/** What an earlier version has called otherwise is for the operator to look at. */
const faultOf = (code: string): Fault => (Object.hasOwn(FAULT, code) ? FAULT[code as ErrorCode] : 'service');

/** The steps from an empty service to one that is used. */
export interface FirstSteps {
  /** There is somebody to ask: an account, or the sandbox. */
  upstream: boolean;
  /** Something was made. */
  result: boolean;
  /** There is a key beside the one of the first start, or that one has been used. */
  call: boolean;
}

export async function firstStepsOf({ services }: ControlContext): Promise<FirstSteps> {
  const [{ result, call }, keys] = await Promise.all([services.usage.firsts(CONSOLE_KEY_ID), services.apiKeys.list()]);
  const hasKey = keys.some(({ name }) => name !== FIRST_KEY_NAME);
  return { upstream: services.tokenDesk.pool().total > 0, result, call: call || hasKey };
}

function successOf({ completed, failed }: { completed: number; failed: number }): Success {
  const all = completed + failed;
  return { completed, failed, share: all === 0 ? null : completed / all };
}
