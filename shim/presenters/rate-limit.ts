import type { CallRate } from '../deps.ts';

/** The rate of a key as OpenAI's headers tell it, which SDKs and gateways read. */
export function presentRate({ limit, remaining, resetMs }: CallRate): Record<string, string> {
  return {
    'x-ratelimit-limit-requests': String(limit),
    'x-ratelimit-remaining-requests': String(remaining),
    'x-ratelimit-reset-requests': presentDuration(resetMs),
  };
}

/** Whole seconds, rounded up, as those headers write them: `42s`, `6m0s`. */
function presentDuration(ms: number): string {
  const all = Math.ceil(ms / 1000);
  const [minutes, seconds] = [Math.floor(all / 60), all % 60];
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}
