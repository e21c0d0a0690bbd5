import { request } from 'undici';
import { type WatchResult, watchOrder } from './load/watch-order.ts';

/** Many watchers as a process of their own: one order as its argument, one line of JSON about what they saw. */
async function main(): Promise<void> {
  const { url, authorization, watchers } = watchOrder.parse(JSON.parse(process.argv[2] ?? ''));
  const ends: number[] = [];
  let fault: string | null = null;

  async function watch(): Promise<void> {
    const { statusCode, body } = await request(url, { headers: { authorization } });
    let text = '';
    for await (const bytes of body) {
      text = (text + String(bytes)).slice(-4_000);
      if (text.includes('event: end')) {
        ends.push(performance.now());
        break;
      }
    }
    if (!text.includes('event: end')) fault = `${statusCode} ${text}`;
  }

  await Promise.all(Array.from({ length: watchers }, () => watch().catch((cause) => (fault = String(cause)))));
  const result: WatchResult = { ended: ends.length, endSpreadMs: Math.max(...ends) - Math.min(...ends), fault };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

main().catch((cause: unknown) => {
  process.stderr.write(`the watchers failed: ${cause}\n`);
  process.exit(1);
});
