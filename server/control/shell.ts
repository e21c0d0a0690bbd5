import { readFileSync } from 'node:fs';
import type { ControlContext } from './context.ts';

const MINUTE_MS = 60_000;
/** Minutes that the rail shows. */
const BEATS = 30;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const startedAt = Date.now() - Math.round(process.uptime() * 1_000);

/** What every page of the console shows around itself. */
export interface Shell {
  version: string;
  startedAt: number;
  ready: boolean;
  /** Why nothing can be served, in words. */
  reasons: readonly string[];
  /** Requests in each of the last minutes, the oldest first, and how many of them failed. */
  beats: readonly { requests: number; failed: number }[];
  /** Jobs under way. */
  running: number;
  /** Tokens that are wanted and do not serve. */
  needLook: number;
  /** Whether the built-in sandbox answers, alone or beside accounts. */
  sandbox: boolean;
  /** `section.key` of settings that are saved and wait for a restart. */
  pendingRestart: readonly string[];
}

export async function shellOf({ services }: ControlContext): Promise<Shell> {
  const now = services.now();
  const { byState, ready, reasons } = services.tokenDesk.pool();
  const thisMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const range = { from: thisMinute - (BEATS - 1) * MINUTE_MS, to: now };
  const { bars } = await services.usage.histogram({ filter: {}, ...range, bars: BEATS });
  return {
    version,
    startedAt,
    ready,
    reasons,
    beats: bars.map(({ requests, failed }) => ({ requests, failed })),
    running: services.generations.queue().kinds.reduce((sum, { inFlight }) => sum + inFlight, 0),
    needLook: byState['signed-out'] + byState.disabled + byState['out-of-credits'] + byState.cooling,
    sandbox: services.tokens.pool.serving().includes('sandbox'),
    pendingRestart: services.settings
      .describe()
      .filter(({ pending }) => pending)
      .map(({ key }) => key),
  };
}
