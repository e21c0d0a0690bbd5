import { z } from 'zod';
import { KEY_USES, PROFILES, RATIOS, RESOLUTIONS, TIERS } from './types.ts';

const name = z.string().min(1).max(100);
const credits = z.number().int().min(0).nullable();
/** Credits for the three tiers, cheapest tier first. */
const prices = z.tuple([credits, credits, credits]);
const keys = z.partialRecord(z.enum(KEY_USES), name);

/** What a group says for all its models and a single model may say otherwise. */
const shared = {
  keys: keys.optional(),
  /** Fewest and most input images. */
  images: z.tuple([z.number().int().min(0), z.number().int().min(0).max(20)]).optional(),
  seconds: z.number().int().min(1).max(600).optional(),
  upsample: name.optional(),
  minTier: z.enum(TIERS).optional(),
  deprecated: z.boolean().optional(),
};

const model = z.strictObject({
  id: name,
  ratio: z.enum(RATIOS),
  era: z.enum(PROFILES).optional(),
  ...shared,
});

const group = z.strictObject({
  family: name,
  kind: z.enum(['image', 'video']),
  mode: z.enum(['t2i', 't2v', 'i2v', 'r2v']),
  ...shared,
  models: z.array(model).min(1),
});

/** The shape of `config/models.json`. Operators edit that file, so a field that is not known is an error. @see docs/models.md */
export const catalogueFile = z.strictObject({
  quality: z.record(name, z.enum(RESOLUTIONS).nullable()),
  groups: z.array(group).min(1),
  aliases: z.record(name, name),
  bases: z.record(name, z.array(name).min(1)),
  upsamplers: z.record(name, z.strictObject({ resolution: name, size: z.enum(RESOLUTIONS) })),
  tierKeys: z.partialRecord(z.enum(TIERS), z.record(name, name)),
  prices: z.strictObject({ current: z.record(name, prices), seed: z.record(name, prices) }),
});

export type CatalogueFile = z.infer<typeof catalogueFile>;
export type GroupRow = CatalogueFile['groups'][number];
export type ModelRow = GroupRow['models'][number];
