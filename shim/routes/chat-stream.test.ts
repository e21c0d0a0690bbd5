import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { expect, test } from 'vitest';
import { finishedPicture, finishedVideo, IMAGE_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

interface Chunk {
  id: string;
  object: string;
  created: number;
  model: string;
  choices: { index: number; delta: Record<string, unknown>; finish_reason: string | null }[];
  usage?: unknown;
}

function stream(shim: RunningShim, more: object = {}, init: RequestInit = {}) {
  const messages = [{ role: 'user', content: 'an otter' }];
  return shim.post('/v1/chat/completions', { model: IMAGE_MODEL.id, messages, stream: true, ...more }, init);
}

/** All events of a stream that has ended, parsed but for the closing mark. */
async function eventsOf(response: Response): Promise<{ data: unknown[]; comments: string[] }> {
  const data: unknown[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ data: text }: EventSourceMessage) => data.push(text === '[DONE]' ? text : JSON.parse(text)),
    onComment: (comment) => comments.push(comment.trim()),
  });
  for await (const piece of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    parser.feed(piece);
  }
  return { data, comments };
}

const deltasOf = (data: unknown[]) =>
  (data.slice(0, -1) as Chunk[]).flatMap(({ choices }) => choices.map(({ delta }) => delta));

test('the headers and the first chunk come before the job has moved', async () => {
  await using shim = await startShim();
  const response = await stream(shim);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-flow2api-job-id': 'job_1',
  });
  expect(response.headers.get('content-encoding')).toBeNull();
  const first = await response.body?.getReader().read();
  const text = new TextDecoder().decode(first?.value);
  expect(JSON.parse(text.slice('data: '.length))).toEqual({
    id: 'chatcmpl-job_1',
    object: 'chat.completion.chunk',
    created: 1_800_000_000,
    model: IMAGE_MODEL.id,
    choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
  });
});

test('progress, text, pictures and end come in their own deltas, in this order, under one id', async () => {
  await using shim = await startShim();
  const bytes = Buffer.alloc(300_000, 3);
  shim.service.pictures.set('result.png', bytes);
  const response = await stream(shim);
  const { change } = shim.service;
  change({ position: 2, detail: 'Waiting, place 2: all slots are taken.' });
  change({ state: 'running', position: null, detail: 'Rendering', percent: 40 });
  change({ percent: 40.4 });
  change({ detail: 'Fetching the file', percent: 95, notice: 'Enlarging failed; this is the plain size.' });
  change({ ...finishedPicture(), detail: 'Fetching the file', percent: 95 });
  const { data } = await eventsOf(response);
  expect(deltasOf(data)).toEqual([
    { role: 'assistant', content: '' },
    { reasoning_content: 'Waiting, place 2: all slots are taken.\n' },
    { reasoning_content: 'Rendering (40 %)\n' },
    { reasoning_content: 'Fetching the file (95 %)\n' },
    { reasoning_content: 'Enlarging failed; this is the plain size.\n' },
    { content: `![image](${shim.url}/files/result.png)` },
    {
      images: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` }, index: 0 },
      ],
    },
    {},
  ]);
  expect(data.at(-1)).toBe('[DONE]');
  const chunks = data.slice(0, -1) as Chunk[];
  expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
  expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([...Array(7).fill(null), 'stop']);
  expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true);
});

test('usage comes last and alone when it was asked for, and is null before', async () => {
  await using shim = await startShim();
  const response = await stream(shim, { stream_options: { include_usage: true } });
  shim.service.change(finishedVideo());
  const chunks = (await eventsOf(response)).data.slice(0, -1) as Chunk[];
  expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 2, completion_tokens: 2064, total_tokens: 2066 },
  });
});

test('a job that is known to go to the sandbox says so in the headers', async () => {
  await using shim = await startShim();
  shim.service.change({ upstream: 'sandbox' });
  const response = await stream(shim);
  expect(response.headers.get('x-flow2api-upstream')).toBe('sandbox');
});

test('while nothing happens there are signs of life that parsers skip', async () => {
  await using shim = await startShim();
  shim.service.settings.heartbeatMs = 5;
  const response = await stream(shim);
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (text.split(': keep-alive\n\n').length < 4) text += (await reader.read()).value ?? '';
  shim.service.change(finishedVideo());
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  expect(events.at(-1)).toBe('data: [DONE]');
  expect(deltasOf(events.map((event) => (event === 'data: [DONE]' ? '' : JSON.parse(event.slice(6)))))).toEqual([
    { role: 'assistant', content: '' },
    { content: `[video](${shim.url}/files/result.mp4)` },
    {},
  ]);
});

test('a sign of life never falls into a picture that is being sent, however slowly its disk reads', async () => {
  await using shim = await startShim();
  shim.service.settings.heartbeatMs = 1;
  shim.service.deps.images.read = async () =>
    Readable.from(
      (async function* slow() {
        for (const piece of ['QUJD', 'REVG', 'R0hJ']) {
          yield piece;
          await wait(20);
        }
      })(),
    );
  const response = await stream(shim);
  shim.service.change(finishedPicture());
  const { data } = await eventsOf(response);
  expect(deltasOf(data)).toContainEqual({
    images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJDREVGR0hJ' }, index: 0 }],
  });
});

test('a failure after the first byte is an error event, and the stream ends properly', async () => {
  await using shim = await startShim();
  const response = await stream(shim);
  const error = {
    code: 'content_rejected',
    message: 'Refused: a known person.',
    reason: null,
    retryAfterMs: null,
  } as const;
  shim.service.change({ state: 'failed', startedAt: 1, error });
  const { data } = await eventsOf(response);
  expect(data.slice(1)).toEqual([
    {
      error: {
        message: 'Refused: a known person.',
        type: 'invalid_request_error', // no header can say any more that it is not to be repeated
        param: null,
        code: 'content_policy_violation',
      },
    },
    '[DONE]',
  ]);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({
    status: 400,
    errorCode: 'content_rejected',
    jobId: 'job_1',
  });
});

test('a picture that cannot be read to its end cuts the stream, so that nobody takes it for whole', async () => {
  await using shim = await startShim();
  shim.service.deps.images.read = async () =>
    Readable.from(
      (function* broken() {
        yield 'QUJD';
        throw new Error('EIO');
      })(),
    );
  const response = await stream(shim);
  shim.service.change(finishedPicture());
  await expect(eventsOf(response)).rejects.toThrow();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ errorCode: 'internal_error' });
});

test('a picture that breaks while another is opened cuts the stream and not the process', async () => {
  await using shim = await startShim();
  const broken = Promise.withResolvers<void>();
  shim.service.deps.images.read = async (name) => {
    if (name === 'first.png') return createReadStream('/nonexistent/picture').once('close', broken.resolve);
    await broken.promise;
    return Readable.from(['QUJD']);
  };
  const response = await stream(shim);
  const assets = [...(finishedPicture('first.png').assets ?? []), ...(finishedPicture('second.png').assets ?? [])];
  shim.service.change({ ...finishedPicture(), assets });
  await expect(eventsOf(response)).rejects.toThrow();
});

test('a caller who leaves stops the watching; the job is not touched', async () => {
  await using shim = await startShim();
  const leaving = new AbortController();
  const response = await stream(shim, {}, { signal: leaving.signal });
  await response.body?.getReader().read();
  await expect.poll(() => shim.service.watches).toHaveLength(1);
  leaving.abort();
  await expect.poll(() => shim.service.watches[0]?.aborted).toBe(true);
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ status: 200, callerLeft: true, errorCode: null });
  expect(shim.service.cancelled).toEqual([]);
});

test('a caller who reads slowly holds the reading of the picture back', async () => {
  await using shim = await startShim();
  let produced = 0;
  const total = 200;
  shim.service.deps.images.read = async () =>
    Readable.from(
      (function* pieces() {
        for (; produced < total; produced += 1) yield 'QUJD'.repeat(64 * 1024);
      })(),
      { highWaterMark: 1 },
    );
  const response = await stream(shim);
  shim.service.change(finishedPicture());
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  // The pieces come to 50 MB; what fits into the buffers between is far less.
  await expect.poll(() => produced).toBeGreaterThan(0);
  let before = -1;
  await expect
    .poll(() => {
      const still = produced === before;
      before = produced;
      return still;
    })
    .toBe(true);
  expect(produced).toBeLessThan(total);
  while (!(await reader.read()).done);
  expect(produced).toBe(total);
});
