import { expect, test } from 'vitest';
import { planFor, tiersFor } from './plan.ts';
import { modelOf, readTestCatalogue } from './read-test-catalogue.ts';
import { aspectRatioOf, pixelsOf } from './shapes.ts';
import type { Tier } from './types.ts';

const catalogue = readTestCatalogue();
const FREE: Tier = 'PAYGATE_TIER_NOT_PAID';
const PRO: Tier = 'PAYGATE_TIER_ONE';
const ULTRA: Tier = 'PAYGATE_TIER_TWO';

test('an Ultra account gets the ultra twin of a fast key, at its price', () => {
  const model = modelOf(catalogue, 'veo_3_1_i2v_s_fast_fl_portrait');
  expect(planFor(model, PRO, 2)).toEqual({
    operation: 'start-end-image',
    key: 'veo_3_1_i2v_s_fast_portrait_fl',
    credits: 20,
    upsample: null,
  });
  expect(planFor(model, ULTRA, 2)).toEqual({
    operation: 'start-end-image',
    key: 'veo_3_1_i2v_s_fast_portrait_ultra_fl',
    credits: 10,
    upsample: null,
  });
  expect(planFor(model, ULTRA, 2, 'seed')?.credits).toBe(0);
});

test('an enlarged video has a second step with its own price, and only for tiers that may enlarge', () => {
  const fourK = modelOf(catalogue, 'veo_3_1_t2v_fast_4k');
  expect(tiersFor(fourK, 'current')).toEqual([ULTRA]);
  expect(planFor(fourK, PRO, 0)).toBeNull();
  expect(planFor(fourK, ULTRA, 0)).toEqual({
    operation: 'text',
    key: 'veo_3_1_t2v_fast_ultra',
    credits: 10,
    upsample: { key: 'veo_3_1_upsampler_4k', resolution: 'VIDEO_RESOLUTION_4K', credits: 50 },
  });
  const fullHd = modelOf(catalogue, 'veo_3_1_t2v_fast_1080p');
  expect(tiersFor(fullHd, 'current')).toEqual([PRO, ULTRA]);
  expect(planFor(fullHd, PRO, 0)?.upsample).toEqual({
    key: 'veo_3_1_upsampler_1080p',
    resolution: 'VIDEO_RESOLUTION_1080P',
    credits: 0,
  });
});

test('an enlarged picture asks for a paying account, at 4k for an Ultra one', () => {
  expect(tiersFor(modelOf(catalogue, 'gemini-3.0-pro-image-square-2k'), 'current')).toEqual([PRO, ULTRA]);
  expect(tiersFor(modelOf(catalogue, 'gemini-3.0-pro-image-square-4k'), 'current')).toEqual([ULTRA]);
  expect(planFor(modelOf(catalogue, 'gemini-3.0-pro-image-square-4k'), ULTRA, 1)).toEqual({
    operation: 'image',
    key: 'GEM_PIX_2',
    credits: 0,
    upsample: { key: 'GEM_PIX_2_UPSAMPLE_4K', resolution: 'UPSAMPLE_IMAGE_RESOLUTION_4K', credits: 0 },
  });
});

test('Nano Banana Pro is open to free accounts today and was not in 2025', () => {
  const model = modelOf(catalogue, 'gemini-3.0-pro-image-landscape');
  expect(tiersFor(model, 'current')).toEqual([FREE, PRO, ULTRA]);
  expect(tiersFor(model, 'seed')).toEqual([PRO, ULTRA]);
  expect(planFor(model, FREE, 0, 'seed')).toBeNull();
});

test('omni takes its text key without images and its reference key with them', () => {
  const omni = modelOf(catalogue, 'omni_portrait');
  expect(planFor(omni, FREE, 0)).toMatchObject({ operation: 'text', key: 'abra_t2v_8s', credits: 12 });
  expect(planFor(omni, FREE, 2)).toMatchObject({ operation: 'reference-images', key: 'abra_r2v_8s', credits: 12 });
});

test('a key without a known price is reserved for nothing, and an ultra name stays with Ultra accounts', () => {
  const relaxed = modelOf(catalogue, 'veo_3_1_t2v_fast_ultra_relaxed');
  expect(tiersFor(relaxed, 'current')).toEqual([ULTRA]);
  expect(planFor(relaxed, ULTRA, 0)).toMatchObject({ key: 'veo_3_1_t2v_fast_ultra_relaxed', credits: 0 });
  expect(tiersFor(modelOf(catalogue, 'veo_3_1_t2v_fast_ultra'), 'current')).toEqual([ULTRA]);
});

test('an alias is planned like the model that it names', () => {
  const alias = modelOf(catalogue, 'veo_3_1_r2v_fast_landscape_8s');
  expect(alias).toMatchObject({ id: 'veo_3_1_r2v_fast_landscape_8s', aliasOf: 'veo_3_1_r2v_fast' });
  expect(planFor(alias, ULTRA, 3)).toEqual(planFor(modelOf(catalogue, 'veo_3_1_r2v_fast'), ULTRA, 3));
});

test('shapes have the spelling of the upstream and its pixels', () => {
  expect(aspectRatioOf('image', '3:4')).toBe('IMAGE_ASPECT_RATIO_PORTRAIT_THREE_FOUR');
  expect(aspectRatioOf('video', '9:16')).toBe('VIDEO_ASPECT_RATIO_PORTRAIT');
  expect(pixelsOf('image', '16:9')).toEqual({ width: 1376, height: 768 });
  expect(pixelsOf('video', '9:16')).toEqual({ width: 720, height: 1280 });
});
