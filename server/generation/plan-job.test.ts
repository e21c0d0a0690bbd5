import { describe, expect, test } from 'vitest';
import { readTestCatalogue } from '../../schema/catalogue/read-test-catalogue.ts';
import type { Tier } from '../../schema/catalogue.ts';
import { foresee, type Planning, planJob } from './plan-job.ts';

const catalogue = readTestCatalogue();
const refuse = planning('refuse');
const drop = planning('drop');

/** For a pool that says so of any job. */
function planning(unusedImages: 'refuse' | 'drop', obstacle: Planning['pool']['obstacle'] = () => null): Planning {
  return { catalogue, settings: () => ({ profile: 'current', unusedImages }), pool: { obstacle } };
}

test.each([
  ['veo_3_1_t2v_fast_portrait', 1, 'takes text only'],
  ['veo_3_1_i2v_s_fast_fl_portrait', 3, 'takes 1 or 2 frames'],
  ['veo_3_1_interpolation_lite_portrait', 1, 'takes exactly 2 frames'],
])('%s with %i images is refused while they are only a number', (model, count, words) => {
  expect(() => foresee(refuse, { model }, { length: count })).toThrow(words);
});

test('images that a model takes are all wanted, and none of those that are left aside', () => {
  expect(foresee(refuse, { model: 'veo_3_1_i2v_s_fast_fl_portrait' }, { length: 2 }).used).toBe(2);
  expect(foresee(drop, { model: 'veo_3_1_t2v_fast_portrait' }, { length: 2 }).used).toBe(0);
});

test('leaving aside is for models of text alone: too many for another are refused all the same', () => {
  expect(() => foresee(drop, { model: 'veo_3_1_i2v_s_fast_fl_portrait' }, { length: 3 })).toThrow('1 or 2 frames');
});

const picture = { file: 'in.png', mimeType: 'image/png', width: 9, height: 16, sha256: 'ab' };

test('who asks for more pixels than the model makes is told so with the job', () => {
  const asked = { prompt: 'a fox', images: [], size: '4096x4096' };
  const small = planJob(refuse, { ...asked, model: 'gemini-2.5-flash-image' });
  expect(small.notice).toMatch(/^Asked for 4096x4096 pixels; gemini-2.5-flash-image-landscape makes 1k/);
  expect(planJob(refuse, { ...asked, model: 'gpt-image-1' })).toMatchObject({
    variant: { id: 'gemini-3.0-pro-image-square-4k' },
    notice: null,
  });
});

test('what the pictures are chooses among the modes of a name, and messages name the field that held them', () => {
  const asked = { prompt: 'a fox', model: 'sora-2', images: [picture, picture] };
  expect(planJob(refuse, asked).variant.id).toBe('veo_3_1_i2v_s_fast_fl_portrait');
  const references = planJob(refuse, { ...asked, imageRole: 'references' });
  expect(references).toMatchObject({ variant: { id: 'veo_3_1_r2v_fast_portrait' }, images: [picture, picture] });
  const tooMany = { ...asked, imageRole: 'frames' as const, imagesParam: 'input_reference' };
  expect(() => foresee(refuse, tooMany, { length: 3 })).toThrow(
    expect.objectContaining({ code: 'invalid_value', param: 'input_reference' }),
  );
});

describe('a size that no account can make now', () => {
  const tiers: readonly Tier[] = ['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_ONE'];
  const withPro = planning('refuse', ({ priceByTier }) =>
    tiers.some((tier) => priceByTier[tier] !== undefined) ? null : { outcome: 'outage', retryAfterMs: 1_000 },
  );
  const planned = (model: string, wishes: object) =>
    planJob(withPro, { model, prompt: 'a fox', images: [], ...wishes });

  test.each([
    ['gpt-image-1', { quality: 'high' }, 'gemini-3.0-pro-image-landscape-2k'],
    ['gpt-image-1', { size: '4096x4096' }, 'gemini-3.0-pro-image-square-2k'],
    ['dall-e-3', { quality: 'hd', size: '1024x1024' }, 'gemini-3.1-flash-image-square-2k'],
    ['sora-2-pro', { size: '3840x2160' }, 'veo_3_1_t2v_1080p'],
  ])('is the next smaller one for %s with %o, and the job says so', (model, wishes, id) => {
    const { variant, notice } = planned(model, wishes);
    expect(variant.id).toBe(id);
    expect(notice).toBe(`No account can make 4k at this moment, so this is ${variant.resolution}.`);
  });

  test.each([
    ['gpt-image-1', { size: '4K' }, 'gemini-3.0-pro-image-landscape-4k'],
    ['gemini-3.0-pro-image-square-4k', { quality: 'high' }, 'gemini-3.0-pro-image-square-4k'],
    ['veo_3_1_t2v_4k', {}, 'veo_3_1_t2v_4k'],
  ])('stays what it is where %s with %o insists on it', (model, wishes, id) => {
    expect(planned(model, wishes)).toMatchObject({ variant: { id }, notice: null });
  });

  test('stays what it is while no smaller one can be made either', () => {
    const nobody = planning('refuse', () => ({ outcome: 'impossible', passedOver: [], retryAfterMs: null }));
    const asked = { model: 'gpt-image-1', prompt: 'a fox', images: [], quality: 'high' };
    expect(planJob(nobody, asked).variant.id).toBe('gemini-3.0-pro-image-landscape-4k');
  });
});
