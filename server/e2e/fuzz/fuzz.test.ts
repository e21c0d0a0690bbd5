import fc from 'fast-check';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { startStage } from '../sdk/stage.ts';
import { type FuzzRequest, fuzzRequest } from './requests.ts';

const REQUESTS = 10_000;
const AT_ONCE = 32;
/** Longer than any of these takes on a slow machine; what takes longer hangs. */
const HANG_MS = 15_000;
/** Set it to meet the same requests again. */
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** What went wrong with one request, as it is shown. */
interface Outcome {
  request: string;
  problem: string;
}

test(`${REQUESTS} broken requests over all routes get an error of their wire each, and none goes upstream (seed ${SEED})`, async () => {
  await using stage = await startStage();
  const paidBefore = await stage.paidCalls();
  const pool = new Pool(stage.service.baseUrl, { connections: AT_ONCE, headersTimeout: HANG_MS, bodyTimeout: HANG_MS });
  const left = fc.sample(fuzzRequest, { numRuns: REQUESTS, seed: SEED });
  const problems: Outcome[] = [];
  const statuses = new Map<number, number>();

  async function work(): Promise<void> {
    for (let request = left.pop(); request !== undefined; request = left.pop()) {
      const { status, problem } = await send(pool, request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (problem !== null) problems.push({ request: told(request), problem });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await pool.destroy();

  expect(problems.slice(0, 5), stage.service.program.stderr().slice(-4_000)).toEqual([]);
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  // Most of them are refused, so it was their content that was looked at and not their key or their address.
  expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 3);
  expect(await stage.paidCalls()).toBe(paidBefore);
  expect((await stage.service.fetch('/health')).status).toBe(200);
}, 240_000);

function told({ method, path, headers, body }: FuzzRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)}\n${body?.toString().slice(0, 1_000) ?? ''}`;
}

async function send(pool: Pool, request: FuzzRequest): Promise<{ status: number; problem: string | null }> {
  const { method, path, headers, body } = request;
  try {
    const response = await pool.request({ method: method as 'GET', path, headers, body });
    const text = await response.body.text();
    const type = String(response.headers['content-type'] ?? '');
    return { status: response.statusCode, problem: problemOf(request, response.statusCode, type, text) };
  } catch (cause) {
    return { status: 0, problem: String(cause) };
  }
}

/** What is wrong with an answer; null for a good one. */
function problemOf({ method, wire }: FuzzRequest, status: number, type: string, text: string): string | null {
  if (status >= 500) return `a ${status}: ${text.slice(0, 300)}`;
  if (wire !== 'any' && status < 400) return `a ${status}, as if it were good: ${text.slice(0, 300)}`;
  if (status < 400 || method === 'HEAD') return null;
  if (!type.startsWith('application/json')) return `an error of type "${type}": ${text.slice(0, 300)}`;
  const { error } = JSON.parse(text) as { error?: Record<string, unknown> };
  const keys = Object.keys(error ?? {})
    .sort()
    .join();
  if (wire === 'openai' && keys !== 'code,message,param,type') return `another envelope: ${text.slice(0, 300)}`;
  if (wire === 'google' && !(error?.code === status && typeof error.status === 'string')) {
    return `another envelope: ${text.slice(0, 300)}`;
  }
  return null;
}
