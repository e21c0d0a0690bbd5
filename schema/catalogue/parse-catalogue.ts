import type { z } from 'zod';
import { buildVariants, type Problem } from './build-variants.ts';
import { type CatalogueFile, catalogueFile } from './file.ts';
import { listModels } from './list-models.ts';
import { nearestNames } from './nearest-names.ts';
import type { BaseModel, Catalogue, ModelVariant } from './types.ts';

/**
 * Checks the content of `config/models.json` and builds the look-ups. All that is wrong is reported at once.
 * @throws Error whose message has one line per problem, each beginning with its path in the file
 */
export function parseCatalogue(json: unknown): Catalogue {
  const parsed = catalogueFile.safeParse(json);
  if (!parsed.success) throw invalid(parsed.error.issues.map(problemOf));

  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const variants = buildVariants(parsed.data, report);
  const byId = indexModels(variants, parsed.data, report);
  const bases = indexBases(byId, parsed.data, report);
  if (problems.length > 0) throw invalid(problems);

  addBaseAliases(byId, bases, parsed.data);
  return createCatalogue(parsed.data, variants, byId, bases);
}

function createCatalogue(
  file: CatalogueFile,
  variants: readonly ModelVariant[],
  byId: ReadonlyMap<string, ModelVariant>,
  bases: ReadonlyMap<string, BaseModel>,
): Catalogue {
  const relatives = indexRelatives(bases);
  const listed = listModels([...byId.values()], bases);
  const listedById = new Map(listed.map((model) => [model.id, model]));
  return {
    get: (id) => byId.get(id) ?? null,
    base: (name) => bases.get(name) ?? null,
    variants,
    related: (variant) => relatives.get(variant.aliasOf ?? variant.id) ?? [variant],
    list: () => listed,
    describe: (name) => listedById.get(name) ?? null,
    nearest: (name, count = 3) => nearestNames(name, [...listedById.keys()], count),
    qualityHints: file.quality,
  };
}

function indexModels(
  variants: readonly ModelVariant[],
  file: CatalogueFile,
  report: (problem: Problem) => void,
): Map<string, ModelVariant> {
  const byId = new Map<string, ModelVariant>();
  for (const variant of variants) {
    if (byId.has(variant.id)) report({ path: 'groups', message: `the id "${variant.id}" stands there twice` });
    byId.set(variant.id, variant);
  }
  for (const [alias, target] of Object.entries(file.aliases)) {
    const variant = byId.get(target);
    if (byId.has(alias)) report({ path: `aliases.${alias}`, message: 'there is already a model of this name' });
    else if (variant && !variant.aliasOf) byId.set(alias, { ...variant, id: alias, aliasOf: target });
    else if (!Object.hasOwn(file.bases, target))
      report({ path: `aliases.${alias}`, message: `"${target}" is not the id of a model in groups, nor a base name` });
    else if (Object.hasOwn(file.bases, alias))
      report({ path: `aliases.${alias}`, message: 'there is already a base of this name' });
  }
  return byId;
}

/** Further spellings of base names. A target that is an id as well was taken for the id: its alias is as narrow as that. */
function addBaseAliases(
  byId: ReadonlyMap<string, ModelVariant>,
  bases: Map<string, BaseModel>,
  file: CatalogueFile,
): void {
  for (const [alias, target] of Object.entries(file.aliases)) {
    const base = bases.get(target);
    if (base && !byId.has(alias)) bases.set(alias, { ...base, name: alias, aliasOf: target });
  }
}

function indexBases(
  byId: ReadonlyMap<string, ModelVariant>,
  file: CatalogueFile,
  report: (problem: Problem) => void,
): Map<string, BaseModel> {
  const bases = new Map<string, BaseModel>();
  for (const [name, ids] of Object.entries(file.bases)) {
    const path = `bases.${name}`;
    const variants = ids.flatMap((id) => byId.get(id) ?? []);
    for (const id of ids) if (!byId.has(id)) report({ path, message: `"${id}" is not a model` });
    for (const message of faultsOfBase(variants, byId.get(name))) report({ path, message });
    bases.set(name, { name, aliasOf: null, variants });
  }
  return bases;
}

function faultsOfBase(variants: readonly ModelVariant[], sameName: ModelVariant | undefined): string[] {
  const faults: string[] = [];
  const taken = new Map<string, string>();
  for (const variant of variants) {
    const { kind, ratio, seconds, resolution, minImages, maxImages } = variant;
    const place = [kind, ratio, seconds, resolution, minImages, maxImages].join(' ');
    const other = taken.get(place);
    if (other) faults.push(`"${variant.id}" and "${other}" have the same shape, length and size`);
    taken.set(place, variant.id);
    if (kind !== variants[0]?.kind)
      faults.push(`"${variant.id}" does not make the same kind of thing as the first one`);
  }
  const own = sameName && (sameName.aliasOf ?? sameName.id);
  if (own && !variants.some(({ id, aliasOf }) => (aliasOf ?? id) === own))
    faults.push('the model of this name is not in its own list');
  return faults;
}

function indexRelatives(bases: ReadonlyMap<string, BaseModel>): Map<string, ModelVariant[]> {
  const relatives = new Map<string, ModelVariant[]>();
  for (const { variants } of bases.values())
    for (const variant of variants) {
      const known = relatives.get(variant.id) ?? [];
      const alike = variants.filter(({ mode }) => mode === variant.mode);
      relatives.set(variant.id, [...new Set([...known, ...alike])]);
    }
  return relatives;
}

function problemOf({ path, message }: z.core.$ZodIssue): Problem {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return { path: text.replace(/^\./, '') || '(the whole file)', message };
}

function invalid(problems: readonly Problem[]): Error {
  return new Error(
    `The model catalogue is not valid:\n${problems.map(({ path, message }) => `- ${path}: ${message}`).join('\n')}`,
  );
}
