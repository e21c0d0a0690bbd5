import type { Database } from '../database/database.ts';

/** Whether something was done at least once, since counting began. */
export interface Firsts {
  /** A job was completed. */
  result: boolean;
  /** A caller's key has made a job, as opposed to an operator in the console. */
  call: boolean;
}

/** `consoleKeyId` is what jobs of the console are booked under. */
export async function readFirsts({ read }: Pick<Database, 'read'>, consoleKeyId: string): Promise<Firsts> {
  const any = () => read.selectFrom('UsageStat').select('quarter').limit(1);
  const result = await any().where('completed', '>', 0).executeTakeFirst();
  const call = await any().where('apiKeyId', '!=', consoleKeyId).executeTakeFirst();
  return { result: result !== undefined, call: call !== undefined };
}
