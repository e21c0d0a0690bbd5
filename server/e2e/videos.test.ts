import OpenAI, { APIError, BadRequestError, NotFoundError, toFile } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeImage, decodeVideo } from '../testing/decode.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { download, pictureUrl } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const TEXT = 'veo_3_1_t2v_fast';
const ANY = 'veo-3.1-fast';
const PATIENT = { timeout: 15_000 };

type Video = OpenAI.Videos.Video & { url?: string };
type Create = OpenAI.Videos.VideoCreateParams;

let sandbox: SandboxProcess;
let service: ServiceProcess;
let client: OpenAI;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox, env: { FLOW2API_GENERATION__VIDEO_CONCURRENCY: '-1' } });
  await service.addToken(ACCOUNT[0]);
  client = new OpenAI({ apiKey: TEST_API_KEY, baseURL: `${service.baseUrl}/v1` });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** Our own fields go beside those that the SDK knows. */
const create = (body: Partial<Create> & Record<string, unknown>): Promise<Video> =>
  client.videos.create({ model: TEXT, prompt: 'waves', ...body } as Create);

/** The video once it has ended. Its progress never goes backwards meanwhile. */
async function ended({ id, progress: begun }: Video, of: OpenAI = client): Promise<Video> {
  let last = begun;
  let video: Video | null = null;
  await expect
    .poll(async () => {
      video = (await of.videos.retrieve(id)) as Video;
      expect(Number.isInteger(video.progress)).toBe(true);
      expect(video.progress).toBeGreaterThanOrEqual(last);
      last = video.progress;
      return video.status;
    }, PATIENT)
    .toMatch(/^(completed|failed)$/);
  return video as unknown as Video;
}

async function failureOf(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

/** What was last submitted upstream. */
async function lastSubmit(): Promise<string> {
  const { requests } = await sandbox.control<{ requests: { body: unknown }[] }>('GET', 'requests?endpoint=submit');
  return JSON.stringify(requests.at(-1)?.body);
}

const submits = async (): Promise<number> => (await accountStats(sandbox, ACCOUNT[1])).calls.submit;
const picture = async (hue: number) => Buffer.from((await pictureUrl(hue)).split(',')[1] ?? '', 'base64');

test('a video is made from words, polled, and downloaded byte for byte as its link has it', async () => {
  const begun = await create({ seconds: '8', size: '720x1280' });
  expect(begun).toMatchObject({
    ...{ object: 'video', model: TEXT, prompt: 'waves', seconds: '8', size: '720x1280', error: null },
    ...{ completed_at: null, remixed_from_video_id: null, id: expect.stringMatching(/^video_[0-9a-f]{32}$/) },
  });
  expect(['queued', 'in_progress']).toContain(begun.status);
  const video = await ended(begun);
  expect(video).toMatchObject({ status: 'completed', progress: 100, created_at: begun.created_at });
  expect(Number.isInteger(video.completed_at)).toBe(true);
  const content = await client.videos.downloadContent(video.id);
  expect(content.headers.get('content-type')).toBe('video/mp4');
  const bytes = Buffer.from(await content.arrayBuffer());
  expect(bytes.length).toBe(Number(content.headers.get('content-length')));
  expect(bytes.equals((await download(video.url ?? '')).bytes)).toBe(true);
  const { width, height, seconds } = await decodeVideo(bytes);
  expect(video.size).toBe(`${width}x${height}`);
  expect(seconds).toBeCloseTo(Number(video.seconds), 0);
});

test('a part of the content is sent for a Range, and HEAD tells its size', async () => {
  const { id } = await ended(await create({}));
  const whole = Buffer.from(await (await client.videos.downloadContent(id)).arrayBuffer());
  const part = await client.videos.downloadContent(id, undefined, { headers: { range: 'bytes=100-199' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${whole.length}`]);
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true);
  const head = await service.fetch(`/v1/videos/${id}/content`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([
    200,
    String(whole.length),
    'bytes',
  ]);
});

test('a thumbnail is a small picture of the video', async () => {
  const { id, size } = await ended(await create({ size: '720x1280' }));
  const response = await client.videos.downloadContent(id, { variant: 'thumbnail' });
  expect(response.headers.get('content-type')).toMatch(/^image\//);
  const { width, height } = await decodeImage(new Uint8Array(await response.arrayBuffer()));
  const [full = 0] = size.split('x').map(Number);
  expect(width / height).toBeCloseTo(9 / 16, 1);
  expect(width).toBeLessThanOrEqual(full);
});

test('a file is the first frame, and another one the last', async () => {
  const input_reference = await toFile(await picture(1), 'first.png');
  expect((await ended(await create({ model: ANY, input_reference }))).status).toBe('completed');
  expect(await lastSubmit()).toMatch(/"startImage"/);
  expect(await lastSubmit()).not.toMatch(/"endImage"/);
  const last_frame = await toFile(await picture(2), 'last.png');
  expect((await ended(await create({ model: ANY, input_reference, last_frame }))).status).toBe('completed');
  expect(await lastSubmit()).toMatch(/"startImage".*"endImage"/);
});

test('the object and the bare text are pictures, too', async () => {
  for (const input_reference of [{ image_url: await pictureUrl(3) }, await pictureUrl(4)]) {
    const response = await service.post('/v1/videos', { model: ANY, prompt: 'waves', seconds: 8, input_reference });
    expect((await ended((await response.json()) as Video)).status).toBe('completed');
    expect(await lastSubmit()).toMatch(/"startImage"/);
  }
});

test('reference images are no frames', async () => {
  const reference_images = [await toFile(await picture(5), '1.png'), await toFile(await picture(6), '2.png')];
  expect((await ended(await create({ model: ANY, reference_images }))).status).toBe('completed');
  expect(await lastSubmit()).toMatch(/"referenceImages":\[\{.*\},\{.*\}\]/);
});

test('a remix has everything of its source but the words, its pictures included', async () => {
  const input_reference = await toFile(await picture(7), 'first.png');
  const source = await ended(await create({ model: ANY, size: '720x1280', input_reference }));
  const sourceSubmit = await lastSubmit();
  const remix = await client.videos.remix(source.id, { prompt: 'storm' });
  expect(remix).toMatchObject({
    ...{ prompt: 'storm', remixed_from_video_id: source.id, model: source.model },
    ...{ seconds: source.seconds, size: '720x1280' },
  });
  expect(remix.id).not.toBe(source.id);
  expect(await ended(remix)).toMatchObject({
    status: 'completed',
    size: source.size,
    remixed_from_video_id: source.id,
  });
  const modelKey = /"videoModelKey":"[^"]+"/.exec(sourceSubmit)?.[0];
  expect(modelKey).toBeDefined();
  expect(await lastSubmit()).toContain(modelKey);
  expect(await lastSubmit()).toContain('storm');
});

test('the pages of a list lead the SDK through all videos, also while it deletes them', async () => {
  const prompts = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  const made: Video[] = [];
  for (const prompt of prompts) made.push(await ended(await create({ prompt })));
  const newest = made.map(({ id }) => id).toReversed();

  const first = await client.videos.list({ limit: 3 });
  expect(first.data.map(({ id }) => id)).toEqual(newest.slice(0, 3));
  expect([first.last_id, first.has_more]).toEqual([newest[2], true]);
  const seen: string[] = [];
  let pages = 0;
  for await (const page of (await client.videos.list({ limit: 3 })).iterPages()) {
    seen.push(...page.data.map(({ id }) => id));
    pages += 1;
    if (pages === 3) break;
  }
  expect(seen.slice(0, 7)).toEqual(newest);
  expect(pages).toBe(3);
  const oldest = await client.videos.list({ limit: 1, order: 'asc' });
  expect(newest).not.toContain(oldest.data[0]?.id);

  const mine = new Set(newest);
  for await (const { id } of client.videos.list({ limit: 2 })) {
    if (!mine.has(id)) continue;
    expect(await client.videos.delete(id)).toEqual({ id, object: 'video.deleted', deleted: true });
    mine.delete(id);
  }
  expect(mine.size).toBe(0);
  const left = await Array.fromAsync(client.videos.list({ limit: 2 }));
  expect(left.filter(({ id }) => newest.includes(id))).toEqual([]);
});

test('a deleted video is gone, and so is its file', async () => {
  const video = await ended(await create({}));
  await client.videos.delete(video.id);
  expect(await failureOf(client.videos.retrieve(video.id))).toBeInstanceOf(NotFoundError);
  expect(await failureOf(client.videos.downloadContent(video.id))).toBeInstanceOf(NotFoundError);
  expect(await failureOf(client.videos.delete(video.id))).toBeInstanceOf(NotFoundError);
  expect((await fetch(video.url ?? '')).status).toBe(404);
});

test('the content of a video that goes on or has failed is a 404 that says so, which no SDK repeats', async () => {
  const running = await create({ prompt: 'a fox [[sandbox:never-ending]]' });
  const unfinished = await failureOf(client.videos.downloadContent(running.id));
  expect(unfinished).toBeInstanceOf(NotFoundError);
  expect(unfinished).toMatchObject({ code: 'not_found', message: expect.stringContaining('not finished') });
  await expect.poll(async () => (await client.videos.retrieve(running.id)).status, PATIENT).toBe('in_progress');
  const undeletable = await failureOf(client.videos.delete(running.id));
  expect(undeletable).toBeInstanceOf(BadRequestError);
  expect(undeletable.message).toContain('once it has ended');

  const failed = await ended(await create({ prompt: 'a fox [[sandbox:async-unsafe]]' }));
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'content_policy_violation' } });
  expect(failed.url).toBeUndefined();
  const nothing = await failureOf(client.videos.downloadContent(failed.id));
  expect(nothing).toBeInstanceOf(NotFoundError);
  expect(nothing.message).toContain(failed.error?.message);
});

test('what cannot be asked for is an error of the right class that names the field, before anything is paid', async () => {
  const before = await submits();
  const wrong = { input_reference: { file_id: 'file_1' } };
  for (const [body, type, param] of [
    [{ model: 'sora-9' }, NotFoundError, 'model'],
    [{ model: 'gemini-2.5-flash-image' }, BadRequestError, 'model'],
    [{ prompt: '' }, BadRequestError, 'prompt'],
    [{ seconds: '7' }, BadRequestError, 'seconds'],
    [{ size: 'huge' }, BadRequestError, 'size'],
    [{ input_reference: await toFile(Buffer.from('no picture'), 'x.png') }, BadRequestError, 'input_reference'],
    [{ ...wrong, model: ANY }, BadRequestError, 'input_reference.file_id'],
    [{ model: TEXT, input_reference: { image_url: await pictureUrl() } }, BadRequestError, 'input_reference'],
  ] as const) {
    const failure = await failureOf(create(body as Partial<Create>));
    expect(failure).toBeInstanceOf(type);
    expect(failure.param, failure.message).toBe(param);
  }
  expect(await submits()).toBe(before);
});

test('what no model here can do is a clean 404', async () => {
  const { id } = await ended(await create({}));
  const video = await toFile(Buffer.alloc(200_000), 'clip.mp4');
  for (const call of [
    () => client.videos.edit({ prompt: 'storm', video: { id } }),
    () => client.videos.extend({ prompt: 'storm', seconds: '8', video: { id } }),
    () => client.videos.createCharacter({ name: 'fox', video }),
    () => client.videos.getCharacter('char_1'),
  ]) {
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(NotFoundError);
    expect(failure.message).toContain('No model here');
  }
  expect(await failureOf(client.videos.downloadContent(id, { variant: 'spritesheet' }))).toBeInstanceOf(NotFoundError);
});

test('the same call under one name is one video, paid once, however often and in whatever form', async () => {
  const before = await submits();
  const headers = { 'idempotency-key': 'aisdk_vid_1' };
  const body = { model: TEXT, prompt: 'named', seconds: '8' };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => service.post('/v1/videos', body, { headers }).then((each) => each.json())),
  );
  const ids = new Set((answers as Video[]).map(({ id }) => id));
  expect(ids.size).toBe(1);
  await ended((answers as Video[])[0] as Video);
  expect(await submits()).toBe(before + 1);
  const other = await service.post('/v1/videos', { ...body, prompt: 'other' }, { headers });
  expect(other.status).toBe(409);
});

test('where files are not kept, the link is passed on, and the content leads to it', async () => {
  await using passing = await startService({ upstream: sandbox, env: { FLOW2API_CACHE__ENABLED: 'false' } });
  await passing.addToken(ACCOUNT[0]);
  const other = new OpenAI({ apiKey: TEST_API_KEY, baseURL: `${passing.baseUrl}/v1` });
  const video = await ended(await other.videos.create({ model: TEXT, prompt: 'waves' } as Create), other);
  expect(video.url).not.toContain(passing.baseUrl);
  expect(Number.isInteger(video.expires_at)).toBe(true);
  const response = await passing.fetch(`/v1/videos/${video.id}/content`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, video.url]);
  const content = await other.videos.downloadContent(video.id);
  await decodeVideo(new Uint8Array(await content.arrayBuffer()));
});
