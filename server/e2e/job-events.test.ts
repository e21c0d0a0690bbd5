import { createParser } from 'eventsource-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const VIDEO = 'veo_3_1_t2v_fast_landscape';
const STEPS = ['queued', 'submitting', 'running', 'retrieving', 'completed'];
const PATIENT = { timeout: 15_000 };

let sandbox: SandboxProcess;
let service: ServiceProcess;
beforeEach(async () => {
  sandbox = await startSandboxProcess({ videoSeconds: 3, accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox, env: { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '-1' } });
  await service.addToken(ACCOUNT[0]);
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

interface Seen {
  /** Logged steps, as `id state`. */
  steps: string[];
  lastId: string;
  progress: { progress: number; estimated_completion_at: number | null }[];
  end: { id: string; status: string; result: { url: string }[] } | null;
  /** Resolves when the stream has ended, or was cut. */
  closed: Promise<void>;
}

/** Follows a job; `after` is the last event of an earlier stream. */
async function follow(id: string, after = ''): Promise<Seen> {
  const headers: Record<string, string> = after === '' ? {} : { 'last-event-id': after };
  const response = await service.fetch(`/v1/jobs/${id}/events`, { headers });
  expect(response.status).toBe(200);
  const seen: Seen = { steps: [], lastId: after, progress: [], end: null, closed: Promise.resolve() };
  const parser = createParser({
    onEvent({ id: eventId = '', event, data }) {
      const value = JSON.parse(data);
      if (event === 'state') {
        seen.steps.push(`${eventId} ${value.state}`);
        seen.lastId = eventId;
      }
      if (event === 'progress') seen.progress.push(value);
      if (event === 'end') seen.end = value;
    },
  });
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  };
  seen.closed = read().catch(() => undefined);
  return seen;
}

async function startVideo(): Promise<string> {
  const response = await service.post('/v1/videos', { model: VIDEO, prompt: 'waves' });
  return response.headers.get('x-flow2api-job-id') ?? '';
}

const statesOf = ({ steps }: Pick<Seen, 'steps'>): string[] => steps.map((step) => step.split(' ')[1] ?? '');

/** All steps, each once and in their order, from however many streams; the log has the same. */
async function expectWhole(id: string, streams: readonly Seen[]): Promise<void> {
  const steps = streams.flatMap((seen) => seen.steps);
  expect(statesOf({ steps })).toEqual(STEPS);
  const again = await follow(id);
  await again.closed;
  expect(steps).toEqual(again.steps);
  expect(again.end).toEqual(streams.at(-1)?.end);
}

test('a job is followed from its first step to its file, with progress on the way', async () => {
  const id = await startVideo();
  const seen = await follow(id);
  await seen.closed;
  expect(seen.end).toMatchObject({ id, status: 'completed', result: [{ url: expect.stringContaining('/files/') }] });
  const percents = seen.progress.map(({ progress }) => progress);
  expect(percents.length).toBeGreaterThan(0);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(seen.progress.at(-1)?.estimated_completion_at).toBeGreaterThan(Date.now() / 1000 - 60);
  await expectWhole(id, [seen]);
});

test('who is cut off by kill -9 goes on exactly where it was, and again', async () => {
  const id = await startVideo();
  const first = await follow(id);
  await expect.poll(() => statesOf(first), PATIENT).toContain('running');
  await service.killAndRestart();
  await first.closed;
  expect(first.end).toBe(null);
  const second = await follow(id, first.lastId);
  await expect.poll(() => second.progress.length, PATIENT).toBeGreaterThan(0);
  expect(second.steps).toEqual([]);
  await service.killAndRestart();
  await second.closed;
  const third = await follow(id, second.lastId);
  await third.closed;
  expect(third.end?.status).toBe('completed');
  await expectWhole(id, [first, second, third]);
});

test('a stop ends the streams, and what happened meanwhile is caught up with, also for a job that has ended', async () => {
  const id = await startVideo();
  const first = await follow(id);
  await expect.poll(() => statesOf(first), PATIENT).toContain('running');
  service.program.signal('SIGTERM');
  await first.closed;
  expect(first.end).toBe(null);
  await service.killAndRestart();
  const unseen = await follow(id);
  await unseen.closed;
  const late = await follow(id, first.lastId);
  await late.closed;
  await expectWhole(id, [first, late]);
  const nothingNew = await follow(id, late.lastId);
  await nothingNew.closed;
  expect([nothingNew.steps, nothingNew.end]).toEqual([[], late.end]);
});

test('two hundred who follow one job, some of them late, all get the same', async () => {
  const id = await startVideo();
  const early = await Promise.all(Array.from({ length: 100 }, () => follow(id)));
  await expect.poll(() => statesOf(early[0] as Seen), PATIENT).toContain('running');
  const late = await Promise.all(Array.from({ length: 100 }, () => follow(id)));
  const all = [...early, ...late];
  await Promise.all(all.map(({ closed }) => closed));
  expect(new Set(all.map(({ steps, end }) => JSON.stringify({ steps, end }))).size).toBe(1);
  await expectWhole(id, [all[0] as Seen]);
});
