import { expect, test } from 'vitest';
import { checkImages } from './check-images.ts';
import { modelOf, readTestCatalogue } from './read-test-catalogue.ts';

const catalogue = readTestCatalogue();

test.each([
  [
    'veo_3_1_t2v_fast_portrait',
    1,
    'takes text only, and the request has 1 image. For 1 image use veo_3_1_i2v_s_fast_fl_portrait.',
  ],
  ['veo_2_0_t2v_landscape', 1, 'For 1 image use veo_2_0_i2v_landscape.'],
  ['veo_3_1_t2v_fast_4s', 2, 'For 2 images use veo_3_1_i2v_s_fast_4s_fl.'],
  ['veo_3_1_t2v_landscape', 3, 'For 3 images use veo_3_1_r2v_fast.'],
  [
    'veo_3_1_i2v_s_fast_fl_landscape',
    0,
    'takes 1 or 2 frames, and the request has no image. For no image use veo_3_1_t2v_fast_landscape.',
  ],
  ['veo_3_1_i2v_s_fast_fl_portrait', 3, 'For 3 images use veo_3_1_r2v_fast_portrait.'],
  [
    'veo_3_1_i2v_lite_portrait',
    2,
    'takes exactly 1 frame, and the request has 2 images. For 2 images use veo_3_1_interpolation_lite_portrait.',
  ],
  [
    'veo_3_1_interpolation_lite_portrait',
    1,
    'takes exactly 2 frames, and the request has 1 image. For 1 image use veo_3_1_i2v_lite_portrait.',
  ],
  ['veo_3_0_r2v_fast_landscape', 0, 'takes 1 to 3 images, and the request has no image.'],
  ['omni', 4, 'takes at most 3 images, and the request has 4 images.'],
  ['imagen-4.0-generate-preview-portrait', 4, 'For 4 images use gemini-3.0-pro-image-portrait.'],
  ['gemini-3.0-pro-image-square', 11, 'takes at most 10 images, and the request has 11 images.'],
])('%s refuses %i images and says what would do', (id, count, message) => {
  const check = () => checkImages(catalogue, modelOf(catalogue, id), count, { param: 'image', dropImages: false });
  expect(check).toThrow(
    expect.objectContaining({ code: 'invalid_value', param: 'image', message: expect.stringContaining(message) }),
  );
});

test.each([
  [
    'veo_3_1_i2v_s_portrait',
    'references',
    'veo_3_1_i2v_s_portrait takes its images as frames, and the request gives them as references. For 1 image use veo_3_1_r2v_fast_portrait.',
  ],
  ['omni', 'frames', 'omni takes its images as references, and the request gives them as frames. For 1 image use veo'],
] as const)('%s refuses pictures that are meant as %s', (id, role, message) => {
  const rules = { param: 'reference_images', dropImages: false, role };
  expect(() => checkImages(catalogue, modelOf(catalogue, id), 1, rules)).toThrow(
    expect.objectContaining({
      code: 'invalid_value',
      param: 'reference_images',
      message: expect.stringContaining(message),
    }),
  );
});

test.each([
  ['veo_3_1_i2v_s_portrait', 'frames'],
  ['omni', 'references'],
  ['gemini-3.0-pro-image-square', 'frames'],
] as const)('%s takes a picture that is meant as %s', (id, role) => {
  expect(checkImages(catalogue, modelOf(catalogue, id), 1, { param: 'image', dropImages: false, role })).toBe(1);
});

test('the setting of the predecessor leaves the images of a text-to-video request aside, and of no other', () => {
  const rules = { param: 'messages', dropImages: true };
  expect(checkImages(catalogue, modelOf(catalogue, 'veo_3_1_t2v_fast_portrait'), 2, rules)).toBe(0);
  expect(checkImages(catalogue, modelOf(catalogue, 'omni'), 0, rules)).toBe(0);
  expect(checkImages(catalogue, modelOf(catalogue, 'omni'), 3, rules)).toBe(3);
  expect(() => checkImages(catalogue, modelOf(catalogue, 'veo_3_1_i2v_s_landscape'), 3, rules)).toThrow(
    'takes 1 or 2 frames',
  );
});
