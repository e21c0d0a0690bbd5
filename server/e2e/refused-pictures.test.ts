import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';

const ACCOUNT = ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000] as const;
const PICTURES = 'gemini-2.5-flash-image';
const VIDEOS = 'veo_3_1_i2v_s_fast_fl_landscape';
const keyOf = (name: string) => `key-of-the-team-${name}`;
const KEYS = [
  { name: 'free', key: keyOf('free') },
  { name: 'videos', key: keyOf('videos'), models: ['veo_*'] },
  { name: 'landscape', key: keyOf('landscape'), models: [`${PICTURES}-landscape`] },
  { name: 'one', key: keyOf('one'), requests_per_minute: 1 },
  { name: 'poor', key: keyOf('poor'), credits_per_day: 1 },
  { name: 'single', key: keyOf('single'), jobs_at_once: 1 },
];

let sandbox: SandboxProcess;
let service: ServiceProcess;
let portrait: Buffer;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[...ACCOUNT]] });
  service = await startService({ upstream: sandbox, env: { FLOW2API_GLOBAL__KEYS: JSON.stringify(KEYS) } });
  await service.addToken(ACCOUNT[0]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const background = { r: Math.random() * 256, g: Math.random() * 256, b: Math.random() * 256 };
  portrait = await sharp({ create: { width: 90, height: 160, channels: 3, background } })
    .png()
    .toBuffer();
});

/** Everything below the folder of kept files, what is not kept yet included. */
async function onDisk(): Promise<string[]> {
  const entries = await readdir(join(service.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

interface Sent {
  key: string;
  path?: string;
  field?: string;
  model?: string;
  headers?: Record<string, string>;
  fields?: Record<string, string>;
}

/** A form whose picture comes before everything that could refuse it. */
function send({ key, path = '/v1/images/edits', field = 'image', model = PICTURES, headers, fields }: Sent) {
  const body = new FormData();
  body.append(field, new Blob([new Uint8Array(portrait)], { type: 'image/png' }), 'a.png');
  for (const [name, value] of Object.entries({ prompt: 'make it blue', ...fields, model })) body.append(name, value);
  return service.fetch(path, { method: 'POST', headers: { authorization: `Bearer ${keyOf(key)}`, ...headers }, body });
}

const picturesAsked = async () => (await accountStats(sandbox, ACCOUNT[1])).calls.image;
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

test.each<[string, Sent, number, string]>([
  ['a model that the key may not use', { key: 'videos' }, 403, 'model_access_denied'],
  [
    'a model that the key may not use, in a named call',
    { key: 'videos', headers: { 'idempotency-key': 'blue' } },
    403,
    'model_access_denied',
  ],
  ['the shape of a model that the key may not use', { key: 'landscape' }, 403, 'model_access_denied'],
  [
    'more credits than the key has',
    { key: 'poor', path: '/v1/videos', field: 'input_reference', model: VIDEOS },
    429,
    'insufficient_quota',
  ],
  ['more pictures than the key may have at once', { key: 'single', fields: { n: '2' } }, 400, 'invalid_value'],
  ['no prompt', { key: 'free', fields: { prompt: '' } }, 400, 'missing_required_parameter'],
])('a form that asks for %s is refused, and nothing of its picture is kept', async (_, sent, status, code) => {
  const before = await onDisk();
  const response = await send(sent);
  expect([response.status, await codeOf(response)]).toEqual([status, code]);
  expect(await onDisk()).toEqual(before);
});

test('a retry beyond the calls of a minute is refused, and nothing of its picture is kept', async () => {
  expect((await send({ key: 'one' })).status).toBe(200);
  const before = await onDisk();
  portrait = await sharp(portrait).negate({ alpha: false }).png().toBuffer();
  const response = await send({ key: 'one', headers: { 'x-stainless-retry-count': '1' } });
  expect([response.status, await codeOf(response)]).toEqual([429, 'rate_limit_exceeded']);
  expect(await onDisk()).toEqual(before);
});

test('while its only job runs a key keeps no picture of another call', async () => {
  await sandbox.control('POST', 'faults', { endpoint: 'image', effect: { kind: 'slow', delayMs: 2_000 } });
  const asked = await picturesAsked();
  const running = send({ key: 'single' });
  await expect.poll(picturesAsked, { timeout: 10_000 }).toBeGreaterThan(asked);
  const before = await onDisk();
  portrait = await sharp(portrait).negate({ alpha: false }).png().toBuffer();
  const response = await send({ key: 'single' });
  expect([response.status, await codeOf(response)]).toEqual([429, 'rate_limit_exceeded']);
  expect(await onDisk()).toEqual(before);
  expect((await running).status).toBe(200);
});

test('a picture in a JSON body is not kept either for a key without credits', async () => {
  const before = await onDisk();
  const input_reference = { image_url: `data:image/png;base64,${portrait.toString('base64')}` };
  const response = await service.post(
    '/v1/videos',
    { model: VIDEOS, prompt: 'it moves', input_reference },
    { headers: { authorization: `Bearer ${keyOf('poor')}` } },
  );
  expect([response.status, await codeOf(response)]).toEqual([429, 'insufficient_quota']);
  expect(await onDisk()).toEqual(before);
});

/** Another picture each time. */
async function dataUrl(): Promise<string> {
  const background = { r: Math.random() * 256, g: Math.random() * 256, b: Math.random() * 256 };
  const bytes = await sharp({ create: { width: 90, height: 160, channels: 3, background } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

const TEXT = `data:image/png;base64,${Buffer.from('hello world').toString('base64')}`;

test.each<[string, (good: string) => [path: string, body: object]]>([
  ['/v1/images/edits', (good) => ['/v1/images/edits', { model: PICTURES, prompt: 'blue', image: [good, TEXT] }]],
  [
    'chat',
    (good) => {
      const content = [good, TEXT].map((url) => ({ type: 'image_url', image_url: { url } }));
      return [
        '/v1/chat/completions',
        { model: PICTURES, messages: [{ role: 'user', content: [{ type: 'text', text: 'blue' }, ...content] }] },
      ];
    },
  ],
])('of good and bad pictures in JSON none is kept: %s', async (_, bodyWith) => {
  const before = await onDisk();
  const [path, body] = bodyWith(await dataUrl());
  const headers = { authorization: `Bearer ${keyOf('free')}` };
  const response = await service.post(path, body, { headers });
  expect([response.status, await codeOf(response)]).toEqual([400, 'image_invalid']);
  expect(await onDisk()).toEqual(before);
});

test('of calls that come at once to a key for a single job the pictures of those that are refused are not kept', async () => {
  const headers = { authorization: `Bearer ${keyOf('single')}` };
  const before = await onDisk();
  const bodies = await Promise.all(
    Array.from({ length: 6 }, async () => ({ model: PICTURES, prompt: 'blue', image: await dataUrl() })),
  );
  const answers = await Promise.all(
    bodies.map((body) => service.post('/v1/images/edits?async=true', body, { headers })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429, 429, 429, 429]);
  const [job] = (await Promise.all(answers.map((answer) => answer.json()))).filter(({ id }) => id !== undefined);
  const isOver = async () =>
    ((await (await service.fetch(`/v1/jobs/${job.id}`, { headers })).json()) as { state: string }).state;
  await expect.poll(isOver, { timeout: 10_000 }).toBe('completed');
  // The picture of the one, and its result.
  expect(await onDisk()).toHaveLength(before.length + 2);
});

test('a form that repeats a named call gets its answer, and its picture is kept once', async () => {
  const headers = { 'idempotency-key': 'green' };
  expect((await send({ key: 'free', headers })).status).toBe(200);
  const before = await onDisk();
  const again = await send({ key: 'free', headers });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(await onDisk()).toEqual(before);
});
