import { expect, test } from 'vitest';
import { familiesOf, isFound, type Model } from './families.ts';

const model = (id: string, over: Partial<Model>): Model =>
  ({
    ...{ id, kind: 'video', family: 'veo', modes: ['t2v'], ratios: ['16:9'], seconds: [8], resolutions: ['720p'] },
    ...{ tiers: ['PAYGATE_TIER_TWO'], prices: null, eligible: 0, deprecated: false, aliases: [] },
    ...over,
  }) as Model;

test('a family tells what all its names can do together, led by the name that leaves most open', () => {
  const [family] = familiesOf([
    model('exact', { prices: [{ tier: 'PAYGATE_TIER_TWO', credits: 10 }], eligible: 2 }),
    model('open', { ratios: ['16:9', '9:16'], seconds: [4, 8], tiers: ['PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'] }),
    model('dear', { seconds: [6], prices: [{ tier: 'PAYGATE_TIER_ONE', credits: 100 }] }),
  ]);
  expect(family).toMatchObject({
    main: { id: 'open' },
    seconds: [4, 6, 8],
    ratios: ['16:9', '9:16'],
    leastTier: 'PAYGATE_TIER_ONE',
    cost: [10, 100],
    eligible: 2,
  });
});

test('families whose every name is retired come last, one of unknown price has none', () => {
  const families = familiesOf([
    model('old', { family: 'veo-2', deprecated: true }),
    model('a', {}),
    model('b', { deprecated: true }),
  ]);
  expect(families.map(({ name, isRetired, cost }) => [name, isRetired, cost])).toEqual([
    ['veo', false, null],
    ['veo-2', true, null],
  ]);
});

test('a model is found by its name, its family and its aliases, in any case', () => {
  const found = model('gemini-pro', { family: 'banana', aliases: ['house-style'] });
  expect(['PRO', 'nana', ' House'].map((text) => isFound(found, text))).toEqual([true, true, true]);
  expect(isFound(found, 'veo')).toBe(false);
});
