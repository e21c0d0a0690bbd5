import type { CatalogueFile, GroupRow, ModelRow } from './file.ts';
import { aspectRatioOf } from './shapes.ts';
import {
  KEY_USES,
  type KeyUse,
  type ModelVariant,
  type Prices,
  TIERS,
  type Tier,
  type Upsampler,
  type UpstreamKey,
} from './types.ts';

/** Where in the file something is, for messages: `groups[3].models[0].keys`. */
export type Problem = { path: string; message: string };

/** Every concrete model of the file, in its order, with all that the file says elsewhere about its keys. Reports what is wrong instead of throwing. */
export function buildVariants(file: CatalogueFile, report: (problem: Problem) => void): ModelVariant[] {
  return file.groups.flatMap((group, groupIndex) =>
    group.models.map((row, index) => {
      const path = `groups[${groupIndex}].models[${index}]`;
      const variant = buildVariant(file, group, row, path, report);
      for (const message of faultsOf(variant)) report({ path, message: `${variant.id}: ${message}` });
      return variant;
    }),
  );
}

function buildVariant(
  file: CatalogueFile,
  group: GroupRow,
  row: ModelRow,
  path: string,
  report: (problem: Problem) => void,
): ModelVariant {
  const upsample = upsamplerOf(file, row.upsample ?? group.upsample, path, report);
  const [minImages, maxImages] = row.images ?? group.images ?? [0, 0];
  return {
    id: row.id,
    aliasOf: null,
    kind: group.kind,
    mode: group.mode,
    family: group.family,
    era: row.era ?? 'current',
    ratio: row.ratio,
    aspectRatio: aspectRatioOf(group.kind, row.ratio),
    seconds: row.seconds ?? group.seconds ?? null,
    resolution: upsample?.size ?? (group.kind === 'image' ? '1k' : '720p'),
    minImages,
    maxImages,
    minTier: row.minTier ?? group.minTier ?? TIERS[0],
    keys: keysByTier(file, row.keys ?? group.keys ?? {}),
    upsample,
    deprecated: row.deprecated ?? group.deprecated ?? false,
  };
}

function upsamplerOf(
  file: CatalogueFile,
  key: string | undefined,
  path: string,
  report: (problem: Problem) => void,
): Upsampler | null {
  if (key === undefined) return null;
  const upsampler = file.upsamplers[key];
  if (upsampler) return { ...pricedKey(file, key), ...upsampler };
  report({ path: `${path}.upsample`, message: `"${key}" is not one of the upsamplers` });
  return null;
}

function keysByTier(file: CatalogueFile, rowKeys: Partial<Record<KeyUse, string>>): ModelVariant['keys'] {
  const keys: Partial<Record<KeyUse, Record<Tier, UpstreamKey>>> = {};
  for (const use of KEY_USES) {
    const key = rowKeys[use];
    if (key === undefined) continue;
    const forTier = (tier: Tier): UpstreamKey => pricedKey(file, file.tierKeys[tier]?.[key] ?? key);
    keys[use] = byTier(forTier);
  }
  return keys;
}

/** A key that one price list leaves out is taken from the other: the wire profile says how we write, not what Google has forgotten. */
function pricedKey(file: CatalogueFile, key: string): UpstreamKey {
  const current = file.prices.current[key];
  const seed = file.prices.seed[key];
  return { key, prices: { current: toPrices(current ?? seed), seed: toPrices(seed ?? current) } };
}

function toPrices(row: readonly (number | null)[] | undefined): Prices | null {
  return row ? byTier((_, index) => row[index] ?? null) : null;
}

function byTier<T>(value: (tier: Tier, index: number) => T): Record<Tier, T> {
  return Object.fromEntries(TIERS.map((tier, index) => [tier, value(tier, index)])) as Record<Tier, T>;
}

/** The keys that a mode needs to serve every number of images that it lets through. */
function usesNeeded({ mode, minImages, maxImages }: ModelVariant): KeyUse[] {
  if (mode === 't2i') return ['image'];
  if (mode === 't2v') return ['text'];
  if (mode === 'i2v')
    return [
      ...(minImages <= 1 ? ['start-image' as const] : []),
      ...(maxImages >= 2 ? ['start-end-image' as const] : []),
    ];
  return [...(minImages === 0 ? ['text' as const] : []), 'reference-images'];
}

function faultsOf(variant: ModelVariant): string[] {
  const { kind, mode, minImages, maxImages, seconds, keys, upsample } = variant;
  const faults: string[] = [];
  if ((kind === 'image') !== (mode === 't2i')) faults.push(`mode ${mode} does not make a ${kind}`);
  if (minImages > maxImages) faults.push('images: the first number is above the second');
  if (mode === 't2v' && maxImages > 0) faults.push('images: t2v takes none');
  if (mode === 'i2v' && (minImages < 1 || maxImages > 2))
    faults.push('images: i2v takes 1 or 2, the first and the last frame');
  if ((kind === 'video') !== (seconds !== null))
    faults.push(kind === 'video' ? 'seconds is missing' : 'a picture has no seconds');
  if (upsample && (upsample.resolution.startsWith('VIDEO_') ? 'video' : 'image') !== kind)
    faults.push(`upsample: ${upsample.key} is not for a ${kind}`);
  const needed = usesNeeded(variant);
  for (const use of needed) if (!keys[use]) faults.push(`keys: "${use}" is missing`);
  for (const use of KEY_USES)
    if (keys[use] && !needed.includes(use)) faults.push(`keys: "${use}" can never be used with these images`);
  return faults;
}
