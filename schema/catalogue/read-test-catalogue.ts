import { readFileSync } from 'node:fs';
import { parseCatalogue } from './parse-catalogue.ts';
import type { Catalogue, ModelVariant } from './types.ts';

/** The content of the committed `config/models.json`, fresh for each caller, so that a test may spoil it. */
export function readModelsFile(): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8'));
}

/** The catalogue that is shipped. For tests. */
export function readTestCatalogue(): Catalogue {
  return parseCatalogue(readModelsFile());
}

/** A model that the test knows to exist. */
export function modelOf(catalogue: Catalogue, id: string): ModelVariant {
  const model = catalogue.get(id);
  if (!model) throw new Error(`no model ${id}`);
  return model;
}
