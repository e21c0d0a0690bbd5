import type { Tier } from '../../schema/catalogue.ts';
import { findModelKey, type KeyMode, type ModelKey, type Profile, priceFor } from './model-keys.ts';
import { invalidField, refuse } from './upstream-error.ts';

/** What a request wants of a model key. */
export interface ModelUse {
  key: string;
  profile: Profile;
  tier: Tier;
  /** The modes that the operation serves; the key must have one of them. */
  modes: readonly KeyMode[];
  /** The wire's spelling; null when the request leaves it to the source. */
  aspectRatio: string | null;
  references: number;
  /** Where the request stands in the body, for example `requests[0]`. */
  at: string;
}

/** The request's field that names the key. */
const keyField = (use: ModelUse) => `${use.at}.${use.modes.includes('image') ? 'imageModelName' : 'videoModelKey'}`;

/**
 * Whether this account may use this key like this, and what it costs.
 * @throws UpstreamError 404 unknown key; 400 wrong operation, aspect or number of references; 403 the tier may not use it.
 */
export function checkModel(use: ModelUse): { model: ModelKey; mode: KeyMode; price: number } {
  const model = findModelKey(use.key, use.profile);
  if (!model) throw refuse.notFound();
  const mode = use.modes.find((candidate) => model.modes.includes(candidate));
  if (!mode) throw invalidField(keyField(use), `The model ${use.key} does not serve this operation.`);
  const aspect = use.aspectRatio?.replace(/^(IMAGE|VIDEO)_ASPECT_RATIO_/, '');
  if (aspect !== undefined && !model.aspects.includes(aspect)) {
    throw invalidField(`${use.at}.aspectRatio`, `The model ${use.key} does not make ${use.aspectRatio}.`);
  }
  if (use.references > model.references) {
    throw invalidField(
      `${use.at}.referenceImages`,
      `The model ${use.key} takes ${model.references} reference images at most.`,
    );
  }
  const price = priceFor(model, use.tier);
  if (price === null) throw refuse.denied({ reason: 'PUBLIC_ERROR_MODEL_ACCESS_DENIED' });
  return { model, mode, price };
}
