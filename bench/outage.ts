import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../server/testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_CONNECTION_TOKEN } from '../server/testing/service-process.ts';
import { percentile } from './load/summary.ts';

/** The three ways in which an upstream goes away. */
const WAYS = {
  '503': { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'The service is unavailable.' },
  resets: { kind: 'reset' },
  hangs: { kind: 'stall' },
} as const;

const NAMES = ['a', 'b', 'c'];
const CALLERS = 8;
const PICTURE = { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: 'a fox' }] };
/** What a caller who is told nothing waits. */
const UNTOLD_MS = 1_000;

const options = z.object({ seconds: z.coerce.number().min(1).max(600).default(60) });

interface Answer {
  status: number;
  code: string;
  durationMs: number;
  /** What it said about the next try, or null. */
  waitMs: number | null;
}

/** Lets the upstream of a service with the shipped settings go away for a while, and tells what its callers met. */
async function main(): Promise<void> {
  const { seconds } = options.parse(parseArgs({ options: { seconds: { type: 'string' } } }).values);
  print(`${seconds} s of each outage, ${CALLERS} callers who wait as they are told, ${NAMES.length} accounts\n`);
  for (const [way, effect] of Object.entries(WAYS)) {
    await using sandbox = await startSandboxProcess({
      accounts: NAMES.map((name) => [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 100_000]),
    });
    await using service = await startService({ upstream: sandbox });
    for (const name of NAMES) await service.addToken(`session-${name}`);
    await Promise.all(Array.from({ length: 12 }, () => ask(service)));
    await outage(way, effect, { sandbox, service, seconds });
  }
}

interface Round {
  sandbox: SandboxProcess;
  service: ServiceProcess;
  seconds: number;
}

async function outage(way: string, effect: object, { sandbox, service, seconds }: Round): Promise<void> {
  const callsBefore = await imageCalls(sandbox);
  await sandbox.control('POST', 'faults', { endpoint: '*', times: 0, effect });
  const until = Date.now() + seconds * 1_000;
  const answers = (await Promise.all(Array.from({ length: CALLERS }, () => askUntil(service, until)))).flat();
  const calls = (await imageCalls(sandbox)) - callsBefore;
  await sandbox.control('DELETE', 'faults');
  const backMs = await served(service);
  const after = await Promise.all(Array.from({ length: 12 }, () => ask(service)));

  const durations = answers.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((part) => Math.round(percentile(durations, part)));
  print(`${way}: ${answers.length} answers: ${told(answers)}`);
  print(`  took p50 ${p50} ms, p95 ${p95} ms, at most ${Math.round(durations.at(-1) ?? 0)} ms`);
  print(`  ${calls} paid calls went upstream meanwhile; accounts put out: ${await accountsOut(service)}`);
  print(`  first served ${Math.round(backMs)} ms after it worked again; then ${told(after)}\n`);
}

async function ask(service: ServiceProcess): Promise<Answer> {
  const began = performance.now();
  const response = await service.post('/v1/chat/completions', PICTURE);
  const { error } = (await response.json()) as { error?: { code: string } };
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    code: error?.code ?? 'served',
    durationMs: performance.now() - began,
    waitMs: retryAfter === null ? null : Number(retryAfter) * 1_000,
  };
}

async function askUntil(service: ServiceProcess, until: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (Date.now() < until) {
    const answer = await ask(service);
    answers.push(answer);
    await delay(Math.max(0, Math.min(answer.waitMs ?? UNTOLD_MS, until - Date.now())));
  }
  return answers;
}

/** Milliseconds until somebody who keeps asking is served. */
async function served(service: ServiceProcess): Promise<number> {
  const began = performance.now();
  while ((await ask(service)).status !== 200) await delay(100);
  return performance.now() - began;
}

function told(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { status, code } of answers) counts.set(`${status} ${code}`, (counts.get(`${status} ${code}`) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(', ');
}

async function imageCalls(sandbox: SandboxProcess): Promise<number> {
  const stats = await Promise.all(NAMES.map((name) => accountStats(sandbox, `${name}@example.com`)));
  return stats.reduce((sum, { calls }) => sum + calls.image, 0);
}

async function accountsOut(service: ServiceProcess): Promise<number> {
  const headers = { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` };
  const response = await service.post('/api/plugin/check-tokens', {}, { headers });
  const { tokens } = (await response.json()) as { tokens: { is_active: boolean }[] };
  return tokens.filter((token) => !token.is_active).length;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
