import { allows, type KeyLimits, modelForbidden } from './key-limits.ts';

export interface AllowedModelsDeps<Model> {
  /** The same array for as long as nothing of it has changed. */
  list(): readonly Model[];
  /** All that a listed name can come down to; a key may be allowed some of it only. */
  variantsOf(id: string): readonly string[];
  limitsOf(apiKeyId: string): Pick<KeyLimits, 'models'> | null;
}

/** The models that a key may use, so that an app does not offer its user what will be refused. */
export function createAllowedModels<Model extends { id: string }>(deps: AllowedModelsDeps<Model>) {
  const { list, variantsOf, limitsOf } = deps;
  /** By the list, then by the names that a key is allowed: made once for as long as neither is another one. */
  const made = new WeakMap<readonly Model[], WeakMap<readonly string[], readonly Model[]>>();

  const isAllowed = (allowed: readonly string[], id: string): boolean =>
    allows(allowed, id) || variantsOf(id).some((variant) => allows(allowed, variant));

  function listFor(apiKeyId: string): readonly Model[] {
    const all = list();
    const allowed = limitsOf(apiKeyId)?.models ?? null;
    if (allowed === null) return all;
    const ofList = made.get(all) ?? new WeakMap<readonly string[], readonly Model[]>();
    made.set(all, ofList);
    const mine = ofList.get(allowed) ?? all.filter(({ id }) => isAllowed(allowed, id));
    ofList.set(allowed, mine);
    return mine;
  }

  return {
    list: listFor,
    /** @throws ServiceError `model_forbidden` when the key may use nothing that the name can become */
    check(apiKeyId: string, id: string): void {
      const allowed = limitsOf(apiKeyId)?.models ?? null;
      if (allowed !== null && !isAllowed(allowed, id)) throw modelForbidden(id, allowed);
    },
  };
}
