import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_API_KEY } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

let sandbox: SandboxProcess;
let service: ServiceProcess;
let client: OpenAI;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    accounts: [
      ['session-free', 'free@example.com', 'PAYGATE_TIER_NOT_PAID', 50],
      ['session-ultra', 'ultra@example.com', 'PAYGATE_TIER_TWO', 1_000],
    ],
  });
  service = await startService({ upstream: sandbox });
  client = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: TEST_API_KEY, maxRetries: 0 });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const facts = async (name: string) => (await client.models.retrieve(name)) as unknown as Record<string, unknown>;

/** The answer holds for a second; it is looked at until it is another. */
async function untilAvailable(name: string, available: boolean): Promise<Record<string, unknown>> {
  const isSo = async () => (await facts(name)).available;
  await expect.poll(isSo, { timeout: 10_000, interval: 200 }).toBe(available);
  return facts(name);
}

test('the list says what the pool can serve, and follows it', async () => {
  expect(await untilAvailable('gpt-image-1', false)).toMatchObject({
    alias_of: 'gemini-3.0-pro-image',
    unavailable_reason: expect.stringContaining('the pool is empty'),
  });

  await service.addToken('session-free');
  expect(await untilAvailable('gpt-image-1', true)).not.toHaveProperty('unavailable_reason');
  expect(await facts('sora-2')).toMatchObject({
    kind: 'video',
    modes: ['t2v', 'i2v', 'r2v'],
    aspect_ratios: ['16:9', '9:16'],
    seconds: [4, 6, 8],
    min_images: 0,
    max_images: 3,
    tiers: ['free', 'pro', 'ultra'],
    credits: { free: 20, pro: 20, ultra: 10 },
    alias_of: 'veo-3.1-fast',
    deprecated: false,
    available: true,
  });
  // A hundred credits are asked for, and fifty are there.
  expect(await facts('veo-3.1')).toMatchObject({
    available: false,
    unavailable_reason: expect.stringContaining('not enough credits (needs 100)'),
  });
  expect(await facts('veo_3_1_t2v_fast_4k')).toMatchObject({
    available: false,
    unavailable_reason: expect.stringContaining('needs tier Ultra'),
  });

  // What only an Ultra account could enlarge comes plain, and says so.
  const body = chatBody('gpt-image-1', 'a fox', [], { quality: 'high', size: '1024x1024' });
  const answer = await (await service.post('/v1/chat/completions', body)).json();
  expect(answer).toMatchObject({
    choices: [{ message: { reasoning_content: 'No account can make 4k at this moment, so this is 1k.' } }],
  });

  await service.addToken('session-ultra');
  await untilAvailable('veo_3_1_t2v_fast_4k', true);
  const listed = await client.models.list();
  expect(listed.data.find(({ id }) => id === 'veo-3.1')).toMatchObject({ available: true, object: 'model' });
});

test('a name with a slash is asked for as the SDK writes it, and is unknown', async () => {
  await expect(client.models.retrieve('google/veo-3.1')).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
});
