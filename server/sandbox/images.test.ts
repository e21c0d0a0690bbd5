import sharp from 'sharp';
import { expect, test } from 'vitest';
import { BEN, fieldsOf, type get, logIn, reasonOf, startTestSandbox } from './testing/caller.ts';

const pixelsOf = async (url: string) => {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  const { format, width, height } = await sharp(bytes).metadata();
  await sharp(bytes, { failOn: 'error' }).raw().toBuffer();
  return { format, width, height };
};
const address = (answer: Awaited<ReturnType<typeof get>>): string => answer.json.media[0].image.generatedImage.fifeUrl;

test.each([
  ['LANDSCAPE', 1376, 768],
  ['PORTRAIT', 768, 1376],
  ['SQUARE', 1024, 1024],
  ['LANDSCAPE_FOUR_THREE', 1200, 896],
  ['PORTRAIT_THREE_FOUR', 896, 1200],
])('%s is a real PNG of %i by %i', async (aspect, width, height) => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const answer = await ada.image({ imageAspectRatio: `IMAGE_ASPECT_RATIO_${aspect}` });
  expect(answer.json.media[0].image.dimensions).toEqual({ width, height });
  expect(await pixelsOf(address(answer))).toEqual({ format: 'png', width, height });
});

test('the current era answers workflows, dimensions and plain ids; the seed era neither, and long ids', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const newBody = {
    clientContext: {
      sessionId: ';1765700000000',
      projectId: ada.projectId,
      tool: 'PINHOLE',
      recaptchaContext: { token: 'x' },
    },
    mediaGenerationContext: { batchId: 'b' },
    useNewMedia: true,
    requests: [
      {
        clientContext: { sessionId: ';1765700000000' },
        seed: 7,
        imageModelName: 'NARWHAL',
        imageAspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
        structuredPrompt: { parts: [{ text: 'a red ' }, { text: 'kite' }] },
        imageInputs: [],
      },
    ],
  };
  const path = `/projects/${ada.projectId}/flowMedia:batchGenerateImages`;
  const current = await ada.post(path, newBody);
  const [media] = current.json.media;
  expect(media.image.generatedImage).toMatchObject({ seed: 7, prompt: 'a red kite', modelNameType: 'NARWHAL' });
  expect(media.name).toMatch(/^[0-9a-f-]{36}$/);
  expect(media.image.generatedImage.fifeUrl).toMatch(/\/image\/[0-9a-f-]{36}\?Expires=\d+&KeyName=\S+&Signature=/);
  expect(current.json.workflows[0]).toMatchObject({
    metadata: { primaryMediaId: media.name },
    projectId: ada.projectId,
  });

  await ada.control('POST', '/settings', { profile: 'seed' });
  const seed = await ada.post(path, newBody);
  expect(Object.keys(seed.json)).toEqual(['media']);
  expect(seed.json.media[0].name).toMatch(/^CAMSJ[\w-]{157}$/);
  expect(seed.json.media[0].image).not.toHaveProperty('dimensions');
  expect(address(seed)).toMatch(
    /\/ai-sandbox-videofx\/image\/[0-9a-f-]{36}\?GoogleAccessId=\S+&Expires=\d+&Signature=/,
  );
  expect((await pixelsOf(address(seed))).format).toBe('png');
});

test('the picture follows the prompt and the seed', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const bytes = async (request: object) =>
    Buffer.from(await (await fetch(address(await ada.image(request)))).arrayBuffer());
  const first = await bytes({ prompt: 'a <b> & "c"', seed: 1 });
  expect(await bytes({ prompt: 'a <b> & "c"', seed: 1 })).toEqual(first);
  expect(await bytes({ prompt: 'a <b> & "d"', seed: 1 })).not.toEqual(first);
  expect(await bytes({ prompt: 'a <b> & "c"', seed: 2 })).not.toEqual(first);
  expect(await bytes({ prompt: 'ein Drachen über München <&>', seed: 1 })).not.toEqual(first);
});

test('a wrong request is refused for what is wrong with it', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  expect(fieldsOf(await ada.image({ imageAspectRatio: 'LANDSCAPE', colour: 1, seed: -1 })).sort()).toEqual([
    'requests[0].colour',
    'requests[0].imageAspectRatio',
    'requests[0].seed',
  ]);
  expect((await ada.image({ imageModelName: 'UNHEARD_OF' })).status).toBe(404);
  expect(fieldsOf(await ada.image({ imageModelName: 'veo_3_1_t2v_lite' }))).toEqual(['requests[0].imageModelName']);
  expect(
    fieldsOf(
      await ada.image({ imageModelName: 'GEM_PIX', imageAspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE_FOUR_THREE' }),
    ),
  ).toEqual(['requests[0].aspectRatio']);
  expect(
    (await ada.image({ imageInputs: [{ name: 'unknown', imageInputType: 'IMAGE_INPUT_TYPE_REFERENCE' }] })).status,
  ).toBe(404);
  expect(fieldsOf(await ada.image({ prompt: ' ' }))).toEqual(['requests[0].prompt']);
  expect((await ada.post('/projects/unknown/flowMedia:batchGenerateImages', { requests: [] })).status).toBe(400);
  const bare = {
    requests: [{ imageModelName: 'GEM_PIX', imageAspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE', prompt: 'x' }],
  };
  expect((await ada.post('/projects/unknown/flowMedia:batchGenerateImages', bare)).status).toBe(404);
});

test('references must be the account’s own images, and not more than the model takes', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const ben = await logIn(sandbox, BEN);
  const name = (await ada.image()).json.media[0].name;
  const inputs = (count: number) =>
    Array.from({ length: count }, () => ({ name, imageInputType: 'IMAGE_INPUT_TYPE_REFERENCE' }));
  expect((await ada.image({ imageModelName: 'IMAGEN_3_5', imageInputs: inputs(3) })).status).toBe(200);
  expect((await ada.image({ imageModelName: 'IMAGEN_3_5', imageInputs: inputs(4) })).status).toBe(400);
  expect((await ben.image({ imageInputs: inputs(1) })).status).toBe(404);
});

test('the seed era keeps the Pro model from free accounts, the current era does not', async () => {
  await using sandbox = await startTestSandbox({ profile: 'seed' });
  const ben = await logIn(sandbox, BEN);
  const refused = await ben.image({ imageModelName: 'GEM_PIX_2' });
  expect(refused.status).toBe(403);
  expect(reasonOf(refused)).toBe('PUBLIC_ERROR_MODEL_ACCESS_DENIED');
  await ben.control('POST', '/settings', { profile: 'current' });
  expect((await ben.image({ imageModelName: 'GEM_PIX_2' })).status).toBe(200);
});

test.each([
  ['2K', 2],
  ['4K', 4],
])('enlarging to %s gives a JPEG of %i times the size', async (size, factor) => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const mediaId = (await ada.image({ imageAspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE' })).json.media[0].name;
  const answer = await ada.post('/flow/upsampleImage', {
    mediaId,
    targetResolution: `UPSAMPLE_IMAGE_RESOLUTION_${size}`,
    clientContext: { sessionId: ';1', projectId: ada.projectId, tool: 'PINHOLE', userPaygateTier: 'PAYGATE_TIER_TWO' },
  });
  const { format, width } = await sharp(Buffer.from(answer.json.encodedImage, 'base64')).metadata();
  expect({ format, width }).toEqual({ format: 'jpeg', width: 1024 * factor });
});

test('enlarging to 4K is for the highest tier', async () => {
  await using sandbox = await startTestSandbox();
  const ben = await logIn(sandbox, BEN);
  const mediaId = (await ben.image()).json.media[0].name;
  const ask = (size: string) =>
    ben.post('/flow/upsampleImage', { mediaId, targetResolution: `UPSAMPLE_IMAGE_RESOLUTION_${size}` });
  expect((await ask('4K')).status).toBe(403);
  expect((await ask('2K')).status).toBe(200);
});

test('images beyond an account’s limit are throttled, and the peak is told', async () => {
  await using sandbox = await startTestSandbox({ imageDelayMs: 150 });
  const ada = await logIn(sandbox);
  await ada.control('PATCH', '/accounts/ada@example.com', { maxRunningImages: 2 });
  const answers = await Promise.all([ada.image(), ada.image(), ada.image()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused && reasonOf(refused)).toBe('PUBLIC_ERROR_USER_REQUESTS_THROTTLED');
  expect(await ada.stats()).toMatchObject({ peakImagesInFlight: 2, imagesInFlight: 0, calls: { image: 3 } });
});
