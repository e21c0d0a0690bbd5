import { describe, expect, test } from 'vitest';
import { ServiceError } from '../errors.ts';
import { readTestCatalogue } from './read-test-catalogue.ts';
import { resolveModel } from './resolve-model.ts';
import type { Wishes } from './wishes.ts';

const catalogue = readTestCatalogue();

function resolved(name: string, wishes: Partial<Wishes> = {}): string {
  return resolveModel(catalogue, name, { imageCount: 0, ...wishes }).id;
}

function refusal(name: string, wishes: Partial<Wishes>): ServiceError {
  try {
    resolved(name, wishes);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}

describe('a base name', () => {
  test.each<[string, Partial<Wishes>, string]>([
    // Nothing asked: landscape, its usual length and size.
    ['veo_3_1_t2v_fast', {}, 'veo_3_1_t2v_fast_landscape'],
    ['gemini-2.5-flash-image', { size: 'auto', quality: 'auto' }, 'gemini-2.5-flash-image-landscape'],
    ['veo_3_1_t2v', { size: null, seconds: null }, 'veo_3_1_t2v_landscape'],
    // Shape in words.
    ['gemini-2.5-flash-image', { aspectRatio: '9:16' }, 'gemini-2.5-flash-image-portrait'],
    ['veo_2_1_fast_d_15_t2v', { aspectRatio: 'portrait' }, 'veo_2_1_fast_d_15_t2v_portrait'],
    ['veo_2_1_fast_d_15_i2v', { size: '9:16', imageCount: 1 }, 'veo_2_1_fast_d_15_i2v_portrait'],
    ['veo_2_0_t2v', { size: '16:9' }, 'veo_2_0_t2v_landscape'],
    ['veo_2_0_i2v', { aspectRatio: '9:16', imageCount: 1 }, 'veo_2_0_i2v_portrait'],
    ['veo_3_0_r2v_fast', { aspectRatio: '9:16', imageCount: 2 }, 'veo_3_0_r2v_fast_portrait'],
    ['gemini-3.0-pro-image', { aspectRatio: '4:3' }, 'gemini-3.0-pro-image-four-three'],
    // Pixels mean the nearest shape and the nearest size.
    ['gemini-3.0-pro-image', { size: '1024x1024' }, 'gemini-3.0-pro-image-square'],
    ['gemini-3.0-pro-image', { size: '1536x1024' }, 'gemini-3.0-pro-image-four-three'],
    ['gemini-3.0-pro-image', { size: '1792x1024' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { size: '1024x1792' }, 'gemini-3.0-pro-image-portrait'],
    ['gemini-3.0-pro-image', { size: '256x256' }, 'gemini-3.0-pro-image-square'],
    ['gemini-3.0-pro-image', { size: '512x512' }, 'gemini-3.0-pro-image-square'],
    ['gemini-3.0-pro-image', { size: '1024x1536' }, 'gemini-3.0-pro-image-three-four'],
    ['gemini-3.0-pro-image', { size: '2048x2048' }, 'gemini-3.0-pro-image-square-2k'],
    ['gemini-3.0-pro-image', { size: '2048x1152' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gemini-3.0-pro-image', { size: '4096x4096' }, 'gemini-3.0-pro-image-square-4k'],
    ['gemini-3.0-pro-image', { size: '4096X3072' }, 'gemini-3.0-pro-image-four-three-4k'],
    ['imagen-4.0-generate-preview', { size: '4096x4096' }, 'imagen-4.0-generate-preview-landscape'],
    ['imagen-4.0-generate-preview', { size: '1024x1024' }, 'imagen-4.0-generate-preview-landscape'],
    ['imagen-4.0-generate-preview', { size: '1000x1024' }, 'imagen-4.0-generate-preview-portrait'],
    ['veo_3_1_t2v_fast', { size: '720x1280' }, 'veo_3_1_t2v_fast_portrait'],
    ['veo_3_1_t2v_fast', { size: '1280x720' }, 'veo_3_1_t2v_fast_landscape'],
    ['veo_3_1_t2v_fast', { size: '1920x1080' }, 'veo_3_1_t2v_fast_1080p'],
    ['veo_3_1_t2v_fast', { size: '1024x1792' }, 'veo_3_1_t2v_fast_portrait_1080p'],
    ['veo_3_1_t2v_fast', { size: '3840x2160' }, 'veo_3_1_t2v_fast_4k'],
    // Clips of four seconds come in no other size.
    ['veo_3_1_t2v_fast', { size: '1920x1080', seconds: 4 }, 'veo_3_1_t2v_fast_4s'],
    [
      'veo_3_1_i2v_s_fast_fl',
      { size: '1920x1080', aspectRatio: '9:16', imageCount: 1 },
      'veo_3_1_i2v_s_fast_fl_portrait',
    ],
    // Words outrank pixels.
    ['gemini-3.0-pro-image', { size: '1024x1024', aspectRatio: '3:4' }, 'gemini-3.0-pro-image-three-four'],
    // Length, as a number and as text.
    ['veo_3_1_t2v_fast', { seconds: 4 }, 'veo_3_1_t2v_fast_4s'],
    ['veo_3_1_t2v_fast', { seconds: '6', aspectRatio: '9:16' }, 'veo_3_1_t2v_fast_portrait_6s'],
    ['veo_3_1_t2v_lite', { seconds: '8s' }, 'veo_3_1_t2v_lite_landscape'],
    ['gemini-2.5-flash-image', { seconds: 8 }, 'gemini-2.5-flash-image-landscape'],
    // Size in words, in either field.
    ['gemini-3.0-pro-image', { size: '2K' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gemini-3.0-pro-image', { size: '1K' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { resolution: '512' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { size: '4096x4096', resolution: '1K' }, 'gemini-3.0-pro-image-square'],
    ['gemini-3.1-flash-image', { aspectRatio: '1:1', resolution: '4K' }, 'gemini-3.1-flash-image-square-4k'],
    ['veo_3_1_t2v_fast', { size: '1080p' }, 'veo_3_1_t2v_fast_1080p'],
    ['veo_3_1_t2v_fast', { size: '720x1280', resolution: '1080p' }, 'veo_3_1_t2v_fast_portrait_1080p'],
    ['veo_3_1_t2v', { resolution: '4k', seconds: 6, aspectRatio: '9:16' }, 'veo_3_1_t2v_portrait_6s_4k'],
    // Quality is a hint of the image API: followed where possible, otherwise passed over.
    ['gemini-3.0-pro-image', { quality: 'medium' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gemini-3.0-pro-image', { quality: 'HD', size: '1024x1024' }, 'gemini-3.0-pro-image-square-4k'],
    ['gemini-3.0-pro-image', { quality: 'high', size: '2k' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gemini-3.0-pro-image', { quality: 'standard' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { quality: 'low' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { quality: 'auto' }, 'gemini-3.0-pro-image-landscape'],
    ['gemini-3.0-pro-image', { quality: 'high' }, 'gemini-3.0-pro-image-landscape-4k'],
    ['gemini-3.0-pro-image', { quality: 'xhigh' }, 'gemini-3.0-pro-image-landscape-4k'],
    ['gemini-3.0-pro-image', { quality: 'max' }, 'gemini-3.0-pro-image-landscape-4k'],
    ['gemini-3.0-pro-image', { quality: 'toString' }, 'gemini-3.0-pro-image-landscape'],
    // A bound holds for what is only hinted at.
    ['gemini-3.0-pro-image', { quality: 'high', atMost: '2k' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gemini-3.0-pro-image', { size: '4096x4096', atMost: '1k' }, 'gemini-3.0-pro-image-square'],
    ['veo_3_1_t2v_fast', { size: '3840x2160', atMost: '1080p' }, 'veo_3_1_t2v_fast_1080p'],
    ['gemini-3.0-pro-image', { size: '4K', atMost: '1k' }, 'gemini-3.0-pro-image-landscape-4k'],
    // Of pixels and quality, whichever asks for more.
    ['gemini-3.0-pro-image', { quality: 'low', size: '2048x2048' }, 'gemini-3.0-pro-image-square-2k'],
    ['gemini-3.0-pro-image', { quality: 'medium', size: '4096x4096' }, 'gemini-3.0-pro-image-square-4k'],
    ['imagen-4.0-generate-preview', { quality: 'hd' }, 'imagen-4.0-generate-preview-landscape'],
    ['veo_3_1_t2v_fast', { quality: 'hd' }, 'veo_3_1_t2v_fast_landscape'],
    // The first reference image gives the shape when nobody names one.
    ['veo_3_1_i2v_s', { imageCount: 1, firstImage: { width: 900, height: 1600 } }, 'veo_3_1_i2v_s_portrait'],
    [
      'gemini-3.0-pro-image',
      { imageCount: 1, firstImage: { width: 900, height: 1210 } },
      'gemini-3.0-pro-image-three-four',
    ],
    ['veo_3_1_i2v_s', { imageCount: 1, firstImage: { width: 9, height: 16 }, size: '16:9' }, 'veo_3_1_i2v_s_landscape'],
    ['veo_3_1_i2v_s', { imageCount: 1, firstImage: { width: 0, height: 0 } }, 'veo_3_1_i2v_s_landscape'],
    // One base over two models that differ in the number of frames.
    ['veo_3_1_i2v_lite', { imageCount: 1, seconds: 4 }, 'veo_3_1_i2v_lite_4s_landscape'],
    ['veo_3_1_i2v_lite', { imageCount: 2, seconds: 4 }, 'veo_3_1_interpolation_lite_4s_landscape'],
  ])('%s with %o is %s', (name, wishes, id) => {
    expect(resolved(name, wishes)).toBe(id);
  });

  test.each<[string, Partial<Wishes>, string, RegExp]>([
    ['veo_3_1_t2v_fast', { aspectRatio: '1:1' }, 'aspect_ratio', /1:1; it offers 16:9, 9:16\./],
    ['veo_3_1_t2v_fast', { size: '21:9' }, 'size', /21:9; it offers 16:9, 9:16\./],
    ['imagen-4.0-generate-preview', { size: '4K' }, 'size', /resolution 4k; it offers 1k\./],
    ['veo_3_1_t2v_lite', { resolution: '1080p' }, 'resolution', /1080p; it offers 720p\./],
    ['veo_3_1_t2v_fast', { seconds: 5 }, 'seconds', /length 5 s; it offers 4 s, 6 s, 8 s\./],
    ['veo_3_1_t2v_fast', { seconds: '4', size: '1080p' }, 'seconds', /4 s with 1080p; it offers 8 s\./],
    ['veo_3_1_t2v_fast', { seconds: 'long' }, 'seconds', /whole number/],
    ['veo_3_1_t2v_fast', { seconds: 4.5 }, 'seconds', /whole number/],
    ['gemini-3.0-pro-image', { size: 'banana' }, 'size', /not understood: "banana"/],
    ['gemini-3.0-pro-image', { size: '0x100' }, 'size', /not understood/],
    [
      'gemini-3.0-pro-image',
      { aspectRatio: '16:9', size: '1:1' },
      'size',
      /"aspect_ratio" asks for 16:9, "size" for 1:1/,
    ],
    ['gemini-3.0-pro-image', { size: '2k', resolution: '4k' }, 'resolution', /asks for 2k, "resolution" for 4k/],
  ])('%s with %o is refused', (name, wishes, param, message) => {
    expect(refusal(name, wishes)).toMatchObject({
      code: 'invalid_value',
      param,
      message: expect.stringMatching(message),
    });
  });
});

describe('a base name over several modes', () => {
  test.each<[string, Partial<Wishes>, string]>([
    ['veo-3.1-fast', {}, 'veo_3_1_t2v_fast_landscape'],
    ['veo-3.1-fast', { size: '720x1280', seconds: '4' }, 'veo_3_1_t2v_fast_portrait_4s'],
    // One picture or two are frames, three are references, unless the request says what they are.
    ['veo-3.1-fast', { imageCount: 1 }, 'veo_3_1_i2v_s_fast_fl_landscape'],
    ['veo-3.1-fast', { imageCount: 2 }, 'veo_3_1_i2v_s_fast_fl_landscape'],
    ['veo-3.1-fast', { imageCount: 3 }, 'veo_3_1_r2v_fast'],
    ['veo-3.1-fast', { imageCount: 1, imageRole: 'references' }, 'veo_3_1_r2v_fast'],
    ['veo-3.1-fast', { imageCount: 2, imageRole: 'frames' }, 'veo_3_1_i2v_s_fast_fl_landscape'],
    ['veo-3.1-fast', { imageCount: 0, imageRole: 'references' }, 'veo_3_1_t2v_fast_landscape'],
    ['veo-3.1-fast', { imageCount: 1, size: '1080x1920' }, 'veo_3_1_i2v_s_fast_portrait_ultra_fl_1080p'],
    ['veo-3.1-fast', { imageCount: 3, resolution: '4k' }, 'veo_3_1_r2v_fast_ultra_4k'],
    ['veo-3.1-fast', { imageCount: 1, firstImage: { width: 9, height: 16 } }, 'veo_3_1_i2v_s_fast_fl_portrait'],
    ['veo-3.1', { seconds: 6 }, 'veo_3_1_t2v_6s'],
    ['veo-3.1', { imageCount: 2, seconds: 6 }, 'veo_3_1_i2v_s_6s'],
    ['veo-3.1', { imageCount: 3, aspectRatio: '9:16' }, 'veo_3_1_r2v_fast_portrait'],
    ['veo-3.1-lite', { imageCount: 1 }, 'veo_3_1_i2v_lite_landscape'],
    ['veo-3.1-lite', { imageCount: 2, seconds: 4 }, 'veo_3_1_interpolation_lite_4s_landscape'],
    ['gemini-omni', { imageCount: 1, aspectRatio: '9:16' }, 'omni_portrait'],
    ['gemini-omni', { imageCount: 3 }, 'omni'],
    // What no variant takes is left for the check of the pictures, by the model that comes closest.
    ['veo-3.1-fast', { imageCount: 5 }, 'veo_3_1_r2v_fast'],
    ['veo-3.1-fast', { imageCount: 3, imageRole: 'frames' }, 'veo_3_1_i2v_s_fast_fl_landscape'],
    ['veo-3.1-lite', { imageCount: 3 }, 'veo_3_1_interpolation_lite_landscape'],
  ])('%s with %o is %s', (name, wishes, id) => {
    expect(resolved(name, wishes)).toBe(id);
  });

  test('offers what the mode has that the pictures lead to', () => {
    expect(refusal('veo-3.1-fast', { imageCount: 3, seconds: 4 })).toMatchObject({
      param: 'seconds',
      message: 'veo-3.1-fast does not offer the length 4 s; it offers 8 s.',
    });
  });
});

test.each<[string, Partial<Wishes>, string]>([
  ['dall-e-3', { size: '1024x1792', quality: 'standard' }, 'gemini-3.1-flash-image-portrait'],
  ['dall-e-2', { size: '256x256' }, 'gemini-3.1-flash-image-square'],
  ['gpt-image-1', { size: '1536x1024', quality: 'medium' }, 'gemini-3.0-pro-image-four-three-2k'],
  ['nano-banana-pro', { aspectRatio: '3:4', size: '2K' }, 'gemini-3.0-pro-image-three-four-2k'],
  ['imagen-4.0-ultra-generate-001', { aspectRatio: '9:16' }, 'gemini-3.0-pro-image-portrait'],
  ['sora-2', { size: '720x1280', seconds: '8' }, 'veo_3_1_t2v_fast_portrait'],
  ['sora-2-pro', { size: '1792x1024', seconds: '4', imageCount: 1 }, 'veo_3_1_i2v_s_4s_1080p'],
  ['veo-3.0-generate-001', { imageCount: 2 }, 'veo_3_1_i2v_s_landscape'],
  ['veo-3.1-fast-generate-preview', { imageCount: 3 }, 'veo_3_1_r2v_fast'],
  ['gemini-omni-1.1-flash', { imageCount: 2 }, 'omni'],
])('an alias of a base name leaves as much open: %s with %o is %s', (name, wishes, id) => {
  expect(resolved(name, wishes)).toBe(id);
});

describe('an exact id', () => {
  test.each<[string, Partial<Wishes>]>([
    ['veo_3_1_t2v_fast_portrait', {}],
    ['veo_3_1_t2v_fast_portrait', { size: '720x1280', seconds: '8', resolution: '720p' }],
    // It has one size, whatever pixels ask for.
    ['veo_3_1_t2v_fast_portrait', { size: '2160x3840' }],
    ['gemini-3.0-pro-image-square', { size: '4096x4096' }],
    // Square is as far from portrait as from landscape, and the family has no square.
    ['veo_3_1_t2v_fast_portrait', { size: '1024x1024' }],
    ['gemini-3.0-pro-image-landscape', { size: '1792x1024', quality: 'hd' }],
    ['gemini-3.0-pro-image-landscape-2k', { size: '2K' }],
    ['veo_3_1_i2v_s_portrait', { imageCount: 1, firstImage: { width: 1600, height: 900 } }],
    ['veo_3_1_t2v_fast_landscape_8s', { aspectRatio: '16:9', seconds: 8 }],
  ])('%s with %o is itself', (id, wishes) => {
    expect(resolved(id, wishes)).toBe(id);
  });

  test.each<[string, Partial<Wishes>, string, string]>([
    ['veo_3_1_t2v_fast_landscape', { aspectRatio: '9:16' }, 'aspect_ratio', 'use veo_3_1_t2v_fast_portrait.'],
    ['veo_3_1_t2v_fast_landscape', { size: '720x1280' }, 'size', 'use veo_3_1_t2v_fast_portrait.'],
    ['veo_3_1_t2v_fast_portrait', { seconds: 6 }, 'seconds', 'use veo_3_1_t2v_fast_portrait_6s.'],
    ['veo_3_1_t2v_fast_portrait', { resolution: '4k' }, 'resolution', 'use veo_3_1_t2v_fast_portrait_4k.'],
    ['veo_3_1_t2v_fast_landscape', { aspectRatio: '9:16', seconds: 4 }, 'seconds', 'use veo_3_1_t2v_fast_portrait_4s.'],
    ['veo_3_1_t2v_fast_landscape', { seconds: 7 }, 'seconds', 'there is 4 s, 6 s, 8 s.'],
    ['gemini-2.5-flash-image-landscape', { size: '1:1' }, 'size', 'there is 16:9, 9:16.'],
    ['gemini-3.0-pro-image-landscape', { size: '1024x1024' }, 'size', 'use gemini-3.0-pro-image-square.'],
    [
      'gemini-3.0-pro-image-square-2k',
      { aspectRatio: '9:16' },
      'aspect_ratio',
      'use gemini-3.0-pro-image-portrait-2k.',
    ],
    ['veo_3_1_t2v_fast_landscape_8s', { aspectRatio: '9:16' }, 'aspect_ratio', 'use veo_3_1_t2v_fast_portrait.'],
  ])('%s with %o is refused, and the one that fits is named', (id, wishes, param, message) => {
    expect(refusal(id, wishes)).toMatchObject({
      code: 'invalid_value',
      param,
      message: expect.stringContaining(message),
    });
  });
});

describe('a name that is both', () => {
  test.each<[string, Partial<Wishes>, string]>([
    ['omni', {}, 'omni'],
    ['omni', { imageCount: 1, firstImage: { width: 9, height: 16 } }, 'omni'],
    ['omni', { aspectRatio: '9:16' }, 'omni_portrait'],
    ['veo_3_1_i2v_s_fast_fl', { imageCount: 2 }, 'veo_3_1_i2v_s_fast_fl'],
    ['veo_3_1_i2v_s_fast_fl', { imageCount: 2, size: '720x1280', seconds: 4 }, 'veo_3_1_i2v_s_fast_portrait_4s_fl'],
    ['veo_3_1_r2v_fast', { imageCount: 1, size: '9:16' }, 'veo_3_1_r2v_fast_portrait'],
    ['veo_3_1_t2v_fast_4s', { aspectRatio: '9:16' }, 'veo_3_1_t2v_fast_portrait_4s'],
  ])('%s with %o is %s', (name, wishes, id) => {
    expect(resolved(name, wishes)).toBe(id);
  });

  test('what its name fixes stays fixed', () => {
    expect(refusal('veo_3_1_t2v_fast_4s', { seconds: 8 })).toMatchObject({
      code: 'invalid_value',
      param: 'seconds',
      message:
        'veo_3_1_t2v_fast_4s does not offer the length 8 s; it offers 4 s. For 8 s use veo_3_1_t2v_fast_landscape.',
    });
  });
});

test('an unknown name is a model_not_found that names the nearest ones', () => {
  expect(refusal('veo_3_1_t2v_fas', {})).toMatchObject({
    code: 'model_not_found',
    param: 'model',
    message: expect.stringContaining('Did you mean veo_3_1_t2v_fast, veo_3_1_t2v_fast_4s or veo_3_1_t2v_fast_6s?'),
  });
  expect(refusal('x'.repeat(100_000), {}).message.length).toBeLessThan(400);
});

test.each([
  ['gemini-3.0-pro', 'gemini-3.0-pro-image'],
  ['GEMINI-3.0-PRO-IMAGE', 'gemini-3.0-pro-image'],
  ['veo-3.1-t2v-fast-landscape', 'veo_3_1_t2v_fast_landscape'],
  ['imagen-4.0-generate-p', 'imagen-4.0-generate-preview'],
  ['dalle3', 'dall-e-3'],
  // One letter too many counts for less than a shorter name at the beginning.
  ['veo_3_1_t2v_fasst', 'veo_3_1_t2v_fast'],
  ['nothing at all', expect.any(String)],
])('the name nearest to %s is %s', (name, near) => {
  expect(catalogue.nearest(name)[0]).toEqual(near);
  expect(catalogue.nearest(name, 5)).toHaveLength(5);
});
