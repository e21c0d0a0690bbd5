import { randomUUID } from 'node:crypto';
import { createCheapest } from '../generation/cheapest.ts';
import { filesInUse } from '../generation/files-in-use.ts';
import { createGenerations } from '../generation/generations.ts';
import type { ModelChoices } from '../generation/model-choices.ts';
import { createMedia } from '../media/index.ts';
import { createPiecewise } from '../media/piecewise.ts';
import { withRequestId } from '../observability/request-context.ts';
import { schedule } from '../schedule.ts';
import { toJobSettings, toMediaLimits, toPoolSettings } from '../settings/for-services.ts';
import { createTokenDesk } from '../tokens/desk/desk.ts';
import { dropLease, recordLease } from '../tokens/lease-rows.ts';
import { amendUsage, recordUsage } from '../usage/usage-stats.ts';
import type { Accounts } from './accounts.ts';
import type { Callers } from './callers.ts';
import type { Foundation } from './foundation.ts';

export interface WorkDeps extends Foundation, Pick<Accounts, 'tokens' | 'flows'>, Pick<Callers, 'quota'> {
  catalogue: ModelChoices['catalogue'];
}

export type Work = ReturnType<typeof createWork>;

const newHexId = (): string => randomUUID().replaceAll('-', '');

/** Jobs and the files that they need and make, and the desk at which operators see to accounts. */
export function createWork(deps: WorkDeps) {
  const { database, dataDir, settings, log, metrics, now, elapsed, random, catalogue, tokens, flows, quota } = deps;
  const media = createMedia({
    dataDir,
    database,
    limits: () => toMediaLimits(settings()),
    now,
    protectedInputs: () => filesInUse(database),
    log,
  });
  const uploads = createPiecewise({ keepStream: media.keepInputStream, schedule, newId: newHexId });
  const generations = createGenerations({
    database,
    catalogue,
    pool: tokens.pool,
    tokens: tokens.access,
    flowFor: tokens.flowOf,
    ...{ recordLease, dropLease, recordUsage, amendUsage, media, quota, withRequestId },
    settings: () => toJobSettings(settings()),
    onEnded: ({ kind, state, error, createdAt, completedAt }) =>
      metrics.observeGeneration({
        kind,
        state,
        errorCode: error?.code ?? null,
        durationMs: (completedAt ?? now()) - createdAt,
      }),
    ...{ log, schedule, now, elapsed, random },
    newCallId: () => `call_${newHexId()}`,
    newJobId: () => `gen_${newHexId()}`,
  });
  const tokenDesk = createTokenDesk({
    tokens,
    cheapest: createCheapest(catalogue, () => settings().flow.wireProfile),
    testProxy: flows.testProxy,
    generalProxy: () => toPoolSettings(settings()).proxy,
    unfinishedOn: generations.unfinishedOn,
    ...{ schedule, now, log },
  });
  return { media, uploads, generations, tokenDesk };
}
