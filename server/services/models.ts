import { createAllowedModels } from '../access/allowed-models.ts';
import type { ModelChoices } from '../generation/model-choices.ts';
import { createModelStanding } from '../generation/model-standing.ts';
import { createModelVariants } from '../generation/model-variants.ts';
import { createOfferedModels } from '../generation/offered-models.ts';
import type { Accounts } from './accounts.ts';
import type { Callers } from './callers.ts';
import type { Foundation } from './foundation.ts';

export interface ModelsDeps
  extends Pick<Foundation, 'settings' | 'elapsed'>,
    Pick<Accounts, 'tokens'>,
    Pick<Callers, 'apiKeys'> {
  modelChoices: ModelChoices;
}

/** What is told of models: which are offered, to whom, and how each fares with the accounts there are. */
export function createModels({ settings, elapsed, tokens, apiKeys, modelChoices }: ModelsDeps) {
  const { catalogue } = modelChoices;
  const profile = () => settings().flow.wireProfile;
  const { pool } = tokens;
  const offered = createOfferedModels({ catalogue, isHidden: modelChoices.isHidden, pool, profile, elapsed });
  const allowed = createAllowedModels({
    list: offered.listed,
    variantsOf: (id) => (catalogue.base(id)?.variants ?? [catalogue.get(id)]).flatMap((variant) => variant?.id ?? []),
    limitsOf: apiKeys.limitsOf,
  });
  return {
    offered,
    allowed,
    standing: createModelStanding({ catalogue, pool, profile }),
    variants: createModelVariants({ catalogue, pool, profile }),
    isModel: (name: string): boolean => catalogue.describe(name) !== null,
  };
}
