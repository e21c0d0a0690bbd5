import { once } from 'node:events';
import { type ClientRequest, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { ArrivedImage, InputImage } from '../../schema/generation.ts';
import type { ShimContext } from '../state.ts';
import { type Form, noFileIn, readForm } from './read-form.ts';

const LIMIT = 200_000;
const PICTURE: InputImage = { file: 'in.png', mimeType: 'image/png', width: 4, height: 4, sha256: 'ab' };

/** What a test sees of its files; late ones of the test before it have their own. */
interface Seen {
  /** What came of each file: its bytes, or nothing (yet). */
  kept: (string | null)[];
  /** Files that were begun and did not come in. */
  dropped: number;
  /** Files that had come in and were taken away. */
  discarded: string[];
  /** The most that had come in and waited for who keeps it, in bytes. */
  mostWaiting: number;
}
let seen: Seen;
let limit: number;
let socket: Socket;
let outcome: Promise<Form>;

async function receive(bytes: AsyncIterable<Uint8Array>): Promise<ArrivedImage> {
  const own = seen;
  const at = own.kept.push(null) - 1;
  try {
    const text = await textOf(bytes, own);
    if (text.includes('no picture')) throw new ServiceError('image_invalid', 'The image is a text.');
    own.kept[at] = text;
    const image = { ...PICTURE, sha256: text };
    const discard = async () => void own.discarded.push(text);
    return { ...image, keep: async () => image, discard };
  } catch (cause) {
    own.dropped += 1;
    throw cause;
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>, own: Seen): Promise<string> {
  const pieces: Uint8Array[] = [];
  let taken = 0;
  for await (const piece of bytes) {
    own.mostWaiting = Math.max(own.mostWaiting, socket.bytesRead - taken);
    pieces.push(piece);
    taken += piece.length;
    // Others get their turn, as they do while a disk is written to: what could come in by itself would.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(pieces).toString('latin1');
}

const server = createServer((req, res) => {
  socket = req.socket;
  outcome = readForm({ req, state: {} } as ShimContext, {
    images: { receive },
    settings: { bodyLimitBytes: limit, captureBodies: false },
    checkFile(field) {
      if (field === 'attachment') throw noFileIn(field, ['image']);
    },
  });
  outcome
    .catch(() => {})
    .finally(() => {
      req.resume();
      res.end();
    });
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  seen = { kept: [], dropped: 0, discarded: [], mostWaiting: 0 };
  limit = LIMIT;
});

async function post(form: FormData): Promise<Form> {
  await fetch(url, { method: 'POST', body: form });
  return outcome;
}

/** Sends bytes as they are, in chunks of unknown number. */
async function postRaw(body: string, contentType = 'multipart/form-data; boundary=openai-x'): Promise<Form> {
  const request = httpRequest(url, { method: 'POST', headers: { 'content-type': contentType } });
  const step = Math.max(1000, body.length / 100);
  for (let at = 0; at < body.length; at += step) request.write(body.slice(at, at + step), 'latin1');
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return outcome;
}

/** A form of which more may come. */
function startRequest(): ClientRequest {
  const headers = { 'content-type': 'multipart/form-data; boundary=openai-x' };
  const request = httpRequest(url, { method: 'POST', headers });
  request.on('error', () => {});
  return request;
}

const part = (head: string, value: string) =>
  `--openai-x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
const END = '--openai-x--\r\n';

function formOf(entries: readonly [string, string | Blob, string?][]): FormData {
  const form = new FormData();
  for (const [name, value, filename] of entries) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, filename);
  }
  return form;
}

test('files of every spelling of a field come in their order, under its plain name, wherever they stand', async () => {
  const file = (text: string) => new Blob([text], { type: 'application/octet-stream' });
  const form = await post(
    formOf([
      ['image[]', file('one'), 'blob'],
      ['prompt', 'a fox'],
      ['image[0]', file('two'), '0.png'],
      ['image', file('three'), 'three.jpg'],
      ['n', '2'],
    ]),
  );
  expect(form.files.map(({ field, sha256 }) => [field, sha256])).toEqual([
    ['image', 'one'],
    ['image', 'two'],
    ['image', 'three'],
  ]);
  expect({ ...form.fields }).toEqual({ prompt: 'a fox', n: '2' });
});

test('a picture without a name of its own is a file, since it says what it is', async () => {
  const named = part('name="prompt"', 'a fox');
  const picture =
    '--openai-x\r\nContent-Disposition: form-data; name="image"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n';
  const form = await postRaw(named + picture + END);
  expect([form.fields, form.files.map(({ sha256 }) => sha256)]).toEqual([{ prompt: 'a fox' }, ['\x89PNG']]);
});

test('bracket names are nested as a JSON body has them, and change nothing else', async () => {
  const { fields } = await post(
    formOf([
      ['input_reference[image_url]', 'data:,x'],
      ['video[id]', 'video_1'],
      ['images[]', 'a'],
      ['images[1]', 'b'],
      ['list[0][url]', 'c'],
      ['size', 'first'],
      ['size', 'last'],
      ['__proto__[polluted]', 'yes'],
      ['[', 'odd'],
    ]),
  );
  expect(JSON.parse(JSON.stringify(fields))).toEqual(
    JSON.parse(
      '{"input_reference":{"image_url":"data:,x"},"video":{"id":"video_1"},"images":["a","b"],"list":[{"url":"c"}],"size":"last","__proto__":{"polluted":"yes"},"[":"odd"}',
    ),
  );
  expect(({} as Record<string, unknown>).polluted).toBe(undefined);
});

test('a form without a length, cut into small chunks, is the same form', async () => {
  const body = part('name="prompt"', 'a fox') + part('name="image"; filename="a.png"', 'x'.repeat(50_000)) + END;
  const form = await postRaw(body);
  expect(form.files[0]?.sha256).toHaveLength(50_000);
  expect(form.fields.prompt).toBe('a fox');
});

test('a caller sends no faster than the file is kept', async () => {
  limit = 50_000_000;
  const form = await postRaw(part('name="image"; filename="slow"', 'slowly'.repeat(4_000_000)) + END);
  expect(form.files).toHaveLength(1);
  expect(seen.mostWaiting).toBeLessThan(1_000_000);
});

test('a file input in which nobody chose a file is nothing', async () => {
  expect((await postRaw(part('name="mask"; filename=""', '') + END)).files).toEqual([]);
});

test.each<[string, () => Promise<Form>, Partial<ServiceError>]>([
  ['no boundary', () => postRaw('x', 'multipart/form-data'), { code: 'invalid_request' }],
  ['a form that is cut off', () => postRaw(part('name="prompt"', 'a fox')), { code: 'invalid_request' }],
  [
    'a file that is cut off',
    () => postRaw(part('name="image"; filename="a"', 'x').slice(0, -2)),
    { code: 'invalid_request' },
  ],
  [
    'an empty file input that is cut off',
    () => postRaw(part('name="mask"; filename=""', 'x').slice(0, -2)),
    { code: 'invalid_request' },
  ],
  [
    'a file that is no picture before one that is cut off',
    () =>
      postRaw(part('name="image"; filename="a"', 'no picture') + part('name="image"; filename="b"', 'x').slice(0, -2)),
    {},
  ],
  ['no form at all', () => postRaw('{"prompt": "a fox"}'), { code: 'invalid_request' }],
  [
    'text that is not UTF-8',
    () => postRaw(part('name="prompt"', 'caf\xe9') + END),
    { code: 'invalid_request', param: 'prompt' },
  ],
  [
    'a file that is no picture',
    () => postRaw(part('name="image[]"; filename="a"', 'no picture') + END),
    { code: 'image_invalid', param: 'image[0]' },
  ],
  [
    'the second of two files of a field',
    () => postRaw(part('name="image"; filename="a"', 'x') + part('name="image"; filename="b"', 'no picture') + END),
    { code: 'image_invalid', param: 'image[1]' },
  ],
  [
    'a file where none is taken',
    () => postRaw(part('name="attachment[0]"; filename="a"', 'x') + END),
    {
      code: 'invalid_value',
      param: 'attachment',
      message: "No file is taken in 'attachment'. Pictures go into image.",
    },
  ],
  [
    'a field without a name',
    () => postRaw(`--openai-x\r\nContent-Disposition: form-data\r\n\r\nx\r\n${END}`),
    { code: 'invalid_request', message: 'The form cannot be read: a part of it has no name.' },
  ],
  [
    'a file without a name',
    () => postRaw(part('filename="a"', 'no picture') + END),
    { code: 'invalid_request', message: 'The form cannot be read: a part of it has no name.' },
  ],
  [
    'a name that goes on and on',
    () => postRaw(part(`name="${'n'.repeat(201)}"`, 'x') + END),
    { code: 'invalid_request' },
  ],
  [
    'more than the limit',
    () => postRaw(part('name="image"; filename="a"', 'x'.repeat(LIMIT)) + END),
    { code: 'body_too_large' },
  ],
  [
    'more fields than any request needs',
    () => postRaw(Array.from({ length: 101 }, (_, index) => part(`name="f${index}"`, 'x')).join('') + END),
    { code: 'invalid_request' },
  ],
  [
    'more files than any request needs',
    () => postRaw(Array.from({ length: 21 }, (_, index) => part(`name="f"; filename="${index}"`, 'x')).join('') + END),
    { code: 'invalid_request' },
  ],
])('%s is refused in words', async (_, send, error) => {
  await expect(send()).rejects.toMatchObject(error);
});

test('nothing that stands behind a refused part is begun', async () => {
  const form = part('name="attachment"; filename="a"', 'x') + part('name="image"; filename="b"', 'y') + END;
  await expect(postRaw(form)).rejects.toMatchObject({ param: 'attachment' });
  expect(seen.kept).toEqual([]);
});

test('a file that is refused stops those that still come, and nobody waits for them', async () => {
  const request = startRequest();
  const other = part('name="image"; filename="b"', 'x'.repeat(100)).slice(0, -2);
  request.write(part('name="image"; filename="a"', 'no picture') + other);
  await expect.poll(() => seen.kept.length).toBe(2);
  await expect(outcome).rejects.toMatchObject({ code: 'image_invalid', param: 'image' });
  await expect.poll(() => seen.dropped).toBe(2);
  request.destroy();
});

test("what has come in is taken away when something behind it is refused, and at the end of the form's use", async () => {
  const request = startRequest();
  request.write(part('name="image"; filename="a"', 'one') + part('name="prompt"', 'a fox'));
  await expect.poll(() => seen.kept).toEqual(['one']);
  request.end(part('name="attachment"; filename="b"', 'x') + END);
  await expect(outcome).rejects.toMatchObject({ param: 'attachment' });
  expect(seen.discarded).toEqual(['one']);
  await (await postRaw(part('name="image"; filename="a"', 'two') + END))[Symbol.asyncDispose]();
  expect(seen.discarded).toEqual(['one', 'two']);
});

test('a caller who leaves in the middle of a file leaves nothing behind', async () => {
  const request = startRequest();
  request.write(part('name="image"; filename="a"', 'x'.repeat(100)).slice(0, -2));
  await expect.poll(() => seen.kept.length).toBe(1);
  request.destroy();
  await expect(outcome).rejects.toMatchObject({ name: 'CallerLeft' });
  expect(seen.kept).toEqual([null]);
});
