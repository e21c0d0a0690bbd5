import { createFlowClient } from '../client.ts';
import { type FlowClientOptions, timeoutsFrom } from '../options.ts';
import type { Caller, FlowClient } from '../types.ts';

/** The moment that tests take place at: 2026-07-01 10:00 UTC. */
export const NOW = Date.UTC(2026, 6, 1, 10);

export const CALLER: Caller = {
  accessToken: 'ya29.invented',
  tier: 'PAYGATE_TIER_ONE',
  projectId: '11111111-1111-4111-8111-111111111111',
};

/** A client for one local origin that stands for both hosts, with a fixed clock and counted ids. Closes itself. */
export function clientFor(origin: string, changes: Partial<FlowClientOptions> = {}): FlowClient & AsyncDisposable {
  let ids = 0;
  const client = createFlowClient({
    labsBaseUrl: `${origin}/fx/api`,
    apiBaseUrl: `${origin}/v1`,
    wireProfile: 'current',
    mediaHosts: [],
    timeouts: timeoutsFrom(5_000),
    proxy: null,
    now: () => NOW,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    ...changes,
  });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
