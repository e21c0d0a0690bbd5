import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeImage, decodeVideo } from '../testing/decode.ts';
import { type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody, download, generate, linkIn, pictureUrl, readStream } from './chat.ts';

/** The twenty names of the first release, with how many pictures each is asked with and the shape it promises. */
const SEED_MODELS: [name: string, pictures: number, shape: 'landscape' | 'portrait'][] = [
  ['gemini-2.5-flash-image-landscape', 0, 'landscape'],
  ['gemini-2.5-flash-image-portrait', 1, 'portrait'],
  ['gemini-3.0-pro-image-landscape', 0, 'landscape'],
  ['gemini-3.0-pro-image-portrait', 2, 'portrait'],
  ['imagen-4.0-generate-preview-landscape', 0, 'landscape'],
  ['imagen-4.0-generate-preview-portrait', 0, 'portrait'],
  ['veo_3_1_t2v_fast_portrait', 0, 'portrait'],
  ['veo_3_1_t2v_fast_landscape', 0, 'landscape'],
  ['veo_2_1_fast_d_15_t2v_portrait', 0, 'portrait'],
  ['veo_2_1_fast_d_15_t2v_landscape', 0, 'landscape'],
  ['veo_2_0_t2v_portrait', 0, 'portrait'],
  ['veo_2_0_t2v_landscape', 0, 'landscape'],
  ['veo_3_1_i2v_s_fast_fl_portrait', 1, 'portrait'],
  ['veo_3_1_i2v_s_fast_fl_landscape', 2, 'landscape'],
  ['veo_2_1_fast_d_15_i2v_portrait', 2, 'portrait'],
  ['veo_2_1_fast_d_15_i2v_landscape', 1, 'landscape'],
  ['veo_2_0_i2v_portrait', 1, 'portrait'],
  ['veo_2_0_i2v_landscape', 1, 'landscape'],
  ['veo_3_0_r2v_fast_portrait', 3, 'portrait'],
  ['veo_3_0_r2v_fast_landscape', 1, 'landscape'],
];

/** One of each later family, the enlarged ones with the size that they promise. */
const LATER_MODELS: [name: string, pictures: number, longSide: number][] = [
  ['gemini-3.1-flash-image-square', 0, 1024],
  ['gemini-3.0-pro-image-landscape-2k', 0, 2048],
  ['gemini-3.0-pro-image-square-4k', 1, 4096],
  ['veo_3_1_t2v_lite_landscape', 0, 640],
  ['veo_3_1_t2v_4s', 0, 640],
  ['omni', 0, 640],
  ['omni_portrait', 2, 640],
  ['veo_3_1_i2v_lite_portrait', 1, 640],
  ['veo_3_1_interpolation_lite_landscape', 2, 640],
  ['veo_3_1_r2v_fast', 1, 640],
  ['veo_3_1_t2v_1080p', 0, 1920],
];

/** Names of other services, which leave the mode of a video to the pictures. */
const ALIASES: [name: string, pictures: number, longSide: number][] = [
  ['dall-e-3', 0, 1024],
  ['gpt-image-1', 2, 1024],
  ['sora-2', 0, 640],
  ['sora-2', 2, 640],
  ['veo-3.1-fast-generate-preview', 3, 640],
];

const PROMPT = 'a red kite over green hills';

describe.each(['current', 'seed'] as const)('with the wire of the %s era', (profile) => {
  let sandbox: SandboxProcess;
  let service: ServiceProcess;
  let pictures: string[];

  beforeAll(async () => {
    sandbox = await startSandboxProcess({
      profile,
      accounts: [['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 100_000]],
    });
    service = await startService({
      upstream: sandbox,
      env: { FLOW2API_FLOW__WIRE_PROFILE: profile, FLOW2API_FLOW__POLL_INTERVAL: '0.1' },
    });
    await service.addToken('session-ultra');
    pictures = await Promise.all([0, 1, 2].map(pictureUrl));
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });

  async function expectFile(link: string, shape: 'landscape' | 'portrait'): Promise<void> {
    const { bytes, type } = await download(link);
    const decoded = type === 'video/mp4' ? await decodeVideo(bytes) : await decodeImage(bytes);
    expect(decoded.width > decoded.height).toBe(shape === 'landscape');
    if ('seconds' in decoded) {
      expect(decoded.codec).toBe('avc');
      expect(decoded.seconds).toBeCloseTo(8, 0);
      expect(link).toMatch(/\.mp4$/);
    }
  }

  test.each(SEED_MODELS)('%s with %i pictures gives a real file, streamed and not', async (model, count, shape) => {
    const body = chatBody(model, PROMPT, pictures.slice(0, count));
    const [whole, streamed] = await Promise.all([
      generate(service, body),
      service.post('/v1/chat/completions', { ...body, stream: true }).then(readStream),
    ]);
    await expectFile(whole.link, shape);
    expect(streamed.done).toBe(true);
    expect(streamed.reasoning).not.toBe('');
    await expectFile(linkIn(streamed.content), shape);
  });

  test.each([...LATER_MODELS, ...ALIASES])(
    '%s with %i pictures gives %i pixels on the long side',
    async (model, count, longSide) => {
      const { link } = await generate(service, chatBody(model, PROMPT, pictures.slice(0, count)));
      const { bytes, type } = await download(link);
      const { width, height } = type === 'video/mp4' ? await decodeVideo(bytes) : await decodeImage(bytes);
      expect(Math.max(width, height)).toBeGreaterThanOrEqual(longSide);
    },
  );

  test('the official openai client gives a file for all twenty names', async () => {
    const client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY, maxRetries: 0 });
    const answers = await Promise.all(
      SEED_MODELS.map(([model, count]) =>
        client.chat.completions.create(chatBody(model, PROMPT, pictures.slice(0, count)) as never),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const link = linkIn((answer as OpenAI.ChatCompletion).choices[0]?.message.content ?? '');
      await expectFile(link, SEED_MODELS[index]?.[2] ?? 'landscape');
    }
  });
});
