import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ADA, fieldsOf, get, logIn, reasonOf, startTestSandbox } from './testing/caller.ts';

const picture = (format: 'png' | 'jpeg' | 'webp' | 'gif') =>
  sharp({ create: { width: 96, height: 54, channels: 3, background: '#336699' } })
    .toFormat(format)
    .toBuffer();

const flowUpload = (projectId: string, bytes: Buffer, more: object = {}) => ({
  clientContext: { sessionId: ';1765700000000', tool: 'PINHOLE', projectId },
  fileName: 'up_1.png',
  imageBytes: bytes.toString('base64'),
  isHidden: false,
  isUserUploaded: true,
  mimeType: 'image/png',
  ...more,
});
const userUpload = (bytes: Buffer) => ({
  imageInput: {
    rawImageBytes: bytes.toString('base64'),
    mimeType: 'image/jpeg',
    isUserUploaded: true,
    aspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE',
  },
  clientContext: { sessionId: ';1765700000000', tool: 'ASSET_MANAGER' },
});

test.each(['png', 'jpeg', 'webp'] as const)('both uploads take a %s and measure it', async (format) => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const older = await ada.post(':uploadUserImage', userUpload(await picture(format)));
  expect(older.json).toMatchObject({ width: 96, height: 54 });
  expect(older.json.mediaGenerationId.mediaGenerationId).toMatch(/^CAMaJ[\w-]{106}$/);
  const newer = await ada.post('/flow/uploadImage', flowUpload(ada.projectId, await picture(format)));
  expect(newer.json.media).toMatchObject({
    projectId: ada.projectId,
    workflowStepId: 'CAE',
    image: { dimensions: { width: 96, height: 54 } },
  });
  expect(newer.json.media.name).toMatch(/^[0-9a-f-]{36}$/);
  expect(newer.json.workflow.metadata).toMatchObject({ displayName: 'up_1', primaryMediaId: newer.json.media.name });
});

test('what is no picture of an accepted format is refused by name', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const cut = (await picture('png')).subarray(0, 60);
  for (const bytes of [Buffer.from('hello'), await picture('gif'), cut]) {
    const answer = await ada.post('/flow/uploadImage', flowUpload(ada.projectId, bytes));
    expect(answer.status).toBe(400);
    expect(reasonOf(answer)).toBe('PUBLIC_ERROR_UNKNOWN_IMAGE_FILE_FORMAT');
  }
  const notBase64 = await ada.post(
    '/flow/uploadImage',
    flowUpload(ada.projectId, Buffer.from(''), { imageBytes: '!!!!' }),
  );
  expect(fieldsOf(notBase64)).toEqual(['imageBytes']);
});

test('a picture over 20 MB is too large', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const bytes = Buffer.concat([await picture('png'), Buffer.alloc(20 * 1024 * 1024)]);
  expect(reasonOf(await ada.post('/flow/uploadImage', flowUpload(ada.projectId, bytes)))).toBe(
    'PUBLIC_ERROR_IMAGE_TOO_LARGE',
  );
});

test('a body beyond every limit is refused, and the refusal arrives', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const answer = await ada.post('/flow/uploadImage', { imageBytes: 'A'.repeat(49 * 1024 * 1024) }).catch(() => null);
  // A client that is still sending may see the connection end instead; the sandbox goes on serving either way.
  expect(answer === null || answer.status === 413).toBe(true);
  expect((await ada.get('/credits')).status).toBe(200);
});

test('unknown fields are refused, all of them listed; an upload needs a project of its own account', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const body = flowUpload(ada.projectId, await picture('png'), { extra: 1, mimeType: 'png', other: 2 });
  expect(fieldsOf(await ada.post('/flow/uploadImage', body)).sort()).toEqual(['extra', 'mimeType', 'other']);
  const foreign = flowUpload('99999999-9999-4999-8999-999999999999', await picture('png'));
  expect((await ada.post('/flow/uploadImage', foreign)).status).toBe(404);
});

test('the request log folds the bytes', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  await ada.post('/flow/uploadImage', flowUpload(ada.projectId, await picture('png')));
  const { requests } = (await get(`${sandbox.origin}/_sandbox/requests?endpoint=upload`)).json;
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    account: ADA.email,
    path: '/v1/flow/uploadImage',
    body: { mimeType: 'image/png' },
  });
  expect(requests[0].body.imageBytes).toMatch(/^<\d+ characters>$/);
});
