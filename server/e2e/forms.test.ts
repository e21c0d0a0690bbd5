import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';

const MB = 2 ** 20;
const BOUNDARY = 'openai-x';
const EDITS = '/v1/images/edits';

let service: ServiceProcess;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service[Symbol.asyncDispose]());

/** A PNG of about so many bytes, other ones each time: noise does not compress. */
async function noise(bytes: number): Promise<Buffer> {
  const side = Math.floor(Math.sqrt(bytes / 3));
  const raw = { width: side, height: side, channels: 3 as const };
  return sharp(randomBytes(side * side * 3), { raw })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A form without a prompt, which is refused once its picture has been kept. */
async function upload(picture: Buffer): Promise<Record<string, unknown>> {
  const form = new FormData();
  form.append('model', 'gemini-2.5-flash-image');
  form.append('image', new Blob([new Uint8Array(picture)]), 'a.png');
  const response = await service.fetch(EDITS, { method: 'POST', body: form });
  return ((await response.json()) as { error: Record<string, unknown> }).error;
}
const NO_PROMPT = expect.objectContaining({ code: 'missing_required_parameter', param: 'prompt' });

const filesKept = async () => {
  const entries = await readdir(join(service.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

/** Most memory that the service has held since the last `restart`, in bytes. */
const peak = {
  restart: () => writeFileSync(`/proc/${service.program.pid}/clear_refs`, '5'),
  bytes: () => {
    const status = readFileSync(`/proc/${service.program.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  },
};

// It is Linux that tells what a process holds.
test.skipIf(process.platform !== 'linux')(
  'two dozen uploads of 19 MB at once cost a few MB each',
  { timeout: 60_000 },
  async () => {
    for (let one = 0; one < 4; one += 1) await upload(await noise(18 * MB));
    const picture = await noise(18 * MB);
    const pictures = Array.from({ length: 24 }, () => picture);
    peak.restart();
    const before = peak.bytes();
    const answers = await Promise.all(pictures.map(upload));
    expect(answers).toEqual(pictures.map(() => NO_PROMPT));
    // What has been written lies about until it is collected, which V8 puts off up to 64 MB, however many callers there are.
    expect(peak.bytes() - before).toBeLessThan(24 * 4 * MB);
  },
);

test('a caller who leaves in the middle of an upload leaves nothing behind', async () => {
  const before = await filesKept();
  const sending = request(service.baseUrl + EDITS, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_API_KEY}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
  });
  sending.on('error', () => undefined);
  sending.write(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n`);
  sending.write((await noise(MB)).subarray(0, MB / 2));
  await expect.poll(filesKept).toHaveLength(before.length + 1);
  sending.destroy();
  await expect.poll(filesKept).toEqual(before);
});

test('a picture that is refused stops its whole form, and nothing of it stays', async () => {
  const before = await filesKept();
  const form = new FormData();
  form.append('image[]', new Blob(['no picture at all']), 'a.png');
  form.append('image[]', new Blob([new Uint8Array(await noise(8 * MB))]), 'b.png');
  const response = await service.fetch(EDITS, { method: 'POST', body: form });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'image_invalid', param: 'image[0]' } });
  await expect.poll(filesKept).toEqual(before);
});
