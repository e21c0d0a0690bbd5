import { expect, test } from 'vitest';
import { finishedPicture, IMAGE_MODEL } from '../testing/fixtures.ts';
import { namedEventsOf } from '../testing/named-events.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const ROUTE = '/v1/images/edits';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const FIELDS = { model: IMAGE_MODEL.id, prompt: 'at night' };

/** A form with fields first and files behind, or the other way round. */
function form(fields: Record<string, string>, files: readonly string[], filesFirst = false): FormData {
  const data = new FormData();
  const addFiles = () => {
    for (const name of files) data.append(name, new Blob([PNG], { type: 'application/octet-stream' }), 'blob');
  };
  if (filesFirst) addFiles();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  if (!filesFirst) addFiles();
  return data;
}

function send(shim: RunningShim, body: FormData | object): Promise<Response> {
  return body instanceof FormData ? shim.get(ROUTE, { method: 'POST', body }) : shim.post(ROUTE, body);
}

async function finish(shim: RunningShim, jobs = 1): Promise<void> {
  shim.service.pictures.set('result.png', PNG);
  await expect.poll(() => shim.service.watches.length).toBe(jobs);
  shim.service.change(finishedPicture());
}

async function errorOf(response: Response) {
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}

test.each<[string, FormData | object, number]>([
  ['a form with one file', form(FIELDS, ['image']), 1],
  ['a form whose files come first', form(FIELDS, ['image'], true), 1],
  ['image[] twice', form(FIELDS, ['image[]', 'image[]']), 2],
  ['image repeated', form(FIELDS, ['image', 'image', 'image']), 3],
  ['image[0] and image[1]', form(FIELDS, ['image[0]', 'image[1]']), 2],
  ['a form with an address', form({ ...FIELDS, image: 'https://a.example/1.png' }, []), 1],
  ['a file and an address', form({ ...FIELDS, image: 'https://a.example/1.png' }, ['image[]']), 2],
  [
    "OpenAI's JSON",
    {
      ...FIELDS,
      images: [{ image_url: 'https://a.example/1.png' }, { image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
    },
    2,
  ],
  ['JSON with a bare text', { ...FIELDS, image: 'iVBORw0KGgo=' }, 1],
  ['JSON with a list of texts', { ...FIELDS, image: ['iVBORw0KGgo=', 'https://a.example/1.png'] }, 2],
])('%s brings its pictures to the job', async (_, body, count) => {
  await using shim = await startShim();
  const [response] = await Promise.all([send(shim, body), finish(shim)]);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ data: [{ b64_json: PNG.toString('base64') }], size: '1376x768' });
  expect(shim.service.submitted.map(({ request }) => [request.prompt, request.images.length])).toEqual([
    ['at night', count],
  ]);
});

test("a form's numbers and switches are texts, and what it sends empty is nothing", async () => {
  await using shim = await startShim();
  const fields = { ...FIELDS, n: '2', stream: 'false', output_compression: '', size: '', quality: 'auto', seed: '5' };
  const [response] = await Promise.all([send(shim, form(fields, ['image'])), finish(shim, 2)]);
  expect(await response.json()).toMatchObject({ data: [{}, {}], quality: 'auto' });
  expect(shim.service.submitted.map(({ request }) => request.seed)).toEqual([5, 6]);
});

test('a stream has the names of this route', async () => {
  await using shim = await startShim();
  const asking = send(shim, form({ ...FIELDS, stream: 'true' }, ['image']));
  await finish(shim);
  const { events } = await namedEventsOf(await asking);
  expect(events).toMatchObject([{ name: 'image_edit.completed', data: { type: 'image_edit.completed' } }]);
});

test('the same fields with another file are another call', async () => {
  await using shim = await startShim();
  const fingerprints: (string | undefined)[] = [];
  for (const bytes of [[...PNG], [...PNG], [...PNG, 1]]) {
    const data = form(FIELDS, []);
    data.append('image', new Blob([Buffer.from(bytes)]), 'a.png');
    await (await shim.get(`${ROUTE}?async=true`, { method: 'POST', body: data })).text();
    fingerprints.push(shim.service.calls.at(-1)?.fingerprint);
  }
  expect(fingerprints[1]).toBe(fingerprints[0]);
  expect(fingerprints[2]).not.toBe(fingerprints[0]);
});

test.each<[string, FormData | object, string, string]>([
  ['no picture', FIELDS, 'missing_required_parameter', 'image'],
  ['a form without one', form(FIELDS, []), 'missing_required_parameter', 'image'],
  ['a mask', form(FIELDS, ['mask', 'image']), 'invalid_value', 'mask'],
  ['a mask before the picture and the fields', form(FIELDS, ['mask', 'image'], true), 'invalid_value', 'mask'],
  ['a file in a field that takes none', form(FIELDS, ['image', 'style_sheet[]']), 'invalid_value', 'style_sheet'],
  ['a mask in JSON', { ...FIELDS, image: 'iVBORw0KGgo=', mask: { file_id: 'f' } }, 'invalid_value', 'mask'],
  ['a markup', form(FIELDS, ['image', 'markup']), 'invalid_value', 'markup'],
  ['an uploaded file', { ...FIELDS, images: [{ file_id: 'file-1' }] }, 'invalid_value', 'images[0].file_id'],
  ['no prompt', form({ model: IMAGE_MODEL.id }, ['image']), 'missing_required_parameter', 'prompt'],
  ['no model', form({ prompt: 'x' }, ['image']), 'missing_required_parameter', 'model'],
])('%s is refused before anything is spent', async (_, body, code, param) => {
  await using shim = await startShim();
  const response = await send(shim, body);
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatchObject({ code, param });
  expect(shim.service.submitted).toEqual([]);
});

test('more pictures than the model takes are refused before any is fetched', async () => {
  await using shim = await startShim();
  const images = Array(11).fill({ image_url: 'https://a.example/1.png' });
  expect((await send(shim, { ...FIELDS, images })).status).toBe(400);
  expect(shim.service.fetched).toEqual([]);
});
