import { nearestNames } from './nearest-names.ts';
import type { Catalogue, ListedModel } from './types.ts';

/** What an operator has decided about names. */
export interface NameChoices {
  /** Names of their own, and the names of the catalogue that they stand for. */
  aliases: ReadonlyMap<string, string>;
  /** Models that are not listed. */
  hidden: ReadonlySet<string>;
}

/** A catalogue that follows what an operator decides. */
export interface ChosenCatalogue {
  /** Its `list` is another array whenever something was decided anew. */
  catalogue: Catalogue;
  /** Takes other decisions over, from the next look-up on. */
  choose(choices: NameChoices): void;
  /** Whether a name is left out of what callers are shown: its model is hidden, by whatever name. */
  isHidden(name: string): boolean;
}

/**
 * A catalogue with further names for its models. They come down to the ids of the catalogue, so that what was made by such
 * a name outlives it. A name of the catalogue itself goes first, and one whose model is not there stands for nothing.
 */
export function createChosenCatalogue(configured: Catalogue): ChosenCatalogue {
  let current = chosen(configured, { aliases: new Map(), hidden: new Set() });
  const plain = (name: string): string => current.targets.get(name) ?? name;
  return {
    catalogue: {
      ...configured,
      get: (id) => configured.get(plain(id)),
      base: (name) => configured.base(plain(name)),
      list: () => current.list,
      describe: (name) => current.byName.get(name) ?? null,
      nearest: (name, count = 3) => nearestNames(name, current.shown, count),
    },
    choose(choices) {
      current = chosen(configured, choices);
    },
    isHidden: (name) => current.isHidden(name),
  };
}

function chosen(configured: Catalogue, { aliases, hidden }: NameChoices) {
  const further = [...aliases].flatMap(([name, target]): ListedModel[] => {
    const model = configured.describe(target);
    return model === null || configured.describe(name) !== null ? [] : [{ ...model, id: name, aliasOf: target }];
  });
  const list: readonly ListedModel[] = Object.freeze([...configured.list(), ...further]);
  const byName = new Map(list.map((model) => [model.id, model]));
  const isHidden = (name: string): boolean => hidden.has(name) || hidden.has(byName.get(name)?.aliasOf ?? '');
  return {
    list,
    byName,
    isHidden,
    targets: new Map(further.map(({ id, aliasOf }) => [id, aliasOf ?? id])),
    shown: [...byName.keys()].filter((name) => !isHidden(name)),
  };
}
