import { describe, expect, test } from 'vitest';
import { checkImages } from './check-images.ts';
import { planFor } from './plan.ts';
import { modelOf, readTestCatalogue } from './read-test-catalogue.ts';
import { resolveModel } from './resolve-model.ts';
import { type KeyUse, TIERS } from './types.ts';

const catalogue = readTestCatalogue();

/** What must be sent for a number of images, for free, Pro and Ultra accounts; null where the tier may not. */
type Sent = [KeyUse, string | null, string | null, string | null];
type Row = { shape: string; images: Record<number, Sent> };

const all = (use: KeyUse, key: string): Sent => [use, key, key, key];
const paid = (use: KeyUse, key: string): Sent => [use, null, key, key];
const twin = (use: KeyUse, key: string, ultra: string): Sent => [use, key, key, ultra];
const counts = (from: number, to: number, sent: Sent): Record<number, Sent> =>
  Object.fromEntries(Array.from({ length: to - from + 1 }, (_, index) => [from + index, sent]));

const L = 'LANDSCAPE';
const P = 'PORTRAIT';
const interpolation = 'veo_2_1_fast_d_15_with_start_image_and_end_image_interpolation';

/** The twenty names of the mission. Up to 3 images are tried; a count that is not listed must be refused. */
const SEED: Record<string, Row> = {
  'gemini-2.5-flash-image-landscape': { shape: L, images: counts(0, 3, all('image', 'GEM_PIX')) },
  'gemini-2.5-flash-image-portrait': { shape: P, images: counts(0, 3, all('image', 'GEM_PIX')) },
  'gemini-3.0-pro-image-landscape': { shape: L, images: counts(0, 3, all('image', 'GEM_PIX_2')) },
  'gemini-3.0-pro-image-portrait': { shape: P, images: counts(0, 3, all('image', 'GEM_PIX_2')) },
  'imagen-4.0-generate-preview-landscape': { shape: L, images: counts(0, 3, all('image', 'IMAGEN_3_5')) },
  'imagen-4.0-generate-preview-portrait': { shape: P, images: counts(0, 3, all('image', 'IMAGEN_3_5')) },
  veo_3_1_t2v_fast_landscape: { shape: L, images: { 0: twin('text', 'veo_3_1_t2v_fast', 'veo_3_1_t2v_fast_ultra') } },
  veo_3_1_t2v_fast_portrait: {
    shape: P,
    images: { 0: twin('text', 'veo_3_1_t2v_fast_portrait', 'veo_3_1_t2v_fast_portrait_ultra') },
  },
  veo_2_1_fast_d_15_t2v_landscape: { shape: L, images: { 0: paid('text', 'veo_2_1_fast_d_15_t2v') } },
  veo_2_1_fast_d_15_t2v_portrait: { shape: P, images: { 0: paid('text', 'veo_2_1_fast_d_15_t2v') } },
  veo_2_0_t2v_landscape: { shape: L, images: { 0: paid('text', 'veo_2_0_t2v') } },
  veo_2_0_t2v_portrait: { shape: P, images: { 0: paid('text', 'veo_2_0_t2v') } },
  veo_3_1_i2v_s_fast_fl_landscape: {
    shape: L,
    images: {
      1: twin('start-image', 'veo_3_1_i2v_s_fast', 'veo_3_1_i2v_s_fast_ultra'),
      2: twin('start-end-image', 'veo_3_1_i2v_s_fast_fl', 'veo_3_1_i2v_s_fast_ultra_fl'),
    },
  },
  veo_3_1_i2v_s_fast_fl_portrait: {
    shape: P,
    images: {
      1: twin('start-image', 'veo_3_1_i2v_s_fast_portrait', 'veo_3_1_i2v_s_fast_portrait_ultra'),
      2: twin('start-end-image', 'veo_3_1_i2v_s_fast_portrait_fl', 'veo_3_1_i2v_s_fast_portrait_ultra_fl'),
    },
  },
  veo_2_1_fast_d_15_i2v_landscape: {
    shape: L,
    images: { 1: paid('start-image', 'veo_2_1_fast_d_15_i2v'), 2: paid('start-end-image', interpolation) },
  },
  veo_2_1_fast_d_15_i2v_portrait: {
    shape: P,
    images: { 1: paid('start-image', 'veo_2_1_fast_d_15_i2v'), 2: paid('start-end-image', interpolation) },
  },
  veo_2_0_i2v_landscape: { shape: L, images: { 1: paid('start-image', 'veo_2_0_i2v') } },
  veo_2_0_i2v_portrait: { shape: P, images: { 1: paid('start-image', 'veo_2_0_i2v') } },
  veo_3_0_r2v_fast_landscape: { shape: L, images: counts(1, 3, all('reference-images', 'veo_3_0_r2v_fast')) },
  veo_3_0_r2v_fast_portrait: { shape: P, images: counts(1, 3, all('reference-images', 'veo_3_0_r2v_fast')) },
};

test('the twenty names of the first release are the ones marked so', () => {
  const marked = catalogue.variants.filter(({ era }) => era === 'seed').map(({ id }) => id);
  expect(marked.toSorted()).toEqual(Object.keys(SEED).toSorted());
});

describe.each(Object.entries(SEED))('%s', (id, { shape, images }) => {
  const variant = modelOf(catalogue, id);

  test('means itself, in its own shape', () => {
    expect(resolveModel(catalogue, id, { imageCount: 0, size: 'auto' })).toBe(variant);
    expect(variant.aspectRatio).toBe(`${variant.kind.toUpperCase()}_ASPECT_RATIO_${shape}`);
    expect(variant.seconds).toBe(variant.kind === 'video' ? 8 : null);
  });

  test.each([0, 1, 2, 3])('with %i images sends the right key with the right operation for each tier', (count) => {
    const rules = { param: 'messages', dropImages: false };
    const sent = images[count];
    if (!sent) {
      const refusal = expect.objectContaining({ code: 'invalid_value', param: 'messages' });
      expect(() => checkImages(catalogue, variant, count, rules)).toThrow(refusal);
      for (const tier of TIERS) expect(() => planFor(variant, tier, count)).toThrow(refusal);
      return;
    }
    const [operation, ...keys] = sent;
    expect(checkImages(catalogue, variant, count, rules)).toBe(count);
    const plans = TIERS.map((tier) => planFor(variant, tier, count));
    expect(plans.map((plan) => plan?.key ?? null)).toEqual(keys);
    for (const plan of plans) if (plan) expect(plan).toMatchObject({ operation, upsample: null });
  });
});
