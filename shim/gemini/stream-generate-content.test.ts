import { createParser } from 'eventsource-parser';
import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { JobError } from '../../schema/generation.ts';
import { finishedPicture, IMAGE_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const METHOD = `/v1beta/models/${IMAGE_MODEL.id}:streamGenerateContent`;
const EVENTS = `${METHOD}?alt=sse`;
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
const ASK = { contents: [{ parts: [{ text: 'x' }] }], generationConfig: { responseModalities: ['IMAGE'] } };
const REFUSED: JobError = { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null };
const TIMED_OUT: JobError = { code: 'upstream_timeout', message: 'Too long.', reason: null, retryAfterMs: null };

interface Chunk {
  candidates?: {
    content?: { parts: { text?: string; thought?: boolean; inlineData?: { data: string } }[] };
    finishReason?: string;
    finishMessage?: string;
    index: number;
  }[];
  usageMetadata?: object;
  promptFeedback?: object;
  error?: object;
}

const EMPTY = {
  candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, index: 0 }],
  modelVersion: IMAGE_MODEL.id,
  responseId: 'call_1',
};

/** The events of a stream, and whatever else stood in it. */
function read(text: string): { chunks: Chunk[]; comments: string[] } {
  const chunks: Chunk[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ data, event }) => {
      expect(event).toBeUndefined();
      chunks.push(JSON.parse(data) as Chunk);
    },
    onComment: (comment) => comments.push(comment),
  });
  parser.feed(text);
  return { chunks, comments };
}

async function begin(shim: RunningShim, body: unknown = ASK, path = EVENTS): Promise<Response> {
  shim.service.pictures.set('result.png', PNG);
  const response = await shim.post(path, body); // the headers are here before anything has happened
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  return response;
}

test('the stream begins at once with a chunk that changes nothing, and ends with the picture and a blank line', async () => {
  await using shim = await startShim();
  const response = await begin(shim);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  shim.service.change(finishedPicture());
  const text = await response.text();
  expect(text).toMatch(/\n\n$/);
  const { chunks, comments } = read(text);
  expect(comments).toEqual([]);
  expect(chunks).toEqual([
    EMPTY,
    {
      candidates: [
        {
          content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: PNG.toString('base64') } }] },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: expect.objectContaining({ promptTokenCount: 1, candidatesTokenCount: 1290 }),
      modelVersion: IMAGE_MODEL.id,
      responseId: 'call_1',
    },
  ]);
});

test.each(['', '?alt=json'])('with %j instead of alt=sse it is one list, of the same chunks', async (query) => {
  await using shim = await startShim();
  const response = await begin(shim, ASK, METHOD + query);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  shim.service.change(finishedPicture());
  const chunks = (await response.json()) as Chunk[];
  expect(chunks[0]).toEqual(EMPTY);
  expect(chunks[1]?.candidates?.[0]?.finishReason).toBe('STOP');
  expect(chunks).toHaveLength(2);
});

test.each([EVENTS, METHOD])(
  'signs of life of %s change nothing, and are no comments, at which older SDKs stop',
  async (path) => {
    await using shim = await startShim();
    shim.service.settings.heartbeatMs = 2;
    const response = await begin(shim, ASK, path);
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
      const waiting = shim.service.job().state !== 'completed';
      if (waiting && text.split('"text":""').length > 4) shim.service.change(finishedPicture());
    }
    const chunks = path === METHOD ? (JSON.parse(text) as Chunk[]) : read(text).chunks;
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.slice(0, -1)).toEqual(Array(chunks.length - 1).fill(EMPTY));
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
  },
);

test('a caller who asks for thoughts is told what is being done, each thing once; others are not', async () => {
  const thoughts = async (generationConfig: object) => {
    await using shim = await startShim();
    const response = await begin(shim, { ...ASK, generationConfig });
    shim.service.change({ detail: 'Waiting', position: 2 });
    shim.service.change({ detail: 'Rendering', percent: 10 });
    shim.service.change({ detail: 'Rendering', percent: 10.4 });
    shim.service.change(finishedPicture());
    const parts = read(await response.text()).chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    return parts.filter(({ thought }) => thought === true).map(({ text }) => text);
  };
  expect(await thoughts({ thinkingConfig: { includeThoughts: true } })).toEqual([
    'Waiting\n',
    'Rendering (10 %)\n',
    'Done\n',
  ]);
  expect(await thoughts({ thinkingConfig: { thinkingBudget: 0 } })).toEqual([]);
});

test('several candidates come as each is there, and the count is of those that came', async () => {
  await using shim = await startShim();
  const response = await begin(shim, { ...ASK, generationConfig: { candidateCount: 3 } });
  await expect.poll(() => shim.service.watches.length).toBe(3);
  shim.service.change(finishedPicture(), 'job_2');
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT }, 'job_1');
  shim.service.change(finishedPicture(), 'job_3');
  const { chunks } = read(await response.text());
  const ends = chunks.flatMap(({ candidates = [], usageMetadata }) =>
    candidates.map(({ index, finishReason }) => ({ index, finishReason, usageMetadata })),
  );
  expect(ends.slice(1)).toEqual([
    { index: 1, finishReason: 'STOP', usageMetadata: expect.objectContaining({ candidatesTokenCount: 1290 }) },
    { index: 2, finishReason: 'STOP', usageMetadata: expect.objectContaining({ candidatesTokenCount: 2580 }) },
    { index: 0, finishReason: 'OTHER', usageMetadata: expect.objectContaining({ candidatesTokenCount: 2580 }) },
  ]);
});

test('a failure before the first chunk is a plain status', async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('queue_full', 'The queue is full.', { retryAfterMs: 5_000 });
  for (const path of [EVENTS, METHOD]) {
    const response = await shim.post(path, ASK);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
  }
});

test('a later failure is the last chunk, which says so in two ways, and is recorded with its status', async () => {
  await using shim = await startShim();
  const response = await begin(shim);
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT });
  const text = await response.text();
  expect(text).toMatch(/\n\n$/);
  expect(read(text).chunks.at(-1)).toEqual({
    error: { code: 503, message: 'Too long.', status: 'UNAVAILABLE', details: expect.any(Array) },
    candidates: [
      {
        content: { role: 'model', parts: [{ text: 'Too long.' }] },
        finishReason: 'OTHER',
        finishMessage: 'Too long.',
        index: 0,
      },
    ],
  });
  await expect
    .poll(() => shim.service.finishedRequests)
    .toMatchObject([{ status: 503, errorCode: 'upstream_timeout' }]);
});

test('refused content is a last chunk without content', async () => {
  await using shim = await startShim();
  const response = await begin(shim);
  shim.service.change({ state: 'failed', startedAt: 1, error: REFUSED });
  const last = read(await response.text()).chunks.at(-1);
  expect(last).toMatchObject({
    candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: 'Refused.', index: 0 }],
    promptFeedback: { blockReason: 'IMAGE_SAFETY' },
  });
  expect(last).not.toHaveProperty('error');
});

test('a caller who leaves ends the watching and the signs of life, and not the job', async () => {
  await using shim = await startShim();
  shim.service.settings.heartbeatMs = 2;
  const controller = new AbortController();
  const response = await shim.post(EVENTS, ASK, { signal: controller.signal });
  await expect.poll(() => shim.service.watches.length).toBe(1);
  controller.abort();
  await expect(response.text()).rejects.toThrow();
  await expect.poll(() => shim.service.watches[0]?.aborted).toBe(true);
  await expect
    .poll(() => shim.service.finishedRequests)
    .toMatchObject([{ callerLeft: true, status: 200, cause: null }]);
  expect(shim.service.cancelled).toEqual([]);
});

test('the job may be asked for instead of the stream', async () => {
  await using shim = await startShim();
  const response = await shim.post(`${EVENTS}&async=true`, ASK);
  expect(response.status).toBe(202);
  expect(shim.service.submitted[0]?.origin.route).toBe('/v1beta/models/{model}:streamGenerateContent');
});
