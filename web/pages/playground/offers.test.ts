import { expect, test } from 'vitest';
import { choicesOf, choose, imageRange, largerThan, priceOf } from './choose.ts';
import { RULES } from './modes.ts';
import { type Model, offersFor, type Variant } from './offers.ts';

const variant = (id: string, over: Partial<Variant> = {}): Variant => ({
  ...{ id, kind: 'video', mode: 't2v', family: 'veo-3.1-fast', ratio: '16:9', seconds: 8, resolution: '720p' },
  ...{ minImages: 0, maxImages: 0, deprecated: false, eligible: 1, unavailable: null },
  prices: [
    { tier: 'PAYGATE_TIER_NOT_PAID', credits: 20 },
    { tier: 'PAYGATE_TIER_TWO', credits: 10 },
  ],
  ...over,
});
const model = (id: string, variants: string[]) =>
  ({ id, variants, kind: 'video', hidden: false, latency: null }) as unknown as Model;

const WIDE = variant('wide');
const TALL = variant('tall', { ratio: '9:16' });
const SHORT = variant('short', { seconds: 4 });
const LARGE = variant('large', { resolution: '1080p' });
const FRAMES = variant('frames', { mode: 'i2v', minImages: 1, maxImages: 2 });
const ALL = [WIDE, TALL, SHORT, LARGE, FRAMES];
const text = RULES['text-video'].takes;

test('of names that mean the same the widest is offered, once, and by the name that says the least more', () => {
  const models = [
    model('wide', ['wide']),
    model('veo_fast_4s', ['short']),
    model('veo_fast', ['wide', 'tall', 'short', 'large']),
    model('veo-fast', ['wide', 'tall', 'short', 'large', 'frames']),
  ];
  expect(offersFor(models, ALL, text).offers).toMatchObject([{ id: 'veo_fast', title: 'Veo 3.1 Fast' }]);
  expect(offersFor(models, ALL, RULES.frames.takes).offers).toMatchObject([{ id: 'veo-fast' }]);
});

test('models of one family are told apart, and one that is no longer listed upstream comes last', () => {
  const models = [model('old', ['old']), model('veo_fast', ['wide']), model('veo_fast_ultra', ['ultra'])];
  const old = variant('old', { family: 'veo-2', deprecated: true });
  const { offers } = offersFor(models, [WIDE, variant('ultra'), old], text);
  expect(offers.map(({ title }) => title)).toEqual(['Veo 3.1 Fast', 'Veo 3.1 Fast Ultra', 'Veo 2']);
});

test('what nobody can run is left out, with why', () => {
  const models = [model('veo_fast', ['wide', 'large'])];
  const none = variant('large', { resolution: '1080p', unavailable: 'All Ultra tokens rest.' });
  expect(offersFor(models, [WIDE, none], text)).toMatchObject({
    ...{ offers: [{ variants: [{ id: 'wide' }] }], blocked: ['All Ultra tokens rest.'] },
  });
  expect(offersFor(models, [none], text).offers).toEqual([]);
});

test('the last wish is met, and what it rules out gives way', () => {
  const wish = { ratio: '16:9', seconds: 4, resolution: '1080p' };
  expect(choose(ALL, wish, { order: ['resolution', 'seconds', 'ratio'], images: 0 })?.id).toBe('large');
  expect(choose(ALL, wish, { order: ['seconds', 'resolution', 'ratio'], images: 0 })?.id).toBe('short');
  expect(choose(ALL, wish, { order: ['ratio'], images: 2 })?.id).toBe('frames');
  expect(choicesOf(ALL)).toEqual({ ratios: ['16:9', '9:16'], seconds: [4, 8], resolutions: ['720p', '1080p'] });
});

test('pictures, price and larger sizes follow from the variants', () => {
  expect(imageRange([FRAMES], true)).toEqual({ min: 1, max: 2 });
  expect(imageRange([WIDE], false)).toEqual({ min: 0, max: 0 });
  expect(priceOf(WIDE, new Set(['PAYGATE_TIER_TWO']), 3)).toEqual({ least: 30, most: 30 });
  expect(priceOf(WIDE, new Set(['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_TWO']), 1)).toEqual({ least: 10, most: 20 });
  expect(priceOf({ prices: [] }, new Set(), 1)).toBeNull();
  const source = { variant: 'wide', mode: 't2v' as const, ratio: '16:9', seconds: 8, resolution: '720p', images: 0 };
  expect(largerThan(source, ALL).map(({ id }) => id)).toEqual(['large']);
});
