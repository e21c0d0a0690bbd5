import type { Database } from './database/database.ts';
import type { Tokens } from './tokens/tokens.ts';

export interface ReadinessDeps {
  database: Pick<Database, 'outage'>;
  pool: Pick<Tokens['pool'], 'readiness'>;
  /** False from the moment that the service stops. */
  accepting(): boolean;
}

/** Whether a request could be served now, and all that stands against it. */
export function createReadiness({ database, pool, accepting }: ReadinessDeps) {
  return async (): Promise<{ ready: boolean; reasons: readonly string[] }> => {
    if (!accepting()) return { ready: false, reasons: ['the service is stopping'] };
    const outage = await database.outage();
    const accounts = pool.readiness();
    if (outage === null) return accounts;
    return { ready: false, reasons: [`the database cannot be written: ${outage}`, ...accounts.reasons] };
  };
}
