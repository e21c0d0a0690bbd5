import { expect, test } from 'vitest';
import { readTestCatalogue } from '../../schema/catalogue/read-test-catalogue.ts';
import { imagesWanted, planJob } from './plan-job.ts';

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

const settings = { profile: 'current', unusedImages: 'refuse' } as const;
const picture = { file: 'in.png', mimeType: 'image/png', width: 9, height: 16, sha256: 'ab' };

test('who asks for more pixels than the model makes is told so with the job', () => {
  const asked = { prompt: 'a fox', images: [], size: '4096x4096' };
  const small = planJob(catalogue, { ...asked, model: 'gemini-2.5-flash-image' }, settings);
  expect(small.notice).toMatch(/^Asked for 4096x4096 pixels; gemini-2.5-flash-image-landscape makes 1k/);
  expect(planJob(catalogue, { ...asked, model: 'gpt-image-1' }, settings)).toMatchObject({
    variant: { id: 'gemini-3.0-pro-image-square-4k' },
    notice: null,
  });
});

test('what the pictures are chooses among the modes of a name, and messages name the field that held them', () => {
  const asked = { prompt: 'a fox', model: 'sora-2', images: [picture, picture] };
  expect(planJob(catalogue, asked, settings).variant.id).toBe('veo_3_1_i2v_s_fast_fl_portrait');
  const references = planJob(catalogue, { ...asked, imageRole: 'references' }, settings);
  expect(references).toMatchObject({ variant: { id: 'veo_3_1_r2v_fast_portrait' }, images: [picture, picture] });
  const tooMany = { ...asked, imageRole: 'frames' as const, imagesParam: 'input_reference' };
  expect(() => imagesWanted(catalogue, tooMany, 3, refuse)).toThrow(
    expect.objectContaining({ code: 'invalid_value', param: 'input_reference' }),
  );
});
