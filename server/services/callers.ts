import { randomUUID } from 'node:crypto';
import { openAccess } from '../access/access.ts';
import { openApiKeys } from '../access/api-keys.ts';
import { createManagedKeys } from '../access/managed-keys.ts';
import { openQuota } from '../access/quota.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { schedule } from '../schedule.ts';
import { toControlSettings } from '../settings/for-services.ts';
import type { Foundation } from './foundation.ts';
import { createOperatorDoor } from './operator-door.ts';

export type Callers = Awaited<ReturnType<typeof openCallers>>;

export interface CallersDeps extends Foundation {
  /** Names that a key may be limited to. */
  modelNames(): string[];
}

/** Who may call: keys with their limits, operators with their sessions and tokens, and the record of what they do. */
export async function openCallers(deps: CallersDeps) {
  const { database, vault, settings, log, modelNames, newRequestId, now, elapsed } = deps;
  const newId = randomUUID;
  const apiKeys = await openApiKeys({
    database,
    configured: () => settings().global.apiKey,
    configuredKeys: () => settings().global.keys,
    ...{ schedule, now, newId, log },
  });
  const managedKeys = createManagedKeys({
    database,
    modelNames,
    configured: () => settings().global.apiKey,
    configuredKeys: () => settings().global.keys,
    reload: apiKeys.reload,
    ...{ now, newId },
  });
  const access = await openAccess({
    database,
    vault,
    configured: () => ({ username: settings().global.adminUsername, password: settings().global.adminPassword }),
    ...{ schedule, now, newId, log },
  });
  const audit = createAuditLog({ database, now, elapsed });
  const controlSettings = () => toControlSettings(settings());
  const door = createOperatorDoor({ access, audit, settings: controlSettings, newRequestId, elapsed, log });
  const quota = await openQuota({ database, limitsOf: apiKeys.limitsOf, now, elapsed });

  return {
    ...{ apiKeys, managedKeys, access, audit, door, quota, controlSettings },

    async close(): Promise<void> {
      await access.close();
      await apiKeys.close();
    },
  };
}
