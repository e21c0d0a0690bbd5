import { createHash } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const SECOND_KEY = 'test-key-of-another-caller';
const SECOND_KEY_ID = 'another';
const ULTRA = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as [string, string, string, number];

interface StoredJob {
  id: string;
  apiKeyId: string;
  state: string;
  createdAt: number;
  submittedAt: number | null;
}

/** A service with two keys. The next `slow.times` pictures of its sandbox (0: all of them) take `slow.delayMs`. */
async function startTwoKeys(env: Record<string, string>, slow: { delayMs: number; times: number }) {
  const sandbox = await startSandboxProcess({ accounts: [ULTRA] });
  const { times, delayMs } = slow;
  await sandbox.control('POST', 'faults', { endpoint: 'image', times, effect: { kind: 'slow', delayMs } });
  const service = await startService({ upstream: sandbox, env });
  await service.addToken('session-ultra');
  sql(service, (database) =>
    database
      .prepare('insert into api_keys (id, name, hash, last4, enabled, created_at) values (?, ?, ?, ?, 1, 0)')
      .run(SECOND_KEY_ID, 'another', createHash('sha256').update(SECOND_KEY).digest('hex'), SECOND_KEY.slice(-4)),
  );
  await service.killAndRestart();
  return {
    service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

function sql<T>(service: ServiceProcess, work: (database: BetterSqlite.Database) => T): T {
  const database = new BetterSqlite(join(service.dataDir, 'flow2api.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** All jobs as they are stored, in the order in which they came. */
const storedJobs = (service: ServiceProcess): StoredJob[] =>
  sql(
    service,
    (database) =>
      database
        .prepare(
          `select id, api_key_id as apiKeyId, state, created_at as createdAt, submitted_at as submittedAt from generations
           order by (select min(seq) from events where subject = generations.id)`,
        )
        .all() as StoredJob[],
  );

/** Begins a job and leaves its answer to come; resolves once the job is stored. */
async function begin(service: ServiceProcess, prompt: string, key?: string): Promise<string> {
  const body = chatBody('gemini-2.5-flash-image-landscape', prompt, [], { stream: true });
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await service.post('/v1/chat/completions', body, { headers });
  expect(response.status).toBe(200);
  response.text().catch(() => 'cut off');
  return response.headers.get('x-flow2api-job-id') ?? '';
}

test("one key's 500 jobs do not delay another key's one by more than two job lengths", async () => {
  const slots = 4;
  const env = { FLOW2API_GENERATION__IMAGE_CONCURRENCY: `${slots}`, FLOW2API_GENERATION__QUEUE_DEPTH: '1000' };
  await using two = await startTwoKeys(env, { delayMs: 500, times: 0 });
  const { service } = two;
  await Promise.all(Array.from({ length: 500 }, (_, index) => begin(service, `one of many ${index}`)));
  expect(storedJobs(service).filter((job) => job.state === 'queued').length).toBeGreaterThan(100);

  const id = await begin(service, 'the only one', SECOND_KEY);
  const only = () => storedJobs(service).find((job) => job.id === id);
  await expect.poll(() => only()?.submittedAt ?? null, { timeout: 20_000 }).not.toBeNull();
  const from = only()?.createdAt ?? 0;
  const to = only()?.submittedAt ?? 0;
  const inBetween = storedJobs(service).filter(
    ({ apiKeyId, submittedAt }) =>
      apiKeyId !== SECOND_KEY_ID && submittedAt !== null && submittedAt > from && submittedAt < to,
  );
  // A job length is as many jobs as there are slots.
  expect(inBetween.length).toBeLessThanOrEqual(2 * slots);
}, 90_000);

test('kill -9 while two keys wait: both go on in their old order, in turn', async () => {
  const env = { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '1' };
  await using two = await startTwoKeys(env, { delayMs: 60_000, times: 1 });
  const { service } = two;
  const blocker = await begin(service, 'takes the slot until the kill');
  const stateOf = (id: string) => storedJobs(service).find((job) => job.id === id)?.state;
  await expect.poll(() => stateOf(blocker), { timeout: 20_000 }).toBe('submitting');
  const many: string[] = [];
  const few: string[] = [];
  for (let index = 0; index < 8; index += 1) many.push(await begin(service, `many ${index}`));
  for (let index = 0; index < 2; index += 1) few.push(await begin(service, `few ${index}`, SECOND_KEY));
  await service.killAndRestart();

  const ended = () => storedJobs(service).filter(({ state }) => state === 'completed');
  await expect.poll(() => ended().length, { timeout: 30_000, interval: 200 }).toBe(many.length + few.length);
  expect(stateOf(blocker)).toBe('submit_unknown');
  const served = ended()
    .sort((a, b) => (a.submittedAt ?? 0) - (b.submittedAt ?? 0))
    .map(({ id }) => id);
  expect(served).toEqual([few[0], many[0], few[1], ...many.slice(1)]);
}, 60_000);

test('with drop_abandoned a waiting job is cancelled when its caller hangs up, and nothing is sent for it', async () => {
  const env = { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '1', FLOW2API_GENERATION__DROP_ABANDONED: 'true' };
  await using two = await startTwoKeys(env, { delayMs: 60_000, times: 1 });
  const { service } = two;
  await begin(service, 'takes the slot');
  const caller = new AbortController();
  const waiting = service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image-landscape', 'given up'), {
    signal: caller.signal,
  });
  const job = () => storedJobs(service)[1];
  await expect.poll(() => job()?.state, { timeout: 20_000 }).toBe('queued');
  const told = /^Waiting, place 1: every image slot of 1 account that can serve this is taken\.$/;
  const shown = async () =>
    (await (await service.fetch(`/v1/jobs/${job()?.id}`)).json()) as { position: number | null; detail: string };
  await expect.poll(shown, { timeout: 20_000 }).toMatchObject({ position: 1, detail: expect.stringMatching(told) });

  caller.abort();
  await expect(waiting).rejects.toThrow();
  await expect.poll(() => job()?.state, { timeout: 20_000 }).toBe('cancelled');
  expect(job()?.submittedAt).toBeNull();
  expect(await shown()).toMatchObject({
    error: { code: 'cancelled', message: expect.stringContaining('Nobody waited') },
  });
}, 60_000);
