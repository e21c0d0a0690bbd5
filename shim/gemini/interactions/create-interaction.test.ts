import { expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import type { JobError, JobView } from '../../../schema/generation.ts';
import { finishedPicture, finishedVideo, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../../testing/fixtures.ts';
import { type RunningShim, startShim } from '../../testing/start-shim.ts';
import { FRAMES_MODEL } from '../../testing/videos.ts';

const ROUTE = '/v1beta/interactions';
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
const BASE64 = PNG.toString('base64');
const URL = 'https://pictures.example/a.png';

interface Interaction {
  id: string;
  status: string;
  steps: { type: string; content?: Record<string, unknown>[]; error?: { code: number; message: string } }[];
  usage?: Record<string, unknown>;
}

interface GoogleError {
  code: number;
  message: string;
  status: string;
  details: { fieldViolations?: { field: string }[] }[];
}

async function start(): Promise<RunningShim> {
  const shim = await startShim();
  shim.service.models.push(FRAMES_MODEL);
  shim.service.pictures.set('result.png', PNG);
  shim.service.pictures.set('result.mp4', PNG);
  return shim;
}

/** Asks, lets the job end as told, and returns the answer. */
async function ask(shim: RunningShim, body: object, end: Partial<JobView> = finishedPicture()) {
  const watched = shim.service.watches.length;
  const pending = shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', ...body });
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(watched);
  shim.service.change(end);
  const response = await pending;
  return { response, body: (await response.json()) as Interaction & { error?: GoogleError } };
}

const outputOf = ({ steps }: Interaction) => steps.find(({ type }) => type === 'model_output');

/** What was asked of the service, for a body that is taken; it answers at once. */
async function requestFor(body: object, shim?: RunningShim) {
  await using own = shim === undefined ? await start() : null;
  const running = shim ?? (own as RunningShim);
  const response = await running.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', background: true, ...body });
  expect(response.status).toBe(200);
  return running.service.submitted.at(-1)?.request;
}

async function refusalOf(body: object, shim?: RunningShim): Promise<GoogleError> {
  await using own = shim === undefined ? await start() : null;
  const running = shim ?? (own as RunningShim);
  const before = running.service.submitted.length;
  const response = await running.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', ...body });
  expect(running.service.submitted).toHaveLength(before);
  const { error } = (await response.json()) as { error: GoogleError };
  expect(error.code).toBe(response.status);
  return error;
}

const fieldOf = ({ details }: GoogleError) => details.flatMap(({ fieldViolations }) => fieldViolations ?? [])[0]?.field;
const failed = (error: Partial<JobError>, patch: Partial<JobView> = {}): Partial<JobView> => ({
  ...{ state: 'failed', startedAt: 1_800_000_001_000, completedAt: 1_800_000_002_000, ...patch },
  error: { code: 'generation_failed', message: 'It failed.', reason: null, retryAfterMs: null, ...error },
});

test('a picture comes in the answer, as bare base64 beside what was asked for', async () => {
  await using shim = await start();
  const { response, body } = await ask(shim, { store: true, temperature: 1, tools: [{ type: 'google_search' }] });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-flow2api-job-id')).toBe('job_1');
  expect(body).toEqual({
    id: 'v1_job_1',
    object: 'interaction',
    model: IMAGE_MODEL.id,
    status: 'completed',
    created: '2027-01-15T08:00:00Z',
    updated: '2027-01-15T08:00:05Z',
    steps: [
      { type: 'user_input', content: [{ type: 'text', text: 'an otter' }] },
      { type: 'model_output', content: [{ type: 'image', mime_type: 'image/png', data: BASE64 }] },
    ],
    usage: {
      total_input_tokens: 2,
      input_tokens_by_modality: [{ modality: 'text', tokens: 2 }],
      total_cached_tokens: 0,
      total_output_tokens: 1290,
      output_tokens_by_modality: [{ modality: 'image', tokens: 1290 }],
      total_tool_use_tokens: 0,
      total_thought_tokens: 0,
      total_tokens: 1292,
    },
  });
  expect(shim.service.watcherRoles).toEqual(['caller']);
});

test('a video comes as bytes and as an address, unless one of them is asked for', async () => {
  await using shim = await start();
  const uri = `${shim.url}/v1beta/files/resultmp4:download?alt=media`;
  const video = { type: 'video', mime_type: 'video/mp4' };
  for (const [format, part] of [
    [undefined, { ...video, data: BASE64, uri }],
    [
      { type: 'video', delivery: 'inline' },
      { ...video, data: BASE64 },
    ],
    [
      { type: 'video', delivery: 'uri' },
      { ...video, uri },
    ],
  ] as const) {
    const { body } = await ask(shim, { model: TEXT_VIDEO_MODEL.id, response_format: format }, finishedVideo());
    expect(outputOf(body)?.content).toEqual([part]);
    expect(body.usage).toMatchObject({ output_tokens_by_modality: [{ modality: 'video', tokens: 8 * 258 }] });
    shim.service.change({ state: 'queued', assets: [] });
  }
});

test('a picture comes in the form and manner that are asked for', async () => {
  await using shim = await start();
  const webp = await ask(shim, { response_format: { type: 'image', mime_type: 'image/webp' } });
  expect(outputOf(webp.body)?.content).toEqual([{ type: 'image', mime_type: 'image/webp', data: BASE64 }]);
  const response_format = [{ type: 'text' }, { type: 'image', delivery: 'uri', mime_type: 'image/jpeg' }];
  const { body } = await ask(shim, { response_format });
  expect(outputOf(body)?.content).toEqual([
    { type: 'image', mime_type: 'image/jpeg', uri: `${shim.url}/files/result.jpeg` },
  ]);
});

test('what there is to say about a result stands before it', async () => {
  await using shim = await start();
  const { body } = await ask(shim, {}, { ...finishedPicture(), notice: 'It is smaller than asked for.' });
  expect(outputOf(body)?.content?.[0]).toEqual({ type: 'text', text: 'It is smaller than asked for.' });
});

test('in the background it answers at once and goes on without anybody', async () => {
  await using shim = await start();
  const response = await shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', background: true });
  expect(await response.json()).toEqual({
    id: 'v1_job_1',
    object: 'interaction',
    model: IMAGE_MODEL.id,
    status: 'in_progress',
    created: '2027-01-15T08:00:00Z',
    updated: '2027-01-15T08:00:00Z',
    steps: [{ type: 'user_input', content: [{ type: 'text', text: 'an otter' }] }],
  });
  expect(shim.service.watches).toEqual([]);
});

test('whoever prefers the job to its result gets that', async () => {
  await using shim = await start();
  const response = await shim.post(`${ROUTE}?async=true`, { model: IMAGE_MODEL.id, input: 'an otter' });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ id: 'job_1', object: 'job' });
});

test('the paths of /v1 and of Vertex AI are the same', async () => {
  await using shim = await start();
  const body = { model: `models/${IMAGE_MODEL.id}`, input: 'an otter', background: true };
  for (const path of ['/v1/interactions', '/v1beta1/projects/p/locations/global/interactions']) {
    const response = await shim.post(path, body);
    expect(await response.json()).toMatchObject({ status: 'in_progress', model: IMAGE_MODEL.id });
  }
});

const TEXT = { type: 'text', text: 'an otter' };

test.each<[string, unknown, string, number]>([
  ['a text', 'an otter', 'an otter', 0],
  ['a part', TEXT, 'an otter', 0],
  ['parts', [{ type: 'image', data: BASE64, mime_type: 'image/png' }, TEXT], 'an otter', 1],
  ['texts', ['an', 'otter'], 'an\notter', 0],
  ['a step', [{ type: 'user_input', content: [TEXT, { type: 'image', uri: URL }] }], 'an otter', 1],
  ['a step with a text for its content', [{ type: 'user_input', content: 'an otter' }], 'an otter', 0],
  ['a turn with a role', [{ role: 'user', content: [TEXT] }], 'an otter', 0],
  [
    'steps so far',
    [
      { type: 'user_input', content: [{ type: 'text', text: 'a fox' }] },
      { type: 'thought', summary: [] },
      { type: 'model_output', content: [{ type: 'text', text: 'Sure.' }] },
      { type: 'google_search_call', id: 'x' },
      { type: 'user_input', content: [TEXT] },
    ],
    'an otter',
    0,
  ],
])('the input may be %s', async (_, input, prompt, pictures) => {
  const request = await requestFor({ input });
  expect(request).toMatchObject({ prompt });
  expect(request?.images).toHaveLength(pictures);
});

test('a picture of an earlier step is what the next one builds on, unless it brings its own', async () => {
  await using shim = await start();
  const history = (part: object) => [
    { type: 'user_input', content: [TEXT] },
    { type: 'model_output', content: [part] },
  ];
  const next = { type: 'user_input', content: [{ type: 'text', text: 'at night' }] };
  for (const part of [
    { type: 'image', data: BASE64 },
    { type: 'image', uri: URL },
    { type: 'text', text: `![image](${URL})` },
  ]) {
    const request = await requestFor({ input: [...history(part), next] }, shim);
    expect(request).toMatchObject({ prompt: 'at night' });
    expect(request?.images).toHaveLength(1);
  }
  const own = { type: 'user_input', content: [{ type: 'image', uri: URL }, TEXT] };
  const request = await requestFor({ input: [...history({ type: 'image', data: BASE64 }), own] }, shim);
  expect(request?.images.map(({ file }) => file)).toEqual(['fetched.png']);
  const unreachable = 'https://pictures.example/unreachable.png';
  const gone = await refusalOf({ input: [...history({ type: 'image', uri: unreachable }), next] }, shim);
  expect(fieldOf(gone)).toBe('input[1].content[0]');
});

test('an interaction goes on from the picture of another one', async () => {
  await using shim = await start();
  await ask(shim, {});
  const request = await requestFor({ input: 'at night', previous_interaction_id: 'v1_job_1' }, shim);
  expect(request).toMatchObject({ prompt: 'at night', images: [{ file: 'result.png' }] });
});

test('a picture of another interaction is the first frame of a video', async () => {
  await using shim = await start();
  await ask(shim, {});
  const request = await requestFor({ model: FRAMES_MODEL.id, previous_interaction_id: 'v1_job_1' }, shim);
  expect(request?.images.map(({ file }) => file)).toEqual(['result.png']);
});

test('what there is nothing to go on from is refused', async () => {
  await using shim = await start();
  const previous = { previous_interaction_id: 'v1_job_1' };
  expect((await refusalOf(previous, shim)).message).toContain('is not known for this key');
  await shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', background: true });
  expect((await refusalOf(previous, shim)).message).toContain('has no picture: it is queued');
  shim.service.change(finishedPicture('gone.png'));
  const gone = await refusalOf(previous, shim);
  expect(gone.message).toContain('no longer kept');
  expect(fieldOf(gone)).toBe('previous_interaction_id');
  shim.service.change(finishedVideo());
  expect((await refusalOf(previous, shim)).message).toContain('made a video');
  expect((await refusalOf({ ...previous, model: FRAMES_MODEL.id }, shim)).message).toContain('extends or changes');
  shim.service.change({ route: '/v1/images/generations' });
  expect((await refusalOf(previous, shim)).message).toContain('is not known for this key');
});

test('all that a picture is to be like is passed on', async () => {
  const generation_config = { seed: 7, image_config: { aspect_ratio: '1:1', image_size: '4K' }, temperature: 1 };
  const response_format = { type: 'image', aspect_ratio: '16:9', image_size: '2K' };
  const expected = { aspectRatio: '16:9', resolution: '2K', seed: 7, imagesParam: 'input' };
  expect(await requestFor({ generation_config, response_format })).toMatchObject(expected);
  const older = { generation_config, response_modalities: ['IMAGE'] };
  expect(await requestFor(older)).toMatchObject({ aspectRatio: '1:1', resolution: '4K' });
});

test('all that a video is to be like is passed on', async () => {
  const response_format = { type: 'video', aspect_ratio: '9:16', resolution: '1080p', duration: '8s', delivery: 'uri' };
  const request = await requestFor({ model: TEXT_VIDEO_MODEL.id, response_format });
  expect(request).toMatchObject({ aspectRatio: '9:16', resolution: '1080p', seconds: '8s' });
});

test.each([
  ['image_to_video', undefined],
  ['REFERENCE_TO_VIDEO', 'references'],
  [undefined, undefined],
])('the task %s says what the pictures are, or leaves it to the model', async (task, role) => {
  const input = [{ type: 'image', data: BASE64 }, TEXT];
  const generation_config = { video_config: { task } };
  const request = await requestFor({ model: FRAMES_MODEL.id, input, generation_config });
  expect(request?.imageRole).toBe(role);
});

test.each<[string, object, string, string]>([
  ['no model', { model: null }, 'model', 'is required'],
  ['an agent', { agent: 'deep-research' }, 'agent', 'Name a model'],
  ['a token to go on with', { continuation_token: 'x' }, 'continuation_token', 'means nothing here'],
  ['no input', { input: null }, 'input', 'is required'],
  ['an empty list', { input: [] }, 'input', 'is required'],
  ['nothing said', { input: [{ type: 'model_output', content: [TEXT] }] }, 'input', 'empty'],
  ['an empty text', { input: ' ' }, 'input', 'empty'],
  ['a part without a type', { input: [{ text: 'x' }] }, 'input[0].type', 'is required'],
  ['a picture without a place', { input: [{ type: 'image' }, TEXT] }, 'input[0].data', 'is required'],
  ['a film', { input: [{ type: 'video', data: 'x' }, TEXT] }, 'input[0].type', 'extends or changes'],
  ['a sound', { input: [{ type: 'audio', data: 'x' }, TEXT] }, 'input[0].type', 'texts and pictures only'],
  ['a bucket', { input: [{ type: 'image', uri: 'gs://b/a.png' }, TEXT] }, 'input[0].uri', 'http(s)'],
  ['another kind of result', { response_format: { type: 'video' } }, 'response_format.type', 'makes pictures'],
  ['a text for a result', { response_format: [{ type: 'text' }] }, 'response_format[0].type', 'makes pictures'],
  ['other modalities', { response_modalities: ['TEXT'] }, 'response_modalities', 'makes pictures'],
  ['another form', { response_format: { mime_type: 'image/bmp' } }, 'response_format.mime_type', 'image/png'],
  ['another delivery', { response_format: { delivery: 'pigeon' } }, 'response_format.delivery', 'inline or uri'],
  ['a list for a format', { response_format: ['image'] }, 'response_format[0]', 'not valid'],
  [
    'the task of changing a video',
    { model: FRAMES_MODEL.id, generation_config: { video_config: { task: 'edit' } } },
    'generation_config.video_config.task',
    'no model here goes on from a video',
  ],
  [
    'a task that there is not',
    { model: FRAMES_MODEL.id, generation_config: { video_config: { task: 'dream' } } },
    'generation_config.video_config.task',
    'It can be text_to_video',
  ],
  [
    'a task that needs a picture',
    { model: FRAMES_MODEL.id, generation_config: { video_config: { task: 'image_to_video' } } },
    'generation_config.video_config.task',
    'needs a picture',
  ],
  [
    'a task that takes no picture',
    {
      model: FRAMES_MODEL.id,
      input: [{ type: 'image', data: BASE64 }, TEXT],
      generation_config: { video_config: { task: 'text_to_video' } },
    },
    'generation_config.video_config.task',
    'takes no pictures',
  ],
  [
    'a video that was made before',
    { model: FRAMES_MODEL.id, input: [{ type: 'model_output', content: [{ type: 'video', uri: URL }] }, TEXT] },
    'input[0].content[0]',
    'extends or changes',
  ],
  [
    'more pictures than the model takes',
    { model: FRAMES_MODEL.id, input: [...Array(3).fill({ type: 'image', data: BASE64 }), TEXT] },
    'input',
    'takes 2',
  ],
])('%s is refused with the field and the way out, before anything is spent', async (_, body, field, words) => {
  const error = await refusalOf(body);
  expect(error.status).toBe('INVALID_ARGUMENT');
  expect(fieldOf(error)).toBe(field);
  expect(error.message).toContain(words);
});

test('a refusal of the service names the field as this request does', async () => {
  await using shim = await start();
  shim.service.refusal = new ServiceError('invalid_value', '"seconds" can be 8.', { param: 'seconds' });
  const response_format = [{ type: 'audio' }, { type: 'video', duration: '9s' }];
  const error = await refusalOf({ model: TEXT_VIDEO_MODEL.id, response_format }, shim);
  expect(error.message).toBe('"response_format[1].duration" can be 8.');
  expect(fieldOf(error)).toBe('response_format[1].duration');
});

test.each<[string, Partial<JobView>, string, number, string]>([
  ['refused content', failed({ code: 'content_rejected' }), 'failed', 3, 'invalid_argument'],
  ['work that failed', failed({ code: 'generation_failed' }), 'failed', 13, 'internal'],
  ['an outage after the work had begun', failed({ code: 'upstream_timeout' }), 'failed', 14, 'unavailable'],
  ['spent credits', failed({ code: 'token_out_of_credits', outcome: 'refused' }), 'failed', 8, 'resource_exhausted'],
  ['a lost answer', { state: 'submit_unknown', startedAt: 1, completedAt: 2 }, 'failed', 13, 'internal'],
  ['a result that is gone', finishedPicture('gone.png'), 'failed', 13, 'internal'],
  ['a job that was cancelled', { state: 'cancelled', completedAt: 2 }, 'cancelled', 1, 'cancelled'],
])(
  '%s is told in the interaction, since the SDK would send a failed create again',
  async (_, end, status, code, name) => {
    await using shim = await start();
    const { response, body } = await ask(shim, {}, end);
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ status, errors: [{ code: name, message: expect.any(String) }] });
    expect(outputOf(body)).toEqual({ type: 'model_output', error: { code, message: expect.any(String) } });
    expect(body).not.toHaveProperty('usage');
  },
);

test.each<[string, Partial<JobView>, number]>([
  ['throttled', failed({ code: 'token_throttled', retryAfterMs: 2_000, outcome: 'refused' }), 429],
  [
    'out before anything began',
    failed({ code: 'upstream_unavailable', outcome: 'not-sent' }, { startedAt: null }),
    503,
  ],
])('a job that was %s is a failure of HTTP, which the SDK may well try again', async (_, end, status) => {
  await using shim = await start();
  const { response, body } = await ask(shim, {}, end);
  expect(response.status).toBe(status);
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(body.error?.code).toBe(status);
});

test('what the service refuses before any job is a failure of HTTP', async () => {
  await using shim = await start();
  shim.service.refusal = new ServiceError('queue_full', 'Too many wait.', { retryAfterMs: 3_000 });
  expect(await refusalOf({}, shim)).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
});

test('a service that stops waiting answers with how it stands, to be asked about again', async () => {
  await using shim = await start();
  shim.service.watchFailure = new Error('the service stops');
  const { response, body } = await ask(shim, {}, { state: 'running', startedAt: 1_800_000_001_000 });
  expect(response.status).toBe(200);
  expect(body).toMatchObject({ id: 'v1_job_1', status: 'in_progress' });
});

test('a caller who waits long keeps the connection, and hears of a late failure in the interaction', async () => {
  await using shim = await start();
  Object.assign(shim.service.settings, { holdAnswerMs: 10, heartbeatMs: 10 });
  const pending = shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter' });
  const response = await pending;
  shim.service.change(failed({ code: 'token_throttled', outcome: 'refused' }));
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toMatch(/^ +\{/);
  expect(JSON.parse(text)).toMatchObject({ status: 'failed', errors: [{ code: 'resource_exhausted' }] });
});

test('a call that is named is passed on by its name', async () => {
  await using shim = await start();
  const headers = { 'idempotency-key': 'once' };
  await shim.post(ROUTE, { model: IMAGE_MODEL.id, input: 'an otter', background: true }, { headers });
  expect(shim.service.calls).toMatchObject([{ idempotencyKey: 'once' }]);
});
