import { expect, test } from 'vitest';
import { findModelKey, type KeyMode, type ModelKey, priceFor } from './model-keys.ts';
import { type Caller, logIn, startTestSandbox } from './testing/caller.ts';
import lists from './upstream-models.json' with { type: 'json' };

const KEYS = [...lists.current, ...lists.seed, ...lists.retired] as unknown as ModelKey[];
const OPERATION: Partial<Record<KeyMode, string>> = {
  t2v: 'Text',
  'i2v-start': 'StartImage',
  'i2v-start-end': 'StartAndEndImage',
  r2v: 'ReferenceImages',
  extend: 'ExtendVideo',
  upsample: 'UpsampleVideo',
  edit: 'EditVideo',
};

/** What a request of this mode needs besides the key. */
function extras(mode: KeyMode, image: string, video: string): object {
  const prompt = { textInput: { prompt: 'x' } };
  const frame = { mediaId: image };
  switch (mode) {
    case 'i2v-start':
      return { ...prompt, startImage: frame };
    case 'i2v-start-end':
      return { ...prompt, startImage: frame, endImage: frame };
    case 'r2v':
      return { ...prompt, referenceImages: [{ imageUsageType: 'IMAGE_USAGE_TYPE_ASSET', mediaId: image }] };
    case 'extend':
    case 'edit':
      return { ...prompt, videoInput: { mediaId: video } };
    case 'upsample':
      return { videoInput: { mediaId: video } };
    default:
      return prompt;
  }
}

async function submit(caller: Caller, key: ModelKey, mode: KeyMode, aspect: string): Promise<number> {
  if (mode === 'upsample-image') return 200; // asked for by resolution, not by key
  if (mode === 'image') {
    return (await caller.image({ imageModelName: key.key, imageAspectRatio: `IMAGE_ASPECT_RATIO_${aspect}` })).status;
  }
  const image = (await caller.image()).json.media[0].name;
  const made = await caller.video('Text', { videoModelKey: 'veo_3_1_t2v_lite' });
  const polled = (await caller.poll({ operations: made.json.operations })).json;
  const video = polled.media?.[0].name ?? polled.operations[0].mediaGenerationId;
  const answer = await caller.post(`/video:batchAsyncGenerateVideo${OPERATION[mode]}`, {
    clientContext: { projectId: caller.projectId },
    requests: [{ aspectRatio: `VIDEO_ASPECT_RATIO_${aspect}`, videoModelKey: key.key, ...extras(mode, image, video) }],
  });
  return answer.status;
}

test.each(['current', 'seed'] as const)(
  'every key of both eras is served in the %s profile, to the tiers that have a price',
  async (profile) => {
    await using sandbox = await startTestSandbox({
      profile,
      accounts: [
        { sessionToken: 'st.one', email: 'one@example.com', tier: 'PAYGATE_TIER_ONE', credits: 1_000_000 },
        { sessionToken: 'st.two', email: 'two@example.com', tier: 'PAYGATE_TIER_TWO', credits: 1_000_000 },
      ],
    });
    for (const tier of ['PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'] as const) {
      const name = tier === 'PAYGATE_TIER_ONE' ? 'one' : 'two';
      const caller = await logIn(sandbox, {
        sessionToken: `st.${name}`,
        email: `${name}@example.com`,
        tier,
        credits: 0,
      });
      for (const { key } of KEYS) {
        const model = findModelKey(key, profile);
        if (!model) throw new Error(`${key} is not known in ${profile}`);
        const expected = priceFor(model, tier) === null ? 403 : 200;
        for (const mode of model.modes) {
          const status = await submit(caller, model, mode, model.aspects[0] ?? '');
          expect([key, mode, tier, mode === 'upsample-image' ? expected : status]).toEqual([key, mode, tier, expected]);
        }
      }
    }
  },
);

test('the profile’s own price goes before the other era’s', () => {
  expect(priceFor(findModelKey('veo_3_1_t2v_fast', 'current') as ModelKey, 'PAYGATE_TIER_TWO')).toBeNull();
  expect(priceFor(findModelKey('veo_3_1_t2v_fast', 'seed') as ModelKey, 'PAYGATE_TIER_TWO')).toBe(20);
  expect(priceFor(findModelKey('abra_t2v_10s', 'seed') as ModelKey, 'PAYGATE_TIER_NOT_PAID')).toBe(15);
});

test('the keys that clients of the seed era sent in portrait are taken in portrait', () => {
  for (const key of [
    'veo_2_0_t2v',
    'veo_2_1_fast_d_15_t2v',
    'veo_2_0_i2v',
    'veo_2_1_fast_d_15_i2v',
    'veo_3_0_r2v_fast',
  ]) {
    expect(findModelKey(key, 'seed')?.aspects).toEqual(['LANDSCAPE', 'PORTRAIT']);
  }
});
