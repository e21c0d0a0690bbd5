import OpenAI, { APIError, BadRequestError, toFile } from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeImage } from '../testing/decode.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { download, pictureUrl } from './chat.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const model = 'gemini-3.0-pro-image';
const REFUSED = 'x [[sandbox:unsafe-generation]]';

let sandbox: SandboxProcess;
let service: ServiceProcess;
let client: OpenAI;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox });
  await service.addToken(ACCOUNT[0]);
  client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** What the upstream was asked for since the test began. */
let before = { image: 0, upload: 0 };
async function calls() {
  const { image, upload } = (await accountStats(sandbox, ACCOUNT[1])).calls;
  return { image: image - before.image, upload: upload - before.upload };
}
beforeEach(async () => {
  before = { image: 0, upload: 0 };
  before = await calls();
});

const decode = (b64: string | undefined) => decodeImage(Buffer.from(b64 ?? '', 'base64'));

/** A small real picture; each number gives another one. */
async function file(hue = 0) {
  const [, base64 = ''] = (await pictureUrl(hue)).split(',');
  return toFile(Buffer.from(base64, 'base64'), `${hue}.png`);
}

test('OpenAI’s own examples, which name no model, work', async () => {
  const answer = await client.images.generate({ prompt: 'A cute baby sea otter' });
  expect(answer.data).toHaveLength(1);
});

test('images.generate brings a PNG of the size that it tells', async () => {
  const answer = await client.images.generate({ model, prompt: 'a fox', size: '1024x1024' });
  expect(await decode(answer.data?.[0]?.b64_json)).toEqual({ width: 1024, height: 1024, format: 'png' });
  expect(answer).toMatchObject({ size: '1024x1024', output_format: 'png', background: 'opaque' });
  expect(Number.isInteger(answer.created)).toBe(true);
  expect(answer.usage?.total_tokens).toBeGreaterThan(1290);
  expect(await calls()).toEqual({ image: 1, upload: 0 });
});

test.each([
  ['1536x1024', '1200x896'],
  ['1024x1536', '896x1200'],
  ['1792x1024', '1376x768'],
  ['1024x1792', '768x1376'],
  ['256x256', '1024x1024'],
  ['16:9', '1376x768'],
  ['auto', '1376x768'],
])('size %s becomes %s', async (size, made) => {
  const answer = await client.images.generate({ model, prompt: 'a fox', size, response_format: 'url' });
  expect(answer.size).toBe(made);
});

test('a picture with clearly fewer pixels than asked for says so', async () => {
  const answer = await client.images.generate({ model: 'gemini-2.5-flash-image', prompt: 'a fox', size: '4096x2304' });
  expect((answer as unknown as { warnings: string[] }).warnings).toEqual([
    expect.stringContaining('Asked for 4096x2304 pixels'),
  ]);
});

test('images.generate with an address: it works without any header', async () => {
  const answer = await client.images.generate({ model, prompt: 'a fox', response_format: 'url', size: '1024x1024' });
  const url = answer.data?.[0]?.url ?? '';
  expect(url.startsWith(service.baseUrl)).toBe(true);
  const { bytes, type } = await download(url);
  expect(type).toBe('image/png');
  expect(await decodeImage(bytes)).toMatchObject({ width: 1024, format: 'png' });
});

test('images.generate with n makes that many, all different', async () => {
  const answer = await client.images.generate({ model, prompt: 'three foxes', n: 3 });
  expect(new Set(answer.data?.map(({ b64_json }) => b64_json)).size).toBe(3);
  expect(await calls()).toEqual({ image: 3, upload: 0 });
});

test.each(['png', 'jpeg', 'webp'] as const)('output_format "%s" is what the bytes are', async (output_format) => {
  const answer = await client.images.generate({ model, prompt: 'a fox', output_format });
  expect(answer.output_format).toBe(output_format);
  expect(await decode(answer.data?.[0]?.b64_json)).toMatchObject({ format: output_format });
  const linked = await client.images.generate({ model, prompt: 'a fox', output_format, response_format: 'url' });
  const { bytes, type } = await download(linked.data?.[0]?.url ?? '');
  expect([type, (await decodeImage(bytes)).format]).toEqual([`image/${output_format}`, output_format]);
});

test('output_compression makes the bytes fewer', async () => {
  const bytesWith = async (output_compression: number) => {
    const answer = await client.images.generate({
      ...{ model, prompt: 'a fox', output_format: 'jpeg', output_compression, seed: 5 },
    } as OpenAI.ImageGenerateParamsNonStreaming);
    return answer.data?.[0]?.b64_json?.length ?? 0;
  };
  expect(await bytesWith(10)).toBeLessThan(await bytesWith(95));
});

test('images.generate as a stream ends in one completed event per picture', async () => {
  const stream = await client.images.generate({
    ...{ model, prompt: 'a fox', stream: true, partial_images: 2, n: 2, output_format: 'webp' },
  });
  const events = await Array.fromAsync(stream);
  expect(events.map(({ type }) => type)).toEqual(Array(2).fill('image_generation.completed'));
  for (const event of events) expect(await decode(event.b64_json)).toMatchObject({ format: 'webp' });
  expect(await calls()).toEqual({ image: 2, upload: 0 });
});

test('refused words are one 400 that is not tried again, and in a stream an error that is raised', async () => {
  const whole = await client.images.generate({ model, prompt: REFUSED }).catch((cause: unknown) => cause);
  expect(whole).toBeInstanceOf(BadRequestError);
  expect(whole).toMatchObject({ code: 'content_policy_violation', type: 'image_generation_user_error' });
  const stream = await client.images.generate({ model, prompt: REFUSED, stream: true });
  const late = await Array.fromAsync(stream).catch((cause: unknown) => cause);
  expect(late).toBeInstanceOf(APIError);
  expect(late).toMatchObject({ code: 'content_policy_violation' });
  expect((await calls()).image).toBe(2);
});

test('one refusal of three is told in words beside the two that were made', async () => {
  await sandbox.control('POST', 'faults', { preset: 'image-output-ip', promptContains: 'partly', times: 1 });
  const answer = await client.images.generate({ model, prompt: 'partly refused', n: 3 });
  expect(answer.data).toHaveLength(2);
  expect((answer as unknown as { warnings: string[] }).warnings).toEqual([
    expect.stringMatching(/^1 of 3 pictures could not be made: /),
  ]);
});

test('images.edit sends one file along', async () => {
  const answer = await client.images.edit({ model, prompt: 'at night', image: await file(1), size: '1024x1024' });
  expect(await decode(answer.data?.[0]?.b64_json)).toEqual({ width: 1024, height: 1024, format: 'png' });
  expect(answer.usage?.input_tokens_details.image_tokens).toBeGreaterThan(0);
  expect(await calls()).toEqual({ image: 1, upload: 1 });
});

test('images.edit sends several files along, in one upload for each', async () => {
  const image = [await file(2), await file(3), await file(4)];
  const answer = await client.images.edit({ model, prompt: 'all of them', image, output_format: 'jpeg' });
  expect(await decode(answer.data?.[0]?.b64_json)).toMatchObject({ format: 'jpeg' });
  expect(await calls()).toEqual({ image: 1, upload: 3 });
});

test('images.edit as a stream', async () => {
  const stream = await client.images.edit({ model, prompt: 'at night', image: await file(5), stream: true });
  const events = await Array.fromAsync(stream);
  expect(events.map(({ type }) => type)).toEqual(['image_edit.completed']);
  expect(await decode(events[0]?.b64_json)).toMatchObject({ format: 'png' });
});

test('without a size the shape of the first picture is kept', async () => {
  const tall = await sharp({ create: { width: 180, height: 320, channels: 3, background: '#28527a' } })
    .png()
    .toBuffer();
  const answer = await client.images.edit({ model, prompt: 'at night', image: await toFile(tall, 'tall.png') });
  expect(answer.size).toBe('768x1376');
});

test('the JSON form of an edit takes data URLs and our own addresses', async () => {
  const { data } = await client.images.generate({ model, prompt: 'a fox', response_format: 'url' });
  const images = [{ image_url: data?.[0]?.url }, { image_url: await pictureUrl(6) }];
  const response = await service.post('/v1/images/edits', { model, prompt: 'both', images });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as { data: { b64_json: string }[] };
  expect(await decode(answer.data[0]?.b64_json)).toMatchObject({ format: 'png' });
  expect(await calls()).toEqual({ image: 2, upload: 2 });
});

test('a mask and a retired route are refused in words, and nothing is paid', async () => {
  const image = await file(7);
  const mask = await client.images.edit({ model, prompt: 'x', image, mask: image }).catch((cause: unknown) => cause);
  expect(mask).toBeInstanceOf(BadRequestError);
  expect(mask).toMatchObject({ param: 'mask' });
  const variation = await client.images.createVariation({ image }).catch((cause: unknown) => cause);
  expect(variation).toMatchObject({ status: 404, code: 'not_found' });
  expect(await calls()).toEqual({ image: 0, upload: 0 });
});

test('an edit named twice is paid once, whoever sends its form; with another file it is a conflict', async () => {
  const edit = async (hue: number) =>
    client.images
      .edit({ model, prompt: 'named', image: await file(hue) }, { headers: { 'idempotency-key': 'edit-1' } })
      .asResponse();
  const first = await edit(1);
  const again = await edit(1);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.text()).toBe(await first.text());
  await expect(edit(2)).rejects.toMatchObject({ status: 409, code: 'idempotency_conflict' });
  expect((await calls()).image).toBe(1);
});

test('an SDK that gives up waiting and tries again joins the pictures that are being made', async () => {
  await sandbox.control('POST', 'faults', { endpoint: 'image', effect: { kind: 'slow', delayMs: 1_500 }, times: 2 });
  const impatient = new OpenAI({ baseURL: client.baseURL, apiKey: TEST_API_KEY, timeout: 1_000, maxRetries: 3 });
  const answer = await impatient.images.generate({ model, prompt: 'impatient', n: 2 });
  expect(answer.data).toHaveLength(2);
  expect((await calls()).image).toBe(2);
}, 30_000);

test('asked to respond asynchronously, it answers with jobs whose pictures are fetched later', async () => {
  const response = await service.post('/v1/images/generations?async=true', { model, prompt: 'later', n: 2 });
  expect(response.status).toBe(202);
  const { data } = (await response.json()) as { data: { id: string }[] };
  for (const { id } of data) {
    const job = async () => (await service.fetch(`/v1/jobs/${id}`)).json();
    await expect.poll(job, { timeout: 5_000 }).toMatchObject({ status: 'completed', result: [{ kind: 'image' }] });
  }
  expect(data).toHaveLength(2);
});
