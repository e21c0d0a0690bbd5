import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../database/database.ts';
import { decodeImage, decodeVideo } from '../testing/decode.ts';
import { accountStats, type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody, download, generate, linkIn, pictureUrl, readStream } from './chat.ts';

let sandbox: SandboxProcess;
let service: ServiceProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess({
    videoSeconds: 1,
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 100_000]],
  });
  service = await startService({ upstream: sandbox, env: { FLOW2API_SERVER__BODY_LIMIT_MB: '4' } });
  await service.addToken('session-a');
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const account = () => accountStats(sandbox, 'a@example.com');

test('a caller that hangs up in the middle of a video finds the finished file by the job', async () => {
  const hangUp = new AbortController();
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast_portrait', 'left', [], { stream: true }),
    {
      signal: hangUp.signal,
    },
  );
  const id = response.headers.get('x-flow2api-job-id');
  await response.body?.getReader().read();
  hangUp.abort();

  const job = async () =>
    (await (await service.fetch(`/v1/jobs/${id}`)).json()) as { state: string; result: { url: string }[] };
  await expect.poll(async () => (await job()).state, { timeout: 15_000 }).toBe('completed');
  const { bytes } = await download((await job()).result[0]?.url ?? '');
  expect((await decodeVideo(bytes)).codec).toBe('avc');
});

test("another key's job can neither be seen nor cancelled, and looks like one that never was", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-two-keys-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const otherKey = 'f2a_invented-key-of-somebody-else';
  await storeKey(dataDir, otherKey);
  await using shared = await startService({ env: { FLOW2API_DATA_DIR: dataDir } });
  const asOther = { headers: { authorization: `Bearer ${otherKey}` } };
  const { headers } = await generate(shared, chatBody('gemini-2.5-flash-image', 'mine'));
  const path = `/v1/jobs/${headers.get('x-flow2api-job-id')}`;

  expect((await shared.fetch(path)).status).toBe(200);
  expect((await shared.fetch('/v1/models', asOther)).status).toBe(200);
  for (const method of ['GET', 'DELETE']) {
    const others = await shared.fetch(path, { method, ...asOther });
    const nobodys = await shared.fetch('/v1/jobs/never-was', { method, ...asOther });
    expect([others.status, nobodys.status], method).toEqual([404, 404]);
    const [said, saidOfNothing] = (await Promise.all([others.text(), nobodys.text()])) as [string, string];
    expect(said.replace(path.slice('/v1/jobs/'.length), 'never-was')).toBe(saidOfNothing);
  }
  const { headers: made } = await generate(shared, chatBody('gemini-2.5-flash-image', 'theirs'), asOther);
  const theirs = `/v1/jobs/${made.get('x-flow2api-job-id')}`;
  expect([(await shared.fetch(theirs, asOther)).status, (await shared.fetch(theirs)).status]).toEqual([200, 404]);
});

/** Stores a caller's key the way the service does: its digest and its last four characters. */
async function storeKey(dataDir: string, key: string): Promise<void> {
  const database = await openDatabase(join(dataDir, 'flow2api.db'));
  const hash = createHash('sha256').update(key).digest('hex');
  const facts = { enabled: true, createdAt: Date.now(), lastUsedAt: null, expiresAt: null };
  const row = { id: 'key-2', name: 'second key', hash, last4: key.slice(-4), ...facts };
  await database.commit((tx) => tx.insertInto('ApiKey').values(row).execute());
  await database.close();
}

test('the picture of the last answer is the reference of the next turn', async () => {
  const { link } = await generate(service, chatBody('gemini-2.5-flash-image', 'a blue boat'));
  await generate(service, {
    model: 'gemini-2.5-flash-image',
    messages: [
      { role: 'user', content: 'a blue boat' },
      { role: 'assistant', content: `![image](${link})` },
      { role: 'user', content: 'make it night' },
    ],
  });
  const { requests } = await sandbox.control<{ requests: { body: unknown }[] }>('GET', 'requests?endpoint=image');
  const last = JSON.stringify(requests.at(-1)?.body);
  expect(last).toContain('make it night');
  expect(last).not.toContain('a blue boat');
  expect(last).toContain('IMAGE_INPUT_TYPE_REFERENCE');
});

test('base names take size, aspect ratio and seconds', async () => {
  const square = await generate(service, chatBody('gemini-3.0-pro-image', 'a plate', [], { size: '1024x1024' }));
  const { width, height } = await decodeImage((await download(square.link)).bytes);
  expect(width).toBe(height);
  const short = await generate(
    service,
    chatBody('veo_3_1_t2v_fast', 'a wave', [], { aspect_ratio: '9:16', seconds: 4 }),
  );
  const clip = await decodeVideo((await download(short.link)).bytes);
  expect(clip.height).toBeGreaterThan(clip.width);
  expect(clip.seconds).toBeCloseTo(4, 0);
});

test('a picture by address is never fetched from this network', async () => {
  let asked = 0;
  const inside = createServer((_request, response) => {
    asked += 1;
    response.end('secret');
  }).listen(0, '127.0.0.1');
  const { port } = await new Promise<AddressInfo>((resolve) =>
    inside.once('listening', () => resolve(inside.address() as AddressInfo)),
  );
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '169.254.169.254']) {
    const response = await service.post(
      '/v1/chat/completions',
      chatBody('veo_3_1_i2v_s_fast_fl', 'x', [`http://${host}:${port}/a.png`]),
    );
    expect(response.status, host).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'messages[0].content[1].image_url.url' } });
  }
  inside.close();
  expect(asked).toBe(0);
});

test('refused content is a 400 with the reason, is not tried again, and costs nothing', async () => {
  const before = await account();
  await sandbox.control('POST', 'faults', {
    endpoint: 'submit',
    effect: {
      kind: 'status',
      status: 400,
      googleStatus: 'INVALID_ARGUMENT',
      message: 'Request contains an invalid argument.',
      reason: 'PUBLIC_ERROR_UNSAFE_GENERATION',
    },
  });
  const client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY });
  const error = await client.chat.completions
    .create(chatBody('veo_3_1_t2v_fast_landscape', 'refused') as never)
    .catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(OpenAI.BadRequestError);
  expect(error).toMatchObject({ code: 'content_policy_violation' });
  const after = await account();
  expect(after.calls.submit - before.calls.submit).toBe(1);
  expect(after.credits).toBe(before.credits);
});

test('a failure that comes later, in the poll, reaches the caller of a stream as an error event', async () => {
  await sandbox.control('POST', 'faults', {
    endpoint: 'submit',
    effect: { kind: 'asyncFailure', code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' },
  });
  const response = await service.post(
    '/v1/chat/completions',
    chatBody('veo_3_1_t2v_fast_landscape', 'later', [], { stream: true }),
  );
  const answer = await readStream(response);
  expect(answer.chunks.at(-1)?.error).toMatchObject({ code: 'content_policy_violation' });
  expect(answer.done).toBe(true);
});

test('a bad picture, prompt, model, count, ratio, body or key is refused in words before anything is spent', async () => {
  const before = await account();
  const picture = await pictureUrl();
  const cases: [unknown, number, Record<string, unknown>][] = [
    [
      chatBody('veo_3_1_t2v_fsat', 'x'),
      404,
      { code: 'model_not_found', message: expect.stringContaining('veo_3_1_t2v_fast') },
    ],
    [chatBody('gemini-2.5-flash-image', '  '), 400, { code: 'missing_required_parameter' }],
    [
      chatBody('veo_3_1_t2v_fast_landscape', 'x', [picture]),
      400,
      { code: 'invalid_value', message: expect.stringContaining('i2v') },
    ],
    [chatBody('veo_3_1_i2v_s_fast_fl_landscape', 'x'), 400, { code: 'invalid_value' }],
    [chatBody('veo_3_0_r2v_fast_landscape', 'x', [picture, picture, picture, picture]), 400, { code: 'invalid_value' }],
    [
      chatBody('gemini-2.5-flash-image', 'x', ['data:image/png;base64,bm90IGEgcGljdHVyZQ==']),
      400,
      { param: 'messages[0].content[1].image_url.url' },
    ],
    [chatBody('veo_3_1_t2v_fast', 'x', [], { aspect_ratio: '1:1' }), 400, { param: 'aspect_ratio' }],
    [chatBody('gemini-2.5-flash-image', 'x', [], { seed: -1 }), 400, { code: 'invalid_value', param: 'seed' }],
  ];
  for (const [body, status, error] of cases) {
    const response = await service.post('/v1/chat/completions', body);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { error } });
  }
  const broken = await service.fetch('/v1/chat/completions', { method: 'POST', body: '{"model": "x", }' });
  expect(broken.status).toBe(400);
  expect(await broken.json()).toMatchObject({ error: { message: expect.stringMatching(/line 1|position/) } });
  const huge = await service.post('/v1/chat/completions', { model: 'x', filler: 'x'.repeat(5_000_000) });
  expect(huge.status).toBe(413);
  const stranger = await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'x'), {
    headers: { authorization: 'Bearer nope' },
  });
  expect(stranger.status).toBe(401);
  const after = await account();
  expect(after.credits).toBe(before.credits);
  expect(after.calls).toEqual(before.calls);
});

test('kept files answer Range, HEAD and If-None-Match', async () => {
  const { link } = await generate(service, chatBody('veo_3_1_t2v_fast_landscape', 'ranged'));
  const head = await fetch(link, { method: 'HEAD' });
  expect(head.headers.get('content-type')).toBe('video/mp4');
  const part = await fetch(link, { headers: { range: 'bytes=0-99' } });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100]);
  const same = await fetch(link, { headers: { 'if-none-match': head.headers.get('etag') ?? '' } });
  expect(same.status).toBe(304);
});

test('the official openai client streams a video to its link', async () => {
  const client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY, maxRetries: 0 });
  const stream = await client.chat.completions.create({
    ...chatBody('veo_2_0_t2v_landscape', 'waves'),
    stream: true,
  } as never);
  let content = '';
  for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>)
    content += chunk.choices[0]?.delta.content ?? '';
  expect((await decodeVideo((await download(linkIn(content))).bytes)).codec).toBe('avc');
});

test("in debug mode callers' requests are in the log with their bodies, without pictures and secrets", async () => {
  await using traced = await startService({ env: { FLOW2API_DEBUG__ENABLED: 'true' } });
  const { headers } = await generate(traced, chatBody('gemini-2.5-flash-image', 'seen', [await pictureUrl()]));
  const session = `eyJ${'invented'.repeat(20)}`;
  await traced.post('/api/plugin/update-token', { session_token: session });
  const traces = () =>
    traced.program.lines.map((line) => JSON.parse(line)).filter((line: { part?: string }) => line.part === 'requests');
  await expect.poll(traces).toHaveLength(2);

  const parts = [
    { type: 'text', text: 'seen' },
    {
      type: 'image_url',
      image_url: { url: expect.stringMatching(/^data:image\/png;base64,<\d+ characters of base64>$/) },
    },
  ];
  expect(traces()).toMatchObject([
    {
      ...{ method: 'POST', route: '/v1/chat/completions', status: 200, errorCode: null },
      ...{ requestId: headers.get('x-request-id'), durationMs: expect.any(Number) },
      received: { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: parts }] },
    },
    { route: '/api/plugin/update-token', status: 401, errorCode: null, received: { session_token: '****nted' } },
  ]);
  traced.program.signal('SIGTERM');
  await traced.program.exited;
  expect(traced.program.lines.join('\n')).not.toMatch(/invented|could not be written/);
});
