import { createParser } from 'eventsource-parser';
import { expect, test } from 'vitest';
import type { GenerationState, JobStep } from '../../schema/generation.ts';
import { KEY, OTHER_KEY } from '../testing/fake-service.ts';
import { finishedVideo } from '../testing/fixtures.ts';
import { type NamedEvent, namedEventsOf } from '../testing/named-events.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const ROUTE = '/v1/jobs/job_1/events';
const STATES: readonly GenerationState[] = ['queued', 'submitting', 'running', 'retrieving', 'completed'];
/** Numbers of the log, which has other jobs' steps as well. */
const SEQ: Partial<Record<GenerationState, number>> = {
  queued: 11,
  submitting: 14,
  running: 15,
  retrieving: 30,
  completed: 31,
};

function step(state: GenerationState): JobStep {
  return { seq: SEQ[state] ?? 0, state, at: 1_800_000_000_000 + 1_000 * (SEQ[state] ?? 0) + 999 };
}

/** A job that has come to a state, with the steps up to it in the log. */
async function startAt(state: GenerationState): Promise<RunningShim> {
  const shim = await startShim();
  shim.service.steps = STATES.slice(0, STATES.indexOf(state) + 1).map(step);
  shim.service.change({ apiKeyId: 'key-id-1', ...(state === 'completed' ? finishedVideo() : { state }) });
  return shim;
}

/** The job goes on: the step is logged, then those who watch are told. */
function move(shim: RunningShim, state: GenerationState): void {
  shim.service.steps.push(step(state));
  shim.service.change(state === 'completed' ? finishedVideo() : { state });
}

/** The events of a stream as they come. */
function listen(response: Response): { events: NamedEvent[]; comments: string[] } {
  const events: NamedEvent[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => events.push({ name: event, id, data: JSON.parse(data) }),
    onComment: (comment) => comments.push(comment),
  });
  void (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  })().catch(() => 'cut off');
  return { events, comments };
}

const idsOf = (events: readonly NamedEvent[]): string[] =>
  events.flatMap(({ name, id }) => (name === 'state' ? [id ?? ''] : []));

test('every logged step comes as it happens, progress in between, and the job at the end', async () => {
  await using shim = await startAt('queued');
  shim.service.change({ position: 2, detail: 'Waiting, place 2.', expectedAt: 1_800_000_060_400 });
  const response = await shim.get(ROUTE);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-flow2api-job-id': 'job_1',
  });
  const { events } = listen(response);
  await expect.poll(() => events).toHaveLength(2);
  move(shim, 'submitting');
  await expect.poll(() => events).toHaveLength(4);
  move(shim, 'running');
  shim.service.change({ percent: 41.7, position: null, detail: 'Generating.' });
  await expect.poll(() => events.at(-1)?.data.progress).toBe(41);
  move(shim, 'retrieving');
  move(shim, 'completed');
  await expect.poll(() => events.at(-1)?.name).toBe('end');
  expect(events[0]).toEqual({
    name: 'state',
    id: '11',
    data: { object: 'job.event', job_id: 'job_1', state: 'queued', status: 'queued', at: 1_800_000_011 },
  });
  expect(events[1]).toEqual({
    name: 'progress',
    id: undefined,
    data: {
      object: 'job.progress',
      job_id: 'job_1',
      state: 'queued',
      status: 'queued',
      progress: 0,
      detail: 'Waiting, place 2.',
      position: 2,
      estimated_completion_at: 1_800_000_060,
    },
  });
  expect(idsOf(events)).toEqual(['11', '14', '15', '30', '31']);
  expect(events.at(-1)).toMatchObject({
    data: { id: 'job_1', object: 'job', status: 'completed', result: [{ url: `${shim.url}/files/result.mp4` }] },
  });
  expect(shim.service.watcherRoles).toEqual(['onlooker']);
});

test('the same progress is told once', async () => {
  await using shim = await startAt('running');
  const { events } = listen(await shim.get(ROUTE));
  await expect.poll(() => events.at(-1)?.name).toBe('progress');
  for (let polls = 0; polls < 5; polls += 1) shim.service.change({ percent: 10.5 });
  await expect.poll(() => events.at(-1)?.data.progress).toBe(10);
  move(shim, 'completed');
  await expect.poll(() => events.at(-1)?.name).toBe('end');
  expect(events.map(({ name }) => name)).toEqual(['state', 'state', 'state', 'progress', 'progress', 'state', 'end']);
});

test('a job that has ended is told from the log, and the stream ends', async () => {
  await using shim = await startAt('completed');
  const { events } = await namedEventsOf(await shim.get(ROUTE));
  expect(events.map(({ name }) => name)).toEqual([...STATES.map(() => 'state'), 'end']);
});

test.each<[string, string, Record<string, string>, string[]]>([
  ['the header', '', { 'last-event-id': '15' }, ['30', '31']],
  ['the address', '?last_event_id=15', {}, ['30', '31']],
  ['the header before the address', '?last_event_id=11', { 'last-event-id': '30' }, ['31']],
  ['the last step', '', { 'last-event-id': '31' }, []],
  ['nothing yet', '?last_event_id=0', {}, ['11', '14', '15', '30', '31']],
  ['an empty text', '?last_event_id=', {}, ['11', '14', '15', '30', '31']],
])('a caller who was cut off goes on after what it has, by %s', async (_, query, headers, ids) => {
  await using shim = await startAt('completed');
  const { events } = await namedEventsOf(await shim.get(ROUTE + query, { headers }));
  expect(idsOf(events)).toEqual(ids);
  expect(events.at(-1)?.name).toBe('end');
});

test.each<[string, string, Record<string, string>, string]>([
  ['a word', '', { 'last-event-id': 'last' }, 'Last-Event-ID'],
  ['a negative number', '', { 'last-event-id': '-1' }, 'Last-Event-ID'],
  ['a long number', '', { 'last-event-id': '9'.repeat(300) }, 'Last-Event-ID'],
  ['a fraction', '?last_event_id=1.5', {}, 'last_event_id'],
  ['two at once', '?last_event_id=1&last_event_id=2', {}, 'last_event_id'],
])('%s to go on after is a 400', async (_, query, headers, param) => {
  await using shim = await startAt('completed');
  const response = await shim.get(ROUTE + query, { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_value', param } });
});

test("the key may stand in the address, since a browser's EventSource sends no header", async () => {
  await using shim = await startAt('completed');
  const { events } = await namedEventsOf(await fetch(`${shim.url}${ROUTE}?key=${KEY}`));
  expect(events.at(-1)?.name).toBe('end');
});

test("another key's job and no job are the same 404", async () => {
  await using shim = await startAt('completed');
  expect((await shim.get(ROUTE, { headers: { authorization: `Bearer ${OTHER_KEY}` } })).status).toBe(404);
  const response = await shim.get('/v1/jobs/job_2/events');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: 'not_found', param: 'id' } });
});

test('a silent stream is kept alive by comments', async () => {
  await using shim = await startAt('running');
  shim.service.settings.heartbeatMs = 5;
  const { comments } = listen(await shim.get(ROUTE));
  await expect.poll(() => comments.length).toBeGreaterThan(2);
});

test('leaving ends the watching', async () => {
  await using shim = await startAt('running');
  const leaving = new AbortController();
  const { events } = listen(await shim.get(ROUTE, { signal: leaving.signal }));
  await expect.poll(() => events.length).toBeGreaterThan(0);
  leaving.abort();
  await expect.poll(() => shim.service.watches[0]?.aborted).toBe(true);
});

test('a stream that fails on the way is cut, so that nobody takes it for whole', async () => {
  await using shim = await startAt('running');
  const response = await shim.get(ROUTE);
  const text = response.text();
  await expect.poll(() => shim.service.watches).toHaveLength(1);
  shim.service.watchFailure = new Error('the database is out');
  shim.service.change({ percent: 50 });
  await expect(text).rejects.toThrow();
});
