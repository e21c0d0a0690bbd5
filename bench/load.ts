import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { type Answer, createCaller } from './load/caller.ts';
import { loadOrder } from './load/order.ts';
import { summarize } from './load/summary.ts';

/** A caller that was refused goes on at once otherwise, and a dead server would be asked as fast as a processor can. */
const ENOUGH_FAULTS = 100;
/** Longer than any window or video. */
const LONGEST_ANSWER_MS = 180_000;

/** The load generator as a process of its own: one order as its argument, one line of JSON about what came of it. */
async function main(): Promise<void> {
  const order = loadOrder.parse(JSON.parse(process.argv[2] ?? ''));
  const { origin, pathname } = new URL(order.url);
  const timeouts = { headersTimeout: LONGEST_ANSWER_MS, bodyTimeout: LONGEST_ANSWER_MS };
  const pool = new Pool(origin, { connections: order.callers, pipelining: 1, ...timeouts });
  const call = createCaller(pool, pathname, order);
  const answers: Answer[] = [];
  let left = order.requests ?? Number.POSITIVE_INFINITY;
  let faults = 0;
  const startedAt = performance.now();
  const from = startedAt + order.warmupSeconds * 1000;
  const until = order.seconds === null ? Number.POSITIVE_INFINITY : from + order.seconds * 1000;

  async function callOn(_: unknown, index: number): Promise<void> {
    await delay((order.spreadSeconds * 1000 * index) / order.callers);
    while (left > 0 && faults < ENOUGH_FAULTS && performance.now() < until) {
      left -= 1;
      const answer = await call();
      if (answer.fault !== null) faults += 1;
      answers.push(answer);
    }
  }
  await Promise.all(Array.from({ length: order.callers }).map(callOn));
  await pool.close();
  process.stdout.write(`${JSON.stringify(summarize(answers, { from, until }))}\n`);
}

main().catch((cause: unknown) => {
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
  process.stderr.write(`the load generator failed: ${reason}\n`);
  process.exit(1);
});
