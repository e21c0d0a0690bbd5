import { join } from 'node:path';
import { openDatabase } from '../server/database/database.ts';
import { openRoster } from '../server/tokens/roster.ts';
import { openVault } from '../server/tokens/vault.ts';
import { type BenchAccount, TIER } from './accounts.ts';

/**
 * Puts accounts into the database of a service that is not running, sealed as the service seals them. Adding ten thousand
 * through its doors would call the upstream for each.
 */
export async function seedTokens(dataDir: string, accounts: readonly BenchAccount[]): Promise<void> {
  const database = await openDatabase(join(dataDir, 'flow2api.db'));
  const vault = await openVault({ secretKey: undefined, dataDir });
  // Nothing is written later, so that nothing needs a clock.
  const roster = await openRoster({ database, vault, schedule: () => () => {}, now: Date.now, log: { error() {} } });
  const add = (account: BenchAccount) =>
    roster.add(
      {
        email: account.email,
        upstream: 'flow',
        ...roster.sealSession('flow', account.sessionToken),
        accessToken: roster.seal(account.accessToken),
        accessTokenExpiresAt: account.accessTokenExpiresAt,
        lastRefreshAt: Date.now(),
        projectId: account.projectId,
        projectTitle: 'bench',
        credits: account.credits,
        tier: TIER,
      },
      'added',
    );
  await Promise.all(accounts.map(add));
  await roster.close();
  await database.close();
}
