import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTestCatalogue } from './read-test-catalogue.ts';
import { type BaseModel, type ListedModel, TIERS, type Tier } from './types.ts';

const catalogue = readTestCatalogue();
const page = readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

const TIER_NAMES: Record<Tier, string> = {
  PAYGATE_TIER_NOT_PAID: 'free',
  PAYGATE_TIER_ONE: 'Pro',
  PAYGATE_TIER_TWO: 'Ultra',
};

test('the table of base names in docs/models.md is the one that the data gives', () => {
  const [, table] = /<!-- models -->\n([\s\S]*?)\n<!-- \/models -->/.exec(page) ?? [];
  expect(table?.trim()).toBe(renderTable());
});

test('every name that docs/models.md writes as code exists', () => {
  const named = [...page.matchAll(/`((?:veo|omni|gemini|imagen)[\w.-]*)`/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !catalogue.describe(name) && !name.startsWith('veo_3_1_extend'))).toEqual([]);
});

function renderTable(): string {
  const rows = widestBases().map(({ name, variants }) => {
    const listed = variants.flatMap(({ id }) => catalogue.describe(id) ?? []);
    const whole = catalogue.describe(name) ?? listed[0];
    if (!whole) throw new Error(`${name} is not listed`);
    return [
      `\`${name}\``,
      whole.mode,
      imagesOf(whole),
      whole.ratios.join(' '),
      whole.seconds.join(' ') || '–',
      whole.resolutions.join(' '),
      pricesOf(whole),
    ];
  });
  const head = ['name', 'mode', 'images', 'shapes', 'seconds', 'sizes', 'credits: free / Pro / Ultra'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The base names that no other one contains, in the order of the models; of those with the same content the shortest. */
function widestBases(): BaseModel[] {
  const bases = catalogue.list().flatMap(({ id }) => catalogue.base(id) ?? []);
  const covers = (wide: BaseModel, narrow: BaseModel): boolean =>
    wide !== narrow &&
    narrow.variants.every((variant) => wide.variants.includes(variant)) &&
    (wide.variants.length > narrow.variants.length || wide.name.length < narrow.name.length);
  const place = ({ variants: [first] }: BaseModel): number => (first ? catalogue.variants.indexOf(first) : -1);
  return bases.filter((base) => !bases.some((other) => covers(other, base))).toSorted((a, b) => place(a) - place(b));
}

function imagesOf({ minImages, maxImages }: ListedModel): string {
  return minImages === maxImages ? String(minImages) : `${minImages}–${maxImages}`;
}

function pricesOf({ credits, tiers }: ListedModel): string {
  if (!credits) return `unknown (${tiers.current.map((tier) => TIER_NAMES[tier]).join(', ')})`;
  return TIERS.map((tier) => credits[tier] ?? '–').join(' / ');
}
