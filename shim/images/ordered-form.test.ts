import { expect, test } from 'vitest';
import { finishedPicture, IMAGE_MODEL } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

const ORDER = { model: IMAGE_MODEL.id, prompt: 'a fox', output_format: 'webp', output_compression: 70 };

test('a picture that was ordered in the background is fetched in the form that was ordered', async () => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', Buffer.from([0x89]));
  const response = await shim.post('/v1/images/generations?async=true', ORDER);
  const { id } = (await response.json()) as { id: string };
  shim.service.change(finishedPicture());
  const job = (await (await shim.get(`/v1/jobs/${id}`)).json()) as { result: { url: string; mime_type: string }[] };
  expect(job.result).toMatchObject([{ url: `${shim.url}/files/result.webp`, mime_type: 'image/webp' }]);
  const events = await (await shim.get(`/v1/jobs/${id}/events`)).text();
  expect(events).toContain('/files/result.webp');
  expect(shim.service.conversions.map(({ quality }) => quality)).toEqual([70, 70]);
});

test('one that is no longer kept is shown as it was', async () => {
  await using shim = await startShim();
  const response = await shim.post('/v1/images/generations?async=true', ORDER);
  const { id } = (await response.json()) as { id: string };
  shim.service.change(finishedPicture());
  expect(await (await shim.get(`/v1/jobs/${id}`)).json()).toMatchObject({ result: [{ mime_type: 'image/png' }] });
});
