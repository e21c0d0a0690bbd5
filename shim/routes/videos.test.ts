import { expect, test } from 'vitest';
import { OTHER_KEY } from '../testing/fake-service.ts';
import { finishedVideo, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import type { RunningShim } from '../testing/start-shim.ts';
import { addVideo, FRAMES_MODEL, jobId, startVideoShim, videoId } from '../testing/videos.ts';

const ROUTE = '/v1/videos';
const ASK = { model: TEXT_VIDEO_MODEL.id, prompt: 'waves' };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const DATA_URL = `data:image/png;base64,${PNG.toString('base64')}`;
const ADDRESS = 'https://a.example/1.png';

/** A form as SDKs send it. A value that is bytes goes as a file. */
function form(fields: Record<string, string | Buffer>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)], { type: 'application/octet-stream' }), 'blob');
  }
  return data;
}

function send(shim: RunningShim, body: FormData | object): Promise<Response> {
  return body instanceof FormData ? shim.get(ROUTE, { method: 'POST', body }) : shim.post(ROUTE, body);
}

async function errorOf(response: Response) {
  const { error } = (await response.json()) as { error: Record<string, string> };
  return { ...error, status: response.status };
}

test('a video is answered at once, as it stands', async () => {
  await using shim = await startVideoShim();
  const response = await send(shim, ASK);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-flow2api-job-id')).toBe(jobId(1));
  expect(await response.json()).toEqual({
    id: videoId(1),
    object: 'video',
    model: TEXT_VIDEO_MODEL.id,
    status: 'queued',
    progress: 0,
    created_at: 1_800_000_000,
    completed_at: null,
    expires_at: null,
    error: null,
    prompt: 'waves',
    remixed_from_video_id: null,
    seconds: '8',
    size: '1280x720',
    position: null,
    detail: '',
    notice: null,
  });
  expect(shim.service.submitted[0]?.origin).toMatchObject({ apiKeyId: 'key-id-1', route: ROUTE });
});

test.each<[string, FormData | object]>([
  ['a form, in which all is text', form({ ...ASK, seconds: '8', size: '1280x720', seed: '7' })],
  ['JSON with a text', { ...ASK, seconds: '8', size: '1280x720', seed: 7 }],
  ['JSON with a number', { ...ASK, seconds: 8, size: '1280x720', seed: 7, n: null, style: 'vivid' }],
  ['a duration', { ...ASK, duration: 8, seconds: null, size: '1280x720', seed: '7' }],
])('the length, the size and the seed come by %s', async (_, body) => {
  await using shim = await startVideoShim();
  expect((await send(shim, body)).status).toBe(200);
  const { request } = shim.service.submitted[0] ?? {};
  expect(request).toMatchObject({ prompt: 'waves', size: '1280x720', seed: 7, images: [] });
  expect(Number(request?.seconds)).toBe(8);
});

test('a shape and a resolution may be said in words', async () => {
  await using shim = await startVideoShim();
  await send(shim, { ...ASK, aspect_ratio: '9:16', resolution: '1080p' });
  await send(shim, { ...ASK, size: '16:9', aspectRatio: '16:9' });
  expect(shim.service.submitted.map(({ request }) => request)).toMatchObject([
    { aspectRatio: '9:16', resolution: '1080p' },
    { size: '16:9', aspectRatio: '16:9' },
  ]);
});

test.each<[string, FormData | object, object]>([
  ['a file', form({ input_reference: PNG }), { count: 1 }],
  ['an object', { input_reference: { image_url: DATA_URL } }, { count: 1 }],
  ['an object in a form', form({ 'input_reference[image_url]': DATA_URL }), { count: 1 }],
  ['a bare data URL', { input_reference: DATA_URL }, { count: 1 }],
  ['a bare address', { input_reference: ADDRESS }, { count: 1 }],
  ['a list', { input_reference: [{ image_url: DATA_URL }, ADDRESS] }, { count: 2 }],
  ['a first and a last frame', { input_reference: DATA_URL, last_frame: ADDRESS }, { count: 2, role: 'frames' }],
  ['frames as files', form({ last_frame: PNG, input_reference: PNG }), { count: 2, role: 'frames' }],
  [
    'references',
    { reference_images: [DATA_URL, { image_url: ADDRESS }] },
    { count: 2, role: 'references', param: 'reference_images' },
  ],
  [
    'references in a form',
    form({ 'reference_images[0]': PNG, 'reference_images[1]': PNG }),
    { count: 2, role: 'references', param: 'reference_images' },
  ],
])('pictures come as %s', async (_, pictures, told) => {
  await using shim = await startVideoShim();
  const model = FRAMES_MODEL.id;
  if (pictures instanceof FormData) {
    pictures.set('model', model);
    pictures.set('prompt', 'waves');
  }
  const response = await send(shim, pictures instanceof FormData ? pictures : { ...pictures, model, prompt: 'waves' });
  expect(response.status).toBe(200);
  const { count, role, param = 'input_reference' } = told as { count: number; role?: string; param?: string };
  const { request } = shim.service.submitted[0] ?? {};
  expect(request?.images).toHaveLength(count);
  expect([request?.imageRole, request?.imagesParam]).toEqual([role, param]);
});

test('the first frame comes first, whichever of the two was sent as a file', async () => {
  await using shim = await startVideoShim();
  const fields = { model: FRAMES_MODEL.id, prompt: 'waves' };
  await send(shim, form({ ...fields, last_frame: PNG, input_reference: ADDRESS }));
  await send(shim, form({ ...fields, input_reference: PNG, last_frame: ADDRESS }));
  const files = shim.service.submitted.map(({ request }) => request.images.map(({ file }) => file));
  expect(files).toEqual([
    ['fetched.png', 'in.png'],
    ['in.png', 'fetched.png'],
  ]);
});

test.each<[string, object, string, string, RegExp]>([
  ['no model', { model: undefined }, 'missing_required_parameter', 'model', /GET \/v1\/models/],
  ['an unknown model', { model: 'sora-9' }, 'model_not_found', 'model', /Did you mean/],
  ['a model for pictures', { model: IMAGE_MODEL.id }, 'invalid_value', 'model', /\/v1\/images\/generations/],
  ['no prompt', { prompt: '  ' }, 'missing_required_parameter', 'prompt', /no text/],
  ['a prompt that is no text', { prompt: 7 }, 'invalid_value', 'prompt', /prompt/],
  ['a length that is none', { seconds: { of: 8 } }, 'invalid_value', 'seconds', /number or a string/],
  ['a seed in words', { seed: 'lucky' }, 'invalid_value', 'seed', /whole number/],
  ['a file id', { input_reference: { file_id: 'file_1' } }, 'invalid_value', 'input_reference.file_id', /image_url/],
  [
    'a picture that is no text',
    { input_reference: [DATA_URL, 7] },
    'invalid_value',
    'input_reference[1]',
    /input_reference\[1\]/,
  ],
  [
    'a broken picture',
    { input_reference: 'data:image/png;base64,AAAA' },
    'image_invalid',
    'input_reference',
    /picture/,
  ],
  [
    'a dead address',
    { input_reference: { image_url: 'https://unreachable.example/' } },
    'image_unreachable',
    'input_reference.image_url',
    /answer/,
  ],
  ['only a last frame', { last_frame: DATA_URL }, 'missing_required_parameter', 'input_reference', /first frame/],
  [
    'three frames',
    { input_reference: [DATA_URL, DATA_URL], last_frame: DATA_URL },
    'invalid_value',
    'input_reference',
    /2 pictures/,
  ],
  [
    'two last frames',
    { input_reference: DATA_URL, last_frame: [DATA_URL, DATA_URL] },
    'invalid_value',
    'last_frame',
    /2 pictures/,
  ],
  [
    'frames and references',
    { input_reference: DATA_URL, reference_images: [DATA_URL] },
    'invalid_value',
    'reference_images',
    /Leave one/,
  ],
  [
    'more than the model takes',
    { input_reference: [DATA_URL, DATA_URL, DATA_URL] },
    'invalid_value',
    'input_reference',
    /takes 2/,
  ],
  [
    'more references than it takes',
    { reference_images: [DATA_URL, DATA_URL, DATA_URL] },
    'invalid_value',
    'reference_images',
    /takes 2/,
  ],
])('%s is refused in words that name the field, and nothing is made', async (_, patch, code, param, words) => {
  await using shim = await startVideoShim();
  const response = await send(shim, { model: FRAMES_MODEL.id, prompt: 'waves', ...patch });
  expect(await errorOf(response)).toMatchObject({ code, param, message: expect.stringMatching(words) });
  expect(response.status).toBe(code === 'model_not_found' ? 404 : 400);
  expect(shim.service.submitted).toEqual([]);
});

test.each(['null', '[]', '"waves"', '7'])('the body %s is refused', async (body) => {
  await using shim = await startVideoShim();
  expect(await errorOf(await shim.post(ROUTE, body))).toMatchObject({ status: 400, code: 'invalid_request' });
});

test('a file in a field that takes none is refused, since whoever sends it means something by it', async () => {
  await using shim = await startVideoShim();
  const error = await errorOf(await send(shim, form({ ...ASK, poster: PNG })));
  expect(error).toMatchObject({ status: 400, param: 'poster', message: expect.stringContaining('input_reference') });
  expect(shim.service.submitted).toEqual([]);
});

test.each(['image', 'images', 'image_url', 'first_frame'])(
  'a picture in %s is the one to begin with',
  async (field) => {
    await using shim = await startVideoShim();
    const fields = { model: FRAMES_MODEL.id, prompt: 'waves' };
    await send(shim, form({ ...fields, [field]: PNG }));
    await send(shim, { ...fields, [field]: `data:image/png;base64,${PNG.toString('base64')}` });
    expect(shim.service.submitted.map(({ request }) => request.images.length)).toEqual([1, 1]);
  },
);

test('a file that is no picture is refused by the name of its field', async () => {
  await using shim = await startVideoShim();
  const fields = { model: FRAMES_MODEL.id, prompt: 'waves', input_reference: PNG };
  const error = await errorOf(await send(shim, form({ ...fields, 'last_frame[0]': Buffer.from('words') })));
  expect(error).toMatchObject({ status: 400, code: 'image_invalid', param: 'last_frame[0]' });
});

test('pictures that will not be used are not fetched', async () => {
  await using shim = await startVideoShim();
  shim.service.dropsPictures = true;
  expect((await send(shim, { ...ASK, input_reference: ADDRESS })).status).toBe(200);
  expect(shim.service.fetched).toEqual([]);
  expect(shim.service.submitted[0]?.request.images).toEqual([]);
});

test('two calls are the same by what they ask for and by the bytes of their files, not by the names', async () => {
  await using shim = await startVideoShim();
  const fields = { model: FRAMES_MODEL.id, prompt: 'waves' };
  const headers = { 'idempotency-key': 'aisdk_vid_1' };
  const post = (body: FormData) => shim.get(ROUTE, { method: 'POST', body, headers });
  await post(form({ ...fields, input_reference: PNG }));
  await post(form({ input_reference: PNG, prompt: 'waves', model: FRAMES_MODEL.id }));
  await post(form({ ...fields, input_reference: Buffer.concat([PNG, PNG]) }));
  await post(form({ ...fields, prompt: 'storm', input_reference: PNG }));
  const [first, second, third, fourth] = shim.service.calls.map(({ fingerprint }) => fingerprint);
  expect(second).toBe(first);
  expect(new Set([first, third, fourth]).size).toBe(3);
  expect(shim.service.calls[0]?.idempotencyKey).toBe('aisdk_vid_1');
});

test.each([
  ['queued', 'queued'],
  ['submitting', 'in_progress'],
  ['running', 'in_progress'],
  ['retrieving', 'in_progress'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['submit_unknown', 'failed'],
  ['cancelled', 'failed'],
] as const)('the state %s is shown as %s, its progress in whole numbers', async (state, status) => {
  await using shim = await startVideoShim();
  addVideo(shim, 2, { state, percent: 41.9 });
  const video = await (await shim.get(`${ROUTE}/${videoId(2)}`)).json();
  expect(video).toMatchObject({ id: videoId(2), status, progress: 41 });
});

test('a finished video tells its real pixels, its end, and an address that needs no header', async () => {
  await using shim = await startVideoShim();
  addVideo(shim, 2, {
    ratio: '9:16',
    resolution: '1080p',
    ...finishedVideo(),
    upstream: 'sandbox',
    notice: 'Smaller.',
  });
  const response = await shim.get(`${ROUTE}/${videoId(2)}`);
  expect(response.headers.get('x-flow2api-upstream')).toBe('sandbox');
  expect(response.headers.get('x-flow2api-job-id')).toBe(jobId(2));
  expect(await response.json()).toMatchObject({
    ...{ status: 'completed', completed_at: 1_800_000_090, expires_at: null, seconds: '8', size: '1280x720' },
    ...{ url: `${shim.url}/files/result.mp4`, error: null, notice: 'Smaller.' },
  });
});

test.each([
  ['16:9', '720p', '1280x720'],
  ['9:16', '720p', '720x1280'],
  ['9:16', '1080p', '1080x1920'],
  ['16:9', '4k', '3840x2160'],
  ['16:9', null, '1280x720'],
] as const)('%s in %s will be %s, and has no address before it is done', async (ratio, resolution, size) => {
  await using shim = await startVideoShim();
  addVideo(shim, 2, { ratio, resolution });
  const video = (await (await shim.get(`${ROUTE}/${videoId(2)}`)).json()) as object;
  expect(video).toMatchObject({ size });
  expect(video).not.toHaveProperty('url');
});

test('a link that is passed on is shown with the time of its death, and after it no more', async () => {
  await using shim = await startVideoShim();
  const [asset] = finishedVideo().assets ?? [];
  const passedOn = (expiresAt: number) => ({
    ...finishedVideo(),
    assets: asset === undefined ? [] : [{ ...asset, file: null, url: 'https://media.example/1.mp4', expiresAt }],
  });
  addVideo(shim, 2, passedOn(1_800_000_100_000));
  addVideo(shim, 3, passedOn(1_799_999_999_000));
  const videos = [2, 3].map(async (number) => (await shim.get(`${ROUTE}/${videoId(number)}`)).json());
  const [alive, dead] = (await Promise.all(videos)) as object[];
  expect(alive).toMatchObject({ url: 'https://media.example/1.mp4', expires_at: 1_800_000_100 });
  expect(dead).toMatchObject({ status: 'completed', expires_at: 1_799_999_999 });
  expect(dead).not.toHaveProperty('url');
});

test("a failed video tells the wire's code and the reason; one that waits tells where and for what", async () => {
  await using shim = await startVideoShim();
  const error = {
    code: 'content_rejected',
    message: 'Refused.',
    reason: 'PUBLIC_ERROR_X',
    retryAfterMs: null,
  } as const;
  addVideo(shim, 2, { state: 'failed', error, completedAt: 1_800_000_002_000 });
  addVideo(shim, 3, { position: 4, detail: 'Waiting, place 4, for a free slot.' });
  expect(await (await shim.get(`${ROUTE}/${videoId(2)}`)).json()).toMatchObject({
    error: { code: 'content_policy_violation', message: 'Refused.' },
    completed_at: 1_800_000_002,
  });
  expect(await (await shim.get(`${ROUTE}/${videoId(3)}`)).json()).toMatchObject({
    position: 4,
    detail: 'Waiting, place 4, for a free slot.',
  });
});

test.each([
  ["another key's video", videoId(2)],
  ['a picture', videoId(3)],
  ['no video', videoId(9)],
  ['the id of its job', jobId(1)],
  ['another form', 'video_1'],
  ['a number in capitals', videoId(10).toUpperCase()],
  ['a long text', 'x'.repeat(500)],
])('%s is a 404, on every route of a video', async (_, id) => {
  await using shim = await startVideoShim();
  addVideo(shim, 1);
  addVideo(shim, 2, { apiKeyId: 'key-id-2' });
  addVideo(shim, 3, { kind: 'image' });
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/content'],
    ['POST', '/remix'],
  ] as const) {
    const body = method === 'POST' ? '{"prompt":"storm"}' : null;
    const error = await errorOf(await shim.get(`${ROUTE}/${id}${path}`, { method, body }));
    expect(error).toMatchObject({ status: 404, code: 'not_found', param: 'id' });
    expect(error).toMatchObject({ message: expect.stringMatching(/^.{1,200}$/) });
  }
});

test('a list is one page, newest first, with the ids by which an SDK goes on', async () => {
  await using shim = await startVideoShim();
  for (const number of [1, 2, 3, 4, 5]) addVideo(shim, number);
  addVideo(shim, 6, { apiKeyId: 'key-id-2' });
  const list = async (query: string) => {
    const response = await shim.get(ROUTE + query);
    const page = (await response.json()) as { data: { id: string }[] };
    return { ...page, data: page.data.map(({ id }) => id) };
  };
  const [one, two, three, four, five] = [1, 2, 3, 4, 5].map(videoId);
  expect(await list('')).toEqual({
    object: 'list',
    data: [five, four, three, two, one],
    first_id: five,
    last_id: one,
    has_more: false,
  });
  expect(await list('?limit=2&after=')).toMatchObject({ data: [five, four], last_id: four, has_more: true });
  expect(await list(`?limit=2&after=${four}`)).toMatchObject({ data: [three, two], has_more: true });
  expect(await list(`?order=ASC&limit=3&after=${two}`)).toMatchObject({ data: [three, four, five], has_more: false });
});

test('a key without videos has an empty page', async () => {
  await using shim = await startVideoShim();
  const response = await shim.get(ROUTE, { headers: { authorization: `Bearer ${OTHER_KEY}` } });
  expect(await response.json()).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
});

test.each([
  ['limit=0', 'limit', /from 1 to 100/],
  ['limit=101', 'limit', /from 1 to 100/],
  ['limit=2.5', 'limit', /from 1 to 100/],
  ['limit=1&limit=2', 'limit', /from 1 to 100/],
  ['order=up', 'order', /asc or desc/],
  ['after=a&after=b', 'after', /once/],
  ['after=video_1', 'after', /no video of this key/],
  [`after=${videoId(9)}`, 'after', /no video of this key/],
  [`after=${videoId(2)}`, 'after', /no video of this key/],
])('a list with %s is a 400 that names it', async (query, param, words) => {
  await using shim = await startVideoShim();
  addVideo(shim, 1);
  addVideo(shim, 2, { apiKeyId: 'key-id-2' });
  const error = await errorOf(await shim.get(`${ROUTE}?${query}`));
  expect(error).toMatchObject({ status: 400, code: 'invalid_value', param, message: expect.stringMatching(words) });
});

test('deleting a video that has ended removes it; one that runs stays', async () => {
  await using shim = await startVideoShim();
  addVideo(shim, 2, finishedVideo());
  addVideo(shim, 3, { state: 'running' });
  const remove = (number: number) => shim.get(`${ROUTE}/${videoId(number)}`, { method: 'DELETE' });
  expect(await (await remove(2)).json()).toEqual({ id: videoId(2), object: 'video.deleted', deleted: true });
  expect((await remove(2)).status).toBe(404);
  expect((await remove(3)).status).toBe(400);
  expect((await shim.get(`${ROUTE}/${videoId(3)}`)).status).toBe(200);
});

test.each([
  ['POST', '/edits', /remix/],
  ['POST', '/extensions', /longer/],
  ['POST', '/characters', /reference_images/],
  ['GET', '/characters/char_1', /reference_images/],
])('%s %s is a 404 in words, once the key was checked', async (method, path, words) => {
  await using shim = await startVideoShim();
  const body = method === 'POST' ? form({ prompt: 'storm', video: Buffer.alloc(100_000) }) : null;
  const error = await errorOf(await shim.get(`${ROUTE}${path}`, { method, body }));
  expect(error).toMatchObject({ status: 404, code: 'not_found', message: expect.stringMatching(words) });
  const stranger = await shim.get(`${ROUTE}${path}`, { method, headers: { authorization: 'Bearer wrong' } });
  expect(stranger.status).toBe(401);
});
