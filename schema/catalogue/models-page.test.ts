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

test('the table of names that other services use is the one that the data gives', () => {
  const [, table] = /<!-- aliases -->\n([\s\S]*?)\n<!-- \/aliases -->/.exec(page) ?? [];
  expect(table?.trim()).toBe(renderAliases());
});

test('every name that docs/models.md writes as code exists', () => {
  const named = [...page.matchAll(/`((?:veo|omni|gemini|imagen|nano|dall|gpt|sora)[\w.-]*)`/g)].map(
    ([, name]) => name ?? '',
  );
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
      whole.modes.join(' '),
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

/** Which base names the aliases stand for, in the order of the file. */
function renderAliases(): string {
  const aliases = catalogue.list().filter(({ id, aliasOf }) => aliasOf !== null && !catalogue.get(id));
  const rows = [...Map.groupBy(aliases, ({ aliasOf }) => aliasOf)].map(
    ([base, names]) => `| \`${base}\` | ${names.map(({ id }) => `\`${id}\``).join(', ')} |`,
  );
  return ['| stands for | names |', '| --- | --- |', ...rows].join('\n');
}

/** The base names that no other one of the same modes contains, in the order of the models; of those with the same content the shortest. */
function widestBases(): BaseModel[] {
  const all = catalogue.list().flatMap(({ id }) => catalogue.base(id) ?? []);
  const bases = all.filter(({ aliasOf }) => aliasOf === null);
  const covers = (wide: BaseModel, narrow: BaseModel): boolean =>
    wide !== narrow &&
    modesOf(wide) === modesOf(narrow) &&
    narrow.variants.every((variant) => wide.variants.includes(variant)) &&
    (wide.variants.length > narrow.variants.length || wide.name.length < narrow.name.length);
  const place = ({ variants: [first] }: BaseModel): number => (first ? catalogue.variants.indexOf(first) : -1);
  return bases.filter((base) => !bases.some((other) => covers(other, base))).toSorted((a, b) => place(a) - place(b));
}

const modesOf = ({ variants }: BaseModel): string => [...new Set(variants.map(({ mode }) => mode))].join();

function imagesOf({ minImages, maxImages }: ListedModel): string {
  return minImages === maxImages ? String(minImages) : `${minImages}–${maxImages}`;
}

function pricesOf({ credits, tiers }: ListedModel): string {
  if (!credits) return `unknown (${tiers.current.map((tier) => TIER_NAMES[tier]).join(', ')})`;
  return TIERS.map((tier) => credits[tier] ?? '–').join(' / ');
}
