import { expect, test } from 'vitest';
import { finishedPicture, finishedVideo, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const PNG_URL = `data:image/png;base64,${PNG.toString('base64')}`;

type Message = { role: string; content: unknown; images?: unknown };

function chat(shim: RunningShim, content: unknown = 'an otter', more: object = {}, init: RequestInit = {}) {
  const messages: Message[] = [{ role: 'user', content }];
  return shim.post('/v1/chat/completions', { model: IMAGE_MODEL.id, messages, ...more }, init);
}

function say(shim: RunningShim, messages: Message[], model = IMAGE_MODEL.id) {
  return shim.post('/v1/chat/completions', { model, messages });
}

function withPicture(url: string) {
  return [
    { type: 'text', text: 'redder' },
    { type: 'image_url', image_url: { url } },
  ];
}

async function errorOf(response: Response) {
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}

/** Lets a chat go on once its job is being watched. */
async function finish(shim: RunningShim, patch = finishedPicture()): Promise<void> {
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(patch);
}

test('pictures come in as data URLs, as addresses and in the old field, in the order given', async () => {
  await using shim = await startShim();
  const parts = [...withPicture('https://pictures.example/a.png'), { type: 'image_url', image_url: PNG_URL }];
  await Promise.all([chat(shim, parts, { image: PNG.toString('base64') }), finish(shim)]);
  expect(shim.service.submitted[0]?.request.images.map(({ file }) => file)).toEqual([
    'fetched.png',
    'in.png',
    'in.png',
  ]);
  expect(shim.service.keptPictures).toEqual([PNG, PNG]);
});

test('our own addresses are read from the disk, and only ours', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('mine.png', PNG);
  await Promise.all([chat(shim, withPicture(`${shim.url}/files/mine.png`)), finish(shim)]);
  expect(shim.service.submitted[0]?.request.images[0]?.file).toBe('mine.png');
  expect(shim.service.fetched).toEqual([]);
  await Promise.all([chat(shim, withPicture('https://other.example/files/mine.png')), finish(shim)]);
  expect(shim.service.fetched).toEqual(['https://other.example/files/mine.png']);
});

test.each<[string, (shim: RunningShim) => string, Record<string, string>]>([
  ['the host that was called', (shim) => shim.url, {}],
  ['loopback through a mapped port', () => 'http://localhost:8080', {}],
  ['loopback by its address', () => 'http://127.0.0.1', {}],
  ['IPv6 loopback', () => 'http://[::1]:8080', {}],
  ['a forwarded host', () => 'https://Media.example', { 'x-forwarded-host': 'media.example' }],
  ['the host and a folder', () => 'https://media.example/flow', { 'x-forwarded-host': 'media.example' }],
])('a file of ours is known by %s, though links name another address', async (_name, base, headers) => {
  await using shim = await startShim();
  shim.service.settings.publicUrl = 'https://gw.example.org/flow';
  shim.service.pictures.set('mine.png', PNG);
  await Promise.all([chat(shim, withPicture(`${base(shim)}/files/mine.png`), {}, { headers }), finish(shim)]);
  expect(shim.service.submitted[0]?.request.images[0]?.file).toBe('mine.png');
  expect(shim.service.fetched).toEqual([]);
});

test.each([
  ['a stranger’s host', 'https://other.example/files/mine.png'],
  ['a host that only begins like ours', 'https://gw.example.org.evil.example/flow/files/mine.png'],
  ['loopback and a file that we do not have', 'http://127.0.0.1:9000/files/another.png'],
  ['loopback and another folder', 'http://127.0.0.1:9000/pictures/mine.png'],
])('%s is an address like any other', async (_name, url) => {
  await using shim = await startShim();
  shim.service.settings.publicUrl = 'https://gw.example.org/flow';
  shim.service.pictures.set('mine.png', PNG);
  await Promise.all([chat(shim, withPicture(url)), finish(shim)]);
  expect(shim.service.fetched).toEqual([url]);
});

test.each([
  ['no picture at all', 'data:image/png;base64,QUJD', 'image_invalid'],
  ['an unreachable address', 'https://unreachable.example/a.png', 'image_unreachable'],
  ['another scheme', 'file:///etc/passwd', 'invalid_value'],
  ['more bytes than allowed', `data:image/png;base64,${'A'.repeat(800_000)}`, 'image_invalid'],
])('a reference that is %s is a 400 that names its field, and nothing is submitted', async (_name, url, code) => {
  await using shim = await startShim();
  const response = await chat(shim, withPicture(url));
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatchObject({ code, param: 'messages[0].content[1].image_url.url' });
  expect(shim.service.submitted).toEqual([]);
});

test('a picture of ours that is gone is a 400, not a call to ourselves', async () => {
  await using shim = await startShim();
  const response = await chat(shim, withPicture(`${shim.url}/files/gone.png`));
  expect(await errorOf(response)).toMatchObject({
    code: 'image_unreachable',
    param: 'messages[0].content[1].image_url.url',
  });
  expect(shim.service.fetched).toEqual([]);
});

test("the assistant's earlier picture is the reference of the next turn", async () => {
  await using shim = await startShim();
  shim.service.pictures.set('earlier.png', PNG);
  const content = `![image](${shim.url}/files/earlier.png)`;
  const messages = [
    { role: 'user', content: 'a cat' },
    { role: 'assistant', content },
    { role: 'user', content: 'make it red' },
  ];
  await Promise.all([say(shim, messages), finish(shim)]);
  expect(shim.service.submitted[0]?.request).toMatchObject({
    prompt: 'make it red',
    images: [{ file: 'earlier.png' }],
  });
});

test('an earlier picture that is gone from the disk is taken from its bytes beside the link', async () => {
  await using shim = await startShim();
  const images = [{ type: 'image_url', image_url: { url: PNG_URL } }];
  const content = `![image](${shim.url}/files/gone.png)`;
  await Promise.all([
    say(shim, [
      { role: 'assistant', content, images },
      { role: 'user', content: 'red' },
    ]),
    finish(shim),
  ]);
  expect(shim.service.submitted[0]?.request.images).toMatchObject([{ file: 'in.png' }]);
});

test('an earlier picture that cannot be had at all is left out, and the answer says so', async () => {
  await using shim = await startShim();
  const content = `![image](${shim.url}/files/gone.png)`;
  const [response] = await Promise.all([
    say(shim, [
      { role: 'assistant', content },
      { role: 'user', content: 'red' },
    ]),
    finish(shim),
  ]);
  expect(shim.service.submitted[0]?.request.images).toEqual([]);
  expect(await response.json()).toMatchObject({
    choices: [{ message: { reasoning_content: expect.stringContaining('earlier picture') } }],
  });
});

test('a model that takes no pictures is not given the earlier one', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('earlier.png', PNG);
  const content = `![image](${shim.url}/files/earlier.png)`;
  const messages = [
    { role: 'assistant', content },
    { role: 'user', content: 'a storm' },
  ];
  await Promise.all([say(shim, messages, TEXT_VIDEO_MODEL.id), finish(shim, finishedVideo())]);
  expect(shim.service.submitted[0]?.request.images).toEqual([]);
});

const UNUSABLE = ['https://pictures.example/a.png', 'https://unreachable.example/a.png', 'data:image/png;base64,QUJD'];

test.each(UNUSABLE)('a picture that the model does not take is refused before %s is looked at', async (url) => {
  await using shim = await startShim();
  const response = await chat(shim, withPicture(url), { model: TEXT_VIDEO_MODEL.id });
  expect(await errorOf(response)).toMatchObject({ code: 'invalid_value', param: 'messages' });
  expect([shim.service.fetched, shim.service.keptPictures]).toEqual([[], []]);
});

test.each(UNUSABLE)('a picture that is to be left aside is left aside unseen: %s', async (url) => {
  await using shim = await startShim();
  shim.service.dropsPictures = true;
  const asking = chat(shim, withPicture(url), { model: TEXT_VIDEO_MODEL.id });
  const [response] = await Promise.all([asking, finish(shim, finishedVideo())]);
  expect(response.status).toBe(200);
  expect(shim.service.submitted[0]?.request.images).toEqual([]);
  expect([shim.service.fetched, shim.service.keptPictures]).toEqual([[], []]);
});

test('the first picture that fails stops the others', async () => {
  await using shim = await startShim();
  const parts = [
    ...withPicture('https://never-ending.example/a.png'),
    { type: 'image_url', image_url: 'https://unreachable.example/b.png' },
  ];
  const response = await chat(shim, parts);
  expect(await errorOf(response)).toMatchObject({
    code: 'image_unreachable',
    param: 'messages[0].content[2].image_url',
  });
  expect(shim.service.fetchSignals[0]?.aborted).toBe(true);
});

test.each(['never-ending', 'stubborn'])(
  'a caller who leaves during a %s fetch spends nothing and leaves no failure',
  async (host) => {
    await using shim = await startShim();
    const leaving = new AbortController();
    const parts = withPicture(`https://${host}.example/a.png`);
    const asking = chat(shim, parts, {}, { signal: leaving.signal });
    await expect.poll(() => shim.service.fetched).toHaveLength(1);
    leaving.abort();
    await expect(asking).rejects.toThrow();
    await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
    expect(shim.service.finishedRequests[0]).toMatchObject({
      status: 499,
      callerLeft: true,
      errorCode: null,
      jobId: null,
    });
    expect(shim.service.submitted).toEqual([]);
  },
);

test.each(['/v1/chat/completions', '/v1/responses', `/v1beta/models/${IMAGE_MODEL.id}:generateContent`])(
  '%s says of a form that here it is JSON',
  async (path) => {
    await using shim = await startShim();
    const body = new FormData();
    body.append('image', new Blob([new Uint8Array(PNG)]), 'a.png');
    const response = await shim.get(path, { method: 'POST', body });
    const { error } = (await response.json()) as { error: { message: string } };
    expect([response.status, error.message]).toEqual([400, expect.stringContaining('here it is JSON')]);
  },
);
