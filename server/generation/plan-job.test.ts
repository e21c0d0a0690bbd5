import { expect, test } from 'vitest';
import { readTestCatalogue } from '../../schema/catalogue/read-test-catalogue.ts';
import { imagesWanted } from './plan-job.ts';

const catalogue = readTestCatalogue();
const refuse = { unusedImages: 'refuse' } as const;
const drop = { unusedImages: 'drop' } as const;

test.each([
  ['veo_3_1_t2v_fast_portrait', 1, 'takes text only'],
  ['veo_3_1_i2v_s_fast_fl_portrait', 3, 'takes 1 or 2 frames'],
  ['veo_3_1_interpolation_lite_portrait', 1, 'takes exactly 2 frames'],
])('%s with %i images is refused while they are only a number', (model, count, words) => {
  expect(() => imagesWanted(catalogue, { model }, count, refuse)).toThrow(words);
});

test('images that a model takes are all wanted, and none of those that are left aside', () => {
  expect(imagesWanted(catalogue, { model: 'veo_3_1_i2v_s_fast_fl_portrait' }, 2, refuse)).toBe(2);
  expect(imagesWanted(catalogue, { model: 'veo_3_1_t2v_fast_portrait' }, 2, drop)).toBe(0);
});

test('leaving aside is for models of text alone: too many for another are refused all the same', () => {
  expect(() => imagesWanted(catalogue, { model: 'veo_3_1_i2v_s_fast_fl_portrait' }, 3, drop)).toThrow('1 or 2 frames');
});
