import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planFor, tiersFor } from './plan.ts';
import { readTestCatalogue } from './read-test-catalogue.ts';
import { type ModelVariant, PROFILES, TIERS, type Tier, type WireProfile } from './types.ts';

/** The upstream's own keys under both price lists, each with what it is for; and keys that it has dropped. */
interface KnownKeys extends Record<WireProfile, Record<string, KnownKey>> {
  deprecated: string[];
}
interface KnownKey {
  use: string;
  ratios: string[];
  seconds: number | null;
  /** For free, Pro and Ultra accounts; null where not offered. */
  credits: (number | null)[];
}

const known: KnownKeys = readFixture('upstream-keys.fixture.json');
const names: string[] = readFixture('names.fixture.json');
const catalogue = readTestCatalogue();

/** The upstream lists these keys for landscape only; there is no portrait twin, and the names must go on working. */
const PORTRAIT_UNLISTED = [
  'veo_2_1_fast_d_15_t2v_portrait',
  'veo_2_1_fast_d_15_i2v_portrait',
  'veo_2_0_t2v_portrait',
  'veo_2_0_i2v_portrait',
  'veo_3_0_r2v_fast_portrait',
];

/** Every plan that any account could get from the shipped catalogue, and every refusal. */
const cases = catalogue.variants.flatMap((variant) =>
  countsOf(variant).flatMap((count) =>
    PROFILES.flatMap((profile) =>
      TIERS.map((tier) => ({ variant, profile, tier, plan: planFor(variant, tier, count, profile) })),
    ),
  ),
);

test('all 226 names of the predecessor exist in their exact spelling, and the extend names are left out', () => {
  expect(names).toHaveLength(226);
  expect(names.filter((name) => !catalogue.get(name))).toEqual([]);
  expect(catalogue.get('veo_3_1_extend')).toBeNull();
});

test('no model sends a key that the upstream has never had', () => {
  const sent = new Set(
    cases.flatMap(({ plan }) => (plan ? [plan.key, ...(plan.upsample ? [plan.upsample.key] : [])] : [])),
  );
  const unknown = [...sent].filter((key) => !known.current[key] && !known.seed[key] && !known.deprecated.includes(key));
  expect(unknown).toEqual([]);
  expect(sent.size).toBeGreaterThan(50);
});

test('each key is sent with the operation, shape and length that the upstream lists it for', () => {
  const wrong = cases.filter(({ variant, profile, plan }) => {
    const key = plan && (known[profile][plan.key] ?? known.current[plan.key] ?? known.seed[plan.key]);
    if (!plan || !key) return false;
    const shaped = key.ratios.includes(variant.ratio) || PORTRAIT_UNLISTED.includes(variant.id);
    return key.use !== plan.operation || !shaped || key.seconds !== variant.seconds;
  });
  expect(wrong.map(({ variant, plan }) => `${variant.id}: ${plan?.operation} ${plan?.key}`)).toEqual([]);
});

test('a tier is planned for only what the price list offers it, at the price of the key that it gets', () => {
  for (const { variant, profile, tier, plan } of cases) {
    if (!plan) continue;
    for (const step of [plan, ...(plan.upsample ? [plan.upsample] : [])]) {
      const listed = known[profile][step.key];
      if (listed)
        expect([variant.id, profile, tier, step.credits]).toEqual([
          variant.id,
          profile,
          tier,
          listed.credits[TIERS.indexOf(tier)],
        ]);
    }
  }
});

test('a model whose keys a tier could buy is kept from it only by a floor that the file states', () => {
  for (const { variant, profile, tier, plan } of cases) {
    const offered = tiersFor(variant, profile).includes(tier);
    expect([variant.id, tier, plan !== null]).toEqual([variant.id, tier, offered]);
    if (offered || TIERS.indexOf(tier) < TIERS.indexOf(variant.minTier)) continue;
    const keys = [
      ...Object.values(variant.keys).map((byTier) => byTier[tier]),
      ...(variant.upsample ? [variant.upsample] : []),
    ];
    expect(
      keys.some(({ key }) => isClosed(key, tier, profile)),
      `${variant.id} ${profile} ${tier}`,
    ).toBe(true);
  }
});

test('every model can be reached by a base name, whose default is landscape at its plain size', () => {
  const bases = catalogue.list().flatMap(({ id }) => catalogue.base(id) ?? []);
  const reached = new Set(bases.flatMap(({ variants }) => variants.map(({ id }) => id)));
  expect(catalogue.variants.filter(({ id }) => !reached.has(id)).map(({ id }) => id)).toEqual([]);
  for (const { name, variants } of bases) {
    expect([name, variants[0]?.ratio]).toEqual([name, '16:9']);
    expect(variants.every(({ aliasOf }) => aliasOf === null)).toBe(true);
  }
});

/** Whether the upstream refuses a key to a tier. Free accounts could not use Nano Banana Pro in 2025 although it cost nothing. */
function isClosed(key: string, tier: Tier, profile: WireProfile): boolean {
  if (profile === 'seed' && key === 'GEM_PIX_2') return tier === 'PAYGATE_TIER_NOT_PAID';
  const listed = known[profile][key] ?? known.current[key] ?? known.seed[key];
  return listed?.credits[TIERS.indexOf(tier)] === null;
}

function countsOf({ minImages, maxImages }: ModelVariant): number[] {
  return Array.from({ length: maxImages - minImages + 1 }, (_, index) => minImages + index);
}

function readFixture<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}
