import type { Database } from '../database/database.ts';

/** How many requests failed of what. */
export interface FailureReason {
  code: string;
  requests: number;
}

/** More codes than there are. */
const MOST_CODES = 100;

/** Failed requests of a time range by their code, the most frequent first. Each code costs a step through its own index. */
export async function readFailureReasons(
  { read }: Pick<Database, 'read'>,
  { from, to }: { from: number; to: number },
): Promise<FailureReason[]> {
  const logs = () => read.selectFrom('RequestLog');
  const first = await logs()
    .select('id')
    .where('at', '>=', from)
    .orderBy('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const last = await logs()
    .select('id')
    .where('at', '<', to)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (first === undefined || last === undefined) return [];
  const reasons: FailureReason[] = [];
  for (let above = ''; reasons.length < MOST_CODES; ) {
    const next = await logs()
      .select((eb) => eb.fn.min('errorCode').as('code'))
      .where('errorCode', '>', above)
      .executeTakeFirst();
    const code = next?.code ?? null;
    if (code === null) break;
    const { requests } = await logs()
      .select((eb) => eb.fn.countAll<number>().as('requests'))
      .where('errorCode', '=', code)
      .where('id', '>=', first.id)
      .where('id', '<=', last.id)
      .executeTakeFirstOrThrow();
    if (Number(requests) > 0) reasons.push({ code, requests: Number(requests) });
    above = code;
  }
  return reasons.sort((a, b) => b.requests - a.requests);
}
