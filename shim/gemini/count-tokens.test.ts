import { expect, test } from 'vitest';
import { IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

const PICTURE = { inline_data: { mime_type: 'image/png', data: 'AAAA' } };

test('texts and pictures of all turns are counted by the estimate that answers carry; nothing is made or kept', async () => {
  await using shim = await startShim();
  for (const model of [IMAGE_MODEL, TEXT_VIDEO_MODEL]) {
    const response = await shim.post(`/v1beta/models/${model.id}:countTokens`, {
      contents: [
        { parts: [{ text: '12345678' }] },
        { role: 'model', parts: [PICTURE] },
        { parts: [{ text: '123' }, PICTURE] },
      ],
    });
    expect(await response.json()).toEqual({
      totalTokens: 519,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 3 },
        { modality: 'IMAGE', tokenCount: 516 },
      ],
    });
  }
  expect([...shim.service.keptPictures, ...shim.service.calls]).toEqual([]);
});

test('a whole request may be counted', async () => {
  await using shim = await startShim();
  const generateContentRequest = { model: 'models/x', contents: [{ parts: [{ text: '1234' }] }] };
  const response = await shim.post(`/v1beta/models/${IMAGE_MODEL.id}:countTokens`, { generateContentRequest });
  expect(await response.json()).toMatchObject({ totalTokens: 1 });
});

test('an unknown model and a wrong field are refused', async () => {
  await using shim = await startShim();
  expect((await shim.post('/v1beta/models/nothing:countTokens', {})).status).toBe(404);
  const path = `/v1beta/models/${IMAGE_MODEL.id}:countTokens`;
  for (const [body, field] of [
    [{}, 'contents'],
    [{ contents: [{ parts: [{}] }] }, 'contents[0].parts[0]'],
    [{ generateContentRequest: {} }, 'generateContentRequest.contents'],
  ] as const) {
    const response = await shim.post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { details: [{}, { fieldViolations: [{ field }] }] } });
  }
});
