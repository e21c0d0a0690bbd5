import { createGoogle } from '@ai-sdk/google';
import { generateImage } from 'ai';
import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { JobError } from '../../schema/generation.ts';
import { KEY } from '../testing/fake-service.ts';
import { finishedPicture, IMAGE_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const METHOD = `/v1beta/models/${IMAGE_MODEL.id}:generateContent`;
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
const BASE64 = PNG.toString('base64');
const SDK = { headers: { 'x-goog-api-client': 'google-genai-sdk/3.1.0' } };
const REFUSED: JobError = {
  ...{ code: 'content_rejected', message: 'The upstream refused the content.', reason: null, retryAfterMs: null },
};
const TIMED_OUT: JobError = {
  code: 'upstream_timeout',
  message: 'It took too long.',
  reason: null,
  retryAfterMs: null,
};

interface Answer {
  candidates: {
    content?: { role: string; parts: { text?: string; inlineData?: object; fileData?: object }[] };
    finishReason: string;
    finishMessage?: string;
    index: number;
  }[];
  promptFeedback?: { blockReason: string };
  error?: { code: number; message: string; status: string; details: object[] };
}

function say(text: string, config: object = {}): object {
  return { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: config };
}

/** Asks, lets the jobs end as told, and returns the answer. */
async function ask(shim: RunningShim, body: unknown, end = finishedPicture(), init: RequestInit = SDK) {
  shim.service.pictures.set('result.png', PNG);
  const pending = shim.post(METHOD, body, init);
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(end);
  const response = await pending;
  return { response, body: (await response.json()) as Answer };
}

/** What was asked of the service, for a body that is taken. */
async function requestFor(body: unknown) {
  await using shim = await startShim();
  shim.service.pictures.set('earlier.png', PNG);
  await ask(shim, body);
  return shim.service.submitted.map(({ request }) => request);
}

/** The failure of a body that is refused. */
async function refusal(body: unknown) {
  await using shim = await startShim();
  const response = await shim.post(METHOD, body);
  expect(response.status).toBe(400);
  expect(shim.service.calls).toEqual([]);
  const { error } = (await response.json()) as {
    error: { message: string; details: { fieldViolations?: object[] }[] };
  };
  return { message: error.message, field: error.details[1]?.fieldViolations?.[0] };
}

test('the whole answer carries the picture, how it ended, what it counts and who made it', async () => {
  await using shim = await startShim();
  const { response, body } = await ask(shim, say('an otter', { responseModalities: ['TEXT', 'IMAGE'] }));
  expect(response.status).toBe(200);
  expect(response.headers.get('x-flow2api-job-id')).toBe('job_1');
  expect(body).toEqual({
    candidates: [
      {
        content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 2,
      candidatesTokenCount: 1290,
      totalTokenCount: 1292,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 2 }],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
    },
    modelVersion: IMAGE_MODEL.id,
    responseId: 'call_1',
  });
});

test.each<[string, unknown]>([
  ['a text', 'an otter'],
  ['a part', { text: 'an otter' }],
  ['a turn', { role: 'user', parts: [{ text: 'an otter' }] }],
  ['a turn without a role', [{ parts: [{ text: 'an otter' }] }]],
  ['a turn with one part', [{ role: 'user', parts: { text: 'an otter' } }]],
  ['a turn with a text for parts', [{ role: 'USER', parts: 'an otter' }]],
  ['a list of texts', ['an', 'otter']],
  ['a list of parts', [{ text: 'an' }, { text: 'otter' }]],
])('contents may be %s', async (_name, contents) => {
  const [request] = await requestFor({ contents });
  expect(request?.prompt).toMatch(/^an\sotter$/);
});

test('the last turn of the user is the prompt; what others said and the system instruction are not', async () => {
  const [request] = await requestFor({
    contents: [
      { role: 'user', parts: [{ text: 'a cat' }] },
      { role: 'model', parts: [{ text: 'Here it is.' }] },
      { role: 'user', parts: [{ text: 'a dog' }] },
      { role: 'user', parts: [{ text: 'an otter' }] },
      { role: 'function', parts: [{ functionResponse: { name: 'x', response: {} } }] },
    ],
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    tools: [{ googleSearch: {} }],
    safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    generationConfig: { temperature: 1, topP: null, maxOutputTokens: 10 },
    toolConfig: null,
  });
  expect(request).toMatchObject({ prompt: 'an otter', model: IMAGE_MODEL.id, images: [], imagesParam: 'contents' });
});

test('a picture in a turn of its own goes with the text before it', async () => {
  const [request] = await requestFor({
    contents: [
      { role: 'user', parts: [{ text: 'as a painting' }] },
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] },
    ],
  });
  expect(request).toMatchObject({ prompt: 'as a painting', images: [{ file: 'in.png' }] });
});

test.each<[string, object]>([
  ['inlineData', { inlineData: { mimeType: 'image/png', data: BASE64 } }],
  ['inline_data', { inline_data: { mime_type: 'image/png', data: BASE64 } }],
  ['inlineData that holds a data URL', { inlineData: { data: `data:image/png;base64,${BASE64}` } }],
  ['base64 of the kind for addresses', { inlineData: { data: PNG.toString('base64url') } }],
])('a picture may come as %s', async (_name, part) => {
  await using shim = await startShim();
  await ask(shim, { contents: [{ parts: [{ text: 'as a painting' }, part] }] });
  expect(shim.service.keptPictures).toEqual([PNG]);
  expect(shim.service.submitted[0]?.request.images).toEqual([expect.objectContaining({ file: 'in.png' })]);
});

test('the parts of tools that an app sends back are passed over', async () => {
  const [request] = await requestFor({
    contents: [
      { role: 'user', parts: [{ text: 'an otter' }] },
      { role: 'model', parts: [{ functionCall: { name: 'weather', args: {} } }] },
      { role: 'user', parts: [{ function_response: { name: 'weather', response: {} } }] },
    ],
  });
  expect(request).toMatchObject({ prompt: 'an otter', images: [] });
});

test('a part that is left without its content is passed over', async () => {
  const [request] = await requestFor({
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'an otter', thought: false },
          { videoMetadata: { fps: 1 } },
          { media_resolution: { level: 'MEDIA_RESOLUTION_LOW' }, part_metadata: {} },
        ],
      },
    ],
  });
  expect(request).toMatchObject({ prompt: 'an otter', images: [] });
});

test('a picture may come by its address, and one of ours is not fetched', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('earlier.png', PNG);
  const parts = [
    { text: 'both' },
    { fileData: { fileUri: 'https://pictures.example/a.png' } },
    { file_data: { file_uri: `${shim.url}/files/earlier.png`, mime_type: 'image/png' } },
    { fileData: { fileUri: `${shim.url}/v1beta/files/earlierpng` } },
    { fileData: { fileUri: 'files/earlierpng' } },
  ];
  await ask(shim, { contents: [{ parts }] });
  expect(shim.service.fetched).toEqual(['https://pictures.example/a.png']);
  const files = shim.service.submitted[0]?.request.images.map(({ file }) => file);
  expect(files).toEqual(['fetched.png', 'earlier.png', 'earlier.png', 'earlier.png']);
});

test.each<[string, object[]]>([
  ['the name of a file', [{ fileData: { fileUri: 'files/earlierpng' } }]],
  ['its bytes', [{ text: 'Here.' }, { inlineData: { mimeType: 'image/png', data: BASE64 } }]],
  ['its bytes in the other spelling', [{ inline_data: { mime_type: 'image/png', data: BASE64 } }]],
  ['an address', [{ fileData: { fileUri: 'https://pictures.example/a.png' } }]],
  ['a link in the text', [{ text: '![image](https://pictures.example/a.png)' }]],
])(
  'without a picture of its own, a turn builds on the one that the model made last, known by %s',
  async (_name, parts) => {
    const [request] = await requestFor({
      contents: [
        { role: 'user', parts: [{ text: 'an otter' }] },
        { role: 'model', parts: [{ inlineData: { data: 'not this one' } }] },
        { role: 'user', parts: [{ text: 'again' }] },
        { role: 'model', parts },
        { role: 'user', parts: [{ text: 'at night' }] },
      ],
    });
    expect(request).toMatchObject({ prompt: 'at night', images: [expect.objectContaining({})] });
  },
);

test('a draft, a film and a turn with a picture of its own are no reason to build on what was before', async () => {
  const turn = { role: 'user', parts: [{ text: 'at night' }] };
  for (const parts of [
    [{ thought: true, inlineData: { mimeType: 'image/png', data: BASE64 } }],
    [{ inlineData: { mimeType: 'video/mp4', data: BASE64 } }],
    [{ fileData: { fileUri: 'https://films.example/a.mp4' } }],
    [null, 7, 'no picture'],
  ]) {
    const [request] = await requestFor({ contents: [{ role: 'model', parts }, turn] });
    expect(request?.images).toEqual([]);
  }
  const own = { role: 'user', parts: [{ text: 'at night' }, { inlineData: { data: BASE64 } }] };
  const model = { role: 'model', parts: [{ fileData: { fileUri: 'https://pictures.example/a.png' } }] };
  const [request] = await requestFor({ contents: [model, own] });
  expect(request?.images.map(({ file }) => file)).toEqual(['in.png']);
});

test('an earlier picture that is lost is told in words', async () => {
  await using shim = await startShim();
  const model = { role: 'model', parts: [{ fileData: { fileUri: 'https://pictures.example/unreachable.png' } }] };
  const { body } = await ask(shim, { contents: [model, { role: 'user', parts: [{ text: 'at night' }] }] });
  expect(body.candidates[0]?.content?.parts[0]?.text).toContain('can no longer be read');
});

test('wishes reach the service in either spelling; modalities in any case', async () => {
  const [camel] = await requestFor(
    say('x', { responseModalities: ['Image'], imageConfig: { aspectRatio: '16:9', imageSize: '2K' }, seed: 7 }),
  );
  const [snake] = await requestFor({
    contents: [{ parts: [{ text: 'x' }] }],
    generation_config: {
      response_modalities: ['TEXT', 'image'],
      image_config: { aspect_ratio: '16:9', image_size: '2K' },
      seed: '7',
    },
  });
  expect(camel).toMatchObject({ aspectRatio: '16:9', resolution: '2K', seed: 7 });
  expect(snake).toEqual(camel);
});

test('several candidates are as many jobs, and a seed counts up over them', async () => {
  await using shim = await startShim();
  const { body } = await ask(shim, say('x', { candidateCount: 3, seed: 7 }));
  expect(shim.service.submitted.map(({ request }) => request.seed)).toEqual([7, 8, 9]);
  expect(body.candidates.map(({ index, finishReason }) => [index, finishReason])).toEqual([
    [0, 'STOP'],
    [1, 'STOP'],
    [2, 'STOP'],
  ]);
  expect(body).toMatchObject({ usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 3870 } });
});

test.each<[string, unknown, string]>([
  ['no contents', {}, 'contents'],
  ['empty contents', { contents: [] }, 'contents'],
  ['contents of another kind', { contents: 7 }, 'contents'],
  ['no turn of the user', { contents: [{ role: 'model', parts: [{ text: 'x' }] }] }, 'contents'],
  ['a turn without a text', { contents: [{ parts: [{ text: ' ' }] }] }, 'contents[0]'],
  ['a turn without parts', { contents: [{ role: 'user' }] }, 'contents[0]'],
  ['a part of another kind', { contents: [{ parts: [7] }] }, 'contents[0].parts[0]'],
  ['a text of another kind', { contents: [{ parts: [{ text: 7 }] }] }, 'contents[0].parts[0].text'],
  ['a part that means nothing here', { contents: [{ parts: [{ hologram: {} }] }] }, 'contents[0].parts[0]'],
  ['nothing but an answer of a tool', { contents: [{ parts: [{ functionResponse: {} }] }] }, 'contents'],
  ['a picture without bytes', { contents: [{ parts: [{ inlineData: {} }] }] }, 'contents[0].parts[0].inlineData.data'],
  [
    'no picture',
    { contents: [{ parts: [{ text: 'x' }, { inlineData: { data: 'QUJD' } }] }] },
    'contents[0].parts[1].inlineData.data',
  ],
  [
    'no base64',
    { contents: [{ parts: [{ text: 'x' }, { inlineData: { data: '!' } }] }] },
    'contents[0].parts[1].inlineData.data',
  ],
  [
    "somebody else's storage",
    { contents: [{ parts: [{ text: 'x' }, { fileData: { fileUri: 'gs://bucket/a.png' } }] }] },
    'contents[0].parts[1].fileData.fileUri',
  ],
  [
    'too many pictures',
    { contents: [{ parts: ['x', ...Array(17).fill({ inlineData: { data: BASE64 } })] }] },
    'contents[0]',
  ],
  ['too many candidates', say('x', { candidateCount: 9 }), 'generationConfig.candidateCount'],
  ['no candidate', say('x', { candidateCount: 0 }), 'generationConfig.candidateCount'],
  ['a seed that is no number', say('x', { seed: 'lucky' }), 'generationConfig.seed'],
  ['only texts', say('x', { responseModalities: ['TEXT'] }), 'generationConfig.responseModalities'],
  ['modalities of another kind', say('x', { responseModalities: 'IMAGE' }), 'generationConfig.responseModalities'],
  [
    'a form that cannot be made',
    say('x', { imageConfig: { imageOutputOptions: { mimeType: 'image/gif' } } }),
    'generationConfig.imageConfig.imageOutputOptions.mimeType',
  ],
])('%s is a 400 that names the field, and nothing is asked for', async (_name, body, field) => {
  expect((await refusal(body)).field).toMatchObject({ field });
});

test('a body that is no object is refused, however deep it goes', async () => {
  expect((await refusal([])).message).toBe('The body must be a JSON object.');
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect((await refusal(`{"contents": ${deep}}`)).field).toMatchObject({ field: 'contents[0]' });
});

test("what the service refuses is told in the caller's words", async () => {
  await using shim = await startShim();
  const message = '"aspect_ratio" is not understood: "wide".';
  shim.service.refusal = new ServiceError('invalid_value', message, { param: 'aspect_ratio' });
  const response = await shim.post(METHOD, say('x', { imageConfig: { aspectRatio: 'wide' } }));
  const { error } = (await response.json()) as Answer;
  const field = 'generationConfig.imageConfig.aspectRatio';
  expect(error?.message).toBe(`"${field}" is not understood: "wide".`);
  expect(error?.details[1]).toMatchObject({ fieldViolations: [{ field }] });
});

test('refused content is an answer without a picture that every program takes for a refusal', async () => {
  await using shim = await startShim();
  const { response, body } = await ask(shim, say('x'), { state: 'failed', startedAt: 1, error: REFUSED });
  expect(response.status).toBe(200);
  expect(body).toMatchObject({
    candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: REFUSED.message, index: 0 }],
    promptFeedback: { blockReason: 'IMAGE_SAFETY' },
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 0, totalTokenCount: 1 },
  });
  expect(body.candidates[0]).not.toHaveProperty('content');
  await expect
    .poll(() => shim.service.finishedRequests)
    .toMatchObject([{ errorCode: 'content_rejected', status: 400 }]);
});

test('another failure is a status, and is not to be repeated once it may have been paid for', async () => {
  await using shim = await startShim();
  const { response, body } = await ask(shim, say('x'), { state: 'failed', startedAt: 1, error: TIMED_OUT });
  expect(response.status).toBe(503);
  expect(response.headers.get('x-should-retry')).toBe('false');
  expect(body.error).toMatchObject({ code: 503, status: 'UNAVAILABLE', message: 'It took too long.' });
});

test('a failure among successes withholds nothing', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', PNG);
  const pending = shim.post(METHOD, say('x', { candidateCount: 3 }), SDK);
  await expect.poll(() => shim.service.watches.length).toBe(3);
  shim.service.change({ state: 'failed', startedAt: 1, error: REFUSED }, 'job_1');
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT }, 'job_3');
  shim.service.change(finishedPicture(), 'job_2');
  const body = (await (await pending).json()) as Answer;
  expect(body.candidates.map(({ finishReason, content }) => [finishReason, content?.parts.length])).toEqual([
    ['IMAGE_SAFETY', undefined],
    ['STOP', 1],
    ['OTHER', undefined],
  ]);
  expect(body).not.toHaveProperty('promptFeedback');
});

test('of failures of several kinds the one that is no refusal is told', async () => {
  await using shim = await startShim();
  const pending = shim.post(METHOD, say('x', { candidateCount: 2 }));
  await expect.poll(() => shim.service.watches.length).toBe(2);
  shim.service.change({ state: 'failed', startedAt: 1, error: REFUSED }, 'job_1');
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT }, 'job_2');
  expect((await pending).status).toBe(503);
});

test('an answer that took long is JSON after blanks, and a failure by then is told in it', async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 1, heartbeatMs: 5 });
  const pending = shim.post(METHOD, say('x'));
  const response = await pending; // the status is out before the job has ended
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(text).toMatch(/^ +\{/);
  expect(JSON.parse(text)).toMatchObject({
    error: { code: 503, status: 'UNAVAILABLE' },
    candidates: [{ content: { parts: [{ text: 'It took too long.' }] }, finishReason: 'IMAGE_SAFETY' }],
  });
  await expect.poll(() => shim.service.finishedRequests).toMatchObject([{ status: 503 }]);
});

test('a failure in an answer that took long is not repeated by the AI SDK once it may have been paid for', async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 1, heartbeatMs: 5 });
  const model = createGoogle({ baseURL: `${shim.url}/v1beta`, apiKey: KEY }).image(IMAGE_MODEL.id);
  const pending = generateImage({ model, prompt: 'x' }).catch((cause: unknown) => cause);
  await expect.poll(() => shim.service.watches.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the status is out
  shim.service.change({ state: 'submit_unknown', startedAt: 1 });
  expect(await pending).toBeInstanceOf(Error);
  expect(shim.service.submitted).toHaveLength(1);
});

test('programs that read nothing but texts get a link; those that ask for pictures, and users of the SDK, do not', async () => {
  const textsFor = async (config: object, init: RequestInit, chatImages: 'both' | 'images' = 'both') => {
    await using shim = await startShim();
    shim.service.settings.chatImages = chatImages;
    const { body } = await ask(shim, say('x', config), finishedPicture(), init);
    const link = `![image](${shim.url}/files/result.png)`;
    return body.candidates[0]?.content?.parts.map(({ text, inlineData }) => (inlineData ? 'picture' : text === link));
  };
  expect(await textsFor({}, {})).toEqual([true, 'picture']);
  expect(await textsFor({}, {}, 'images')).toEqual(['picture']);
  expect(await textsFor({}, SDK)).toEqual(['picture']);
  expect(await textsFor({ responseModalities: ['TEXT', 'IMAGE'] }, {})).toEqual(['picture']);
});

test('a remark on a result goes into a text, or where texts are not wanted beside it', async () => {
  await using shim = await startShim();
  const end = { ...finishedPicture(), notice: 'Enlarging failed.' };
  const both = await ask(shim, say('x', { responseModalities: ['TEXT', 'IMAGE'] }), end);
  expect(both.body.candidates[0]?.content?.parts[0]).toEqual({ text: 'Enlarging failed.' });
});

test('a remark on a result stands beside it where texts are not wanted', async () => {
  await using shim = await startShim();
  const end = { ...finishedPicture(), notice: 'Enlarging failed.' };
  const { body } = await ask(shim, say('x', { responseModalities: ['IMAGE'] }), end);
  expect(body.candidates[0]).toMatchObject({ finishReason: 'STOP', finishMessage: 'Enlarging failed.' });
  expect(body.candidates[0]?.content?.parts).toHaveLength(1);
});

test('a picture that this server could neither keep nor fetch is passed on by its address', async () => {
  await using shim = await startShim();
  const [asset] = finishedPicture().assets ?? [];
  const url = 'https://pictures.example/unreachable.png';
  const end = { ...finishedPicture(), assets: [{ ...(asset as NonNullable<typeof asset>), file: null, url }] };
  const { body } = await ask(shim, say('x', { responseModalities: ['IMAGE'] }), end);
  expect(body.candidates[0]?.content?.parts).toEqual([{ fileData: { fileUri: url } }]);
  expect(body.candidates[0]?.finishMessage).toContain('passed on as a link');
});

test('a call may have a name of its own, and its job may be asked for instead of its result', async () => {
  await using shim = await startShim();
  const headers = { 'idempotency-key': 'my-call', prefer: 'respond-async' };
  const response = await shim.post(METHOD, say('x'), { headers });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ id: 'job_1', object: 'job' });
  expect(response.headers.get('location')).toBe(`${shim.url}/v1/jobs/job_1`);
  expect(shim.service.calls).toMatchObject([{ idempotencyKey: 'my-call' }]);
  expect(shim.service.submitted[0]?.origin.route).toBe('/v1beta/models/{model}:generateContent');
});

test('two calls are the same when they ask for the same, whatever else stands in them', async () => {
  await using shim = await startShim();
  const headers = { prefer: 'respond-async' };
  const same = [say('x'), { contents: 'x' }, { contents: [{ parts: [{ text: 'x' }] }], tools: [] }];
  const others = [say('y'), say('x', { seed: 1 }), say('x', { imageConfig: { aspectRatio: '1:1' } })];
  for (const body of [...same, ...others]) await shim.post(METHOD, body, { headers });
  const prints = shim.service.calls.map(({ fingerprint }) => fingerprint);
  expect(new Set(prints.slice(0, 3)).size).toBe(1);
  expect(new Set(prints).size).toBe(4);
});

test('a caller who leaves before anything is asked for has nothing made', async () => {
  await using shim = await startShim();
  const controller = new AbortController();
  const body = { contents: [{ parts: ['x', { fileData: { fileUri: 'https://pictures.example/stubborn.png' } }] }] };
  const pending = shim.post(METHOD, body, { signal: controller.signal });
  await expect.poll(() => shim.service.fetched).toHaveLength(1);
  controller.abort();
  await expect(pending).rejects.toThrow();
  await expect.poll(() => shim.service.finishedRequests).toMatchObject([{ status: 499, callerLeft: true }]);
  expect(shim.service.submitted).toEqual([]);
});
