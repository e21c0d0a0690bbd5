/**
 * The model catalogue: what each model name means and how the upstream is asked for it. The data is `config/models.json`,
 * which the server reads and `parseCatalogue` checks; everything here is pure. @see docs/models.md
 */
export { checkImages } from './catalogue/check-images.ts';
export { createChosenCatalogue } from './catalogue/chosen-catalogue.ts';
export { parseCatalogue } from './catalogue/parse-catalogue.ts';
export { planFor } from './catalogue/plan.ts';
export { resolveModel } from './catalogue/resolve-model.ts';
export { outputPixels } from './catalogue/shapes.ts';
export { shortfall } from './catalogue/shortfall.ts';
export {
  type AspectRatio,
  type Catalogue,
  type ImageRole,
  type ListedModel,
  type MediaKind,
  type Mode,
  type ModelVariant,
  type Ratio,
  RESOLUTIONS,
  type ReferenceRole,
  type Resolution,
  TIERS,
  type Tier,
  type UpstreamOperation,
  type WireProfile,
} from './catalogue/types.ts';
export type { Wishes } from './catalogue/wishes.ts';
