import { parseArgs } from 'node:util';
import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { startService } from '../server/testing/service-process.ts';
import { percentile } from './load/summary.ts';

const PASSWORD = 'a-long-password-of-the-benchmark';
const PICTURE = { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: 'a fox' }] };
const JSON_TYPE = { 'content-type': 'application/json' };

const options = z.object({
  subscribers: z.coerce.number().int().min(1).max(5_000).default(1_000),
  pictures: z.coerce.number().int().min(1).max(1_000).default(40),
  /** Between two pictures, each of which makes about five events. */
  gapMs: z.coerce.number().min(0).max(10_000).default(500),
  /** Pictures before those, which find code that was never run yet: their events are counted, not timed. */
  warmup: z.coerce.number().int().min(0).max(100).default(3),
});

/** What one subscriber saw: sequence numbers in their order, and how long each event took to come. */
interface Seen {
  seqs: number[];
  late: { at: number; ms: number }[];
}

/** How long an event of the log takes to reach everybody who subscribes to it, each on a connection of its own. */
async function main(): Promise<void> {
  const single = { type: 'string' } as const;
  const flags = { subscribers: single, pictures: single, gapMs: single, warmup: single };
  const { subscribers, pictures, gapMs, warmup } = options.parse(parseArgs({ options: flags }).values);
  await using service = await startService({ env: { FLOW2API_GLOBAL__ADMIN_PASSWORD: PASSWORD } });
  const cookie = await signIn(service.baseUrl);
  const dispatcher = new Agent({ connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const stop = new AbortController();
  const everybody = Array.from({ length: subscribers }, (): Seen => ({ seqs: [], late: [] }));
  const open = everybody.map((seen) =>
    subscribe({ url: service.baseUrl, cookie, dispatcher, signal: stop.signal }, seen),
  );
  await Promise.all(open.map(({ opened }) => opened));

  let warmSince = Date.now();
  for (let picture = 0; picture < warmup + pictures; picture += 1) {
    if (picture === warmup) warmSince = Date.now();
    const response = await service.post('/v1/chat/completions', PICTURE);
    if (!response.ok) throw new Error(`a picture was answered ${response.status}`);
    await response.text();
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  const last = await waitUntilEven(everybody);
  stop.abort();
  await Promise.allSettled(open.map(({ ended }) => ended));
  await dispatcher.destroy();

  const all = everybody.flatMap(({ late }) => late);
  const late = all
    .filter(({ at }) => at >= warmSince)
    .map(({ ms }) => ms)
    .sort((one, other) => one - other);
  const cold = all.reduce((most, { at, ms }) => (at < warmSince ? Math.max(most, ms) : most), 0);
  const uneven = everybody.filter(({ seqs }) =>
    seqs.some((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1),
  );
  const [p50, p99] = [0.5, 0.99].map((share) => Math.round(percentile(late, share)));
  print(
    `${subscribers} subscribers, ${pictures} pictures ${gapMs} ms apart: ${everybody.reduce((sum, { seqs }) => sum + seqs.length, 0)} events delivered, the last of them number ${last}`,
  );
  print(`an event reached everybody after p50 ${p50} ms, p99 ${p99} ms, at most ${Math.round(late.at(-1) ?? 0)} ms`);
  if (warmup > 0) print(`in the ${warmup} pictures before that, right after the start, at most ${cold} ms`);
  print(`subscribers with a gap or a double: ${uneven.length}`);
}

async function signIn(url: string): Promise<string> {
  const query = `mutation { signIn(username: "admin", password: "${PASSWORD}") { name } }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ query }),
  });
  const cookie = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  if (cookie.length === 0) throw new Error(`signing in was answered ${response.status}: ${await response.text()}`);
  return cookie.join('; ');
}

interface Line {
  url: string;
  cookie: string;
  dispatcher: Agent;
  signal: AbortSignal;
}

function subscribe(
  { url, cookie, dispatcher, signal }: Line,
  seen: Seen,
): { opened: Promise<unknown>; ended: Promise<void> } {
  const query = 'subscription { events { __typename ... on Event { seq at type } } }';
  const opened = request(`${url}/graphql`, {
    ...{ method: 'POST', dispatcher, signal, body: JSON.stringify({ query }) },
    headers: { ...JSON_TYPE, accept: 'text/event-stream', cookie },
  });
  const parser = createParser({
    onEvent({ data }) {
      const { events } = (data === '' ? {} : ((JSON.parse(data) as { data?: object }).data ?? {})) as {
        events?: { seq?: number; at?: string; type?: string };
      };
      if (events?.seq === undefined || events.at === undefined) return;
      seen.seqs.push(events.seq);
      // Finished requests are gathered for half a second before they are written down.
      if (events.type !== 'request-finished') {
        const at = Date.parse(events.at);
        seen.late.push({ at, ms: Date.now() - at });
      }
    },
  });
  const ended = opened.then(async ({ body }) => {
    for await (const bytes of body) parser.feed(String(bytes));
  });
  return { opened, ended };
}

/** Until all have seen the same last event, and no more comes for a moment. Returns its number. */
async function waitUntilEven(everybody: readonly Seen[]): Promise<number> {
  for (let still = 0, before = -1; still < 10; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const lasts = new Set(everybody.map(({ seqs }) => seqs.at(-1) ?? 0));
    const [last = 0] = lasts;
    still = lasts.size === 1 && last === before ? still + 1 : 0;
    before = last;
  }
  return everybody[0]?.seqs.at(-1) ?? 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
