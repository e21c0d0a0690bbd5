import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import sharp from 'sharp';
import { accountStats, startSandboxProcess } from '../../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;

/** A service with one account, as the clients of this folder call it. */
export interface Stage extends AsyncDisposable {
  service: ServiceProcess;
  /** How often the upstream was asked for something paid. */
  paidCalls(): Promise<number>;
}

export async function startStage(): Promise<Stage> {
  const sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  const service = await startService({ upstream: sandbox });
  await service.addToken(ACCOUNT[0]);
  return {
    service,
    async paidCalls() {
      const { calls } = await accountStats(sandbox, ACCOUNT[1]);
      return calls.image + calls.submit;
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

/** How many pictures each of the latest jobs was given to go by, oldest first. */
export function picturesUsed({ service }: Stage, jobs: number): unknown[] {
  const database = new BetterSqlite(join(service.dataDir, 'flow2api.db'), { readonly: true });
  const latest = "select json_array_length(request, '$.images') from generations order by created_at desc limit ?";
  const counts = database.prepare(latest).pluck().all(jobs);
  database.close();
  return counts.reverse();
}

/** A small real picture. */
export function smallPng(): Promise<Buffer> {
  return sharp({ create: { width: 320, height: 180, channels: 3, background: '#28527a' } })
    .png()
    .toBuffer();
}

/** What a picture's bytes really are. */
export async function formatOf(bytes: Uint8Array): Promise<string> {
  return (await sharp(bytes).metadata()).format;
}
