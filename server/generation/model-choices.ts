import type { Logger } from 'pino';
import type { AuditChange } from '../../schema/audit.ts';
import { type Catalogue, createChosenCatalogue } from '../../schema/catalogue.ts';
import { ControlError } from '../../schema/control-error.ts';
import type { ModelChoice } from '../../schema/entities/model-choice.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';

export interface ModelChoicesDeps {
  database: Pick<Database, 'read' | 'commit'>;
  /** As `config/models.json` has it. */
  configured: Catalogue;
  now(): number;
  log: Pick<Logger, 'warn'>;
}

/** What is to become of a model; what is left out stays. */
export interface ModelWishes {
  hidden?: boolean | undefined;
  addAliases?: readonly string[] | undefined;
  removeAliases?: readonly string[] | undefined;
}

export type ModelChoices = Awaited<ReturnType<typeof openModelChoices>>;

/** It stands in paths, so it has no colon and begins and ends plainly. */
const ALIAS = /^[A-Za-z0-9](?:[\w./-]{0,98}[A-Za-z0-9])?$/;
const MAX_ALIASES = 50;

/** What operators decide about models: which are not listed, and further names. Stored, and in force at once. */
export async function openModelChoices({ database, configured, now, log }: ModelChoicesDeps) {
  const { catalogue, choose, isHidden } = createChosenCatalogue(configured);
  const stored = await database.read.selectFrom('ModelChoice').selectAll().orderBy('name').execute();
  take(stored);
  for (const row of stored) warnOf(row);

  function take(rows: readonly ModelChoice[]): void {
    const aliases = rows.flatMap(({ name, aliasOf }) => (aliasOf === null ? [] : [[name, aliasOf] as const]));
    const hidden = rows.filter((row) => row.hidden).map(({ name }) => name);
    choose({ aliases: new Map(aliases), hidden: new Set(hidden) });
  }

  /** The file may have changed since. */
  function warnOf({ name, aliasOf }: ModelChoice): void {
    if (aliasOf === null) return;
    if (configured.describe(name) !== null) {
      log.warn({ name }, 'an alias of an operator is now a name in config/models.json, which goes before it');
    } else if (configured.describe(aliasOf) === null) {
      log.warn({ name, aliasOf }, 'an alias of an operator stands for a model that is no longer in config/models.json');
    }
  }

  /** @throws ServiceError `model_not_found`; `invalid_value` for another name of a model */
  function checkOwnName(name: string): void {
    const model = catalogue.describe(name);
    if (model === null) {
      const hint = `Did you mean ${catalogue.nearest(name).join(', ')}?`;
      throw new ServiceError('model_not_found', `There is no model ${name.slice(0, 100)}. ${hint}`, { param: 'name' });
    }
    if (model.aliasOf === null) return;
    throw new ServiceError('invalid_value', `${name} is another name for ${model.aliasOf}: name that one.`, {
      param: 'name',
    });
  }

  /** @throws ServiceError `invalid_value`; ControlError `conflict` for one that stands for another model */
  function checkAlias(alias: string, name: string, rows: readonly ModelChoice[]): void {
    const param = 'addAliases';
    if (!ALIAS.test(alias)) throw new ServiceError('invalid_value', badAlias(alias), { param });
    if (configured.describe(alias) !== null) {
      const message = `${alias} is a name in config/models.json already, and a model's own name means that model alone.`;
      throw new ServiceError('invalid_value', message, { param });
    }
    const current = rows.find((row) => row.name === alias)?.aliasOf ?? name;
    if (current === name) return;
    throw new ControlError('conflict', `${alias} is another name for ${current}. Take it away there first.`, {
      ...{ param, current },
    });
  }

  /** @throws ServiceError `invalid_value` for one of the file, `not_found` */
  function checkRemoval(alias: string, name: string, rows: readonly ModelChoice[]): void {
    if (rows.some((row) => row.name === alias && row.aliasOf === name)) return;
    const param = 'removeAliases';
    if (configured.describe(alias)?.aliasOf === name) {
      throw new ServiceError('invalid_value', `The alias ${alias} stands in config/models.json: remove it there.`, {
        param,
      });
    }
    throw new ServiceError('not_found', `${name} has no alias ${alias.slice(0, 100)}.`, { param });
  }

  /** The rows as they shall be. */
  function wished(rows: readonly ModelChoice[], name: string, wishes: ModelWishes): ModelChoice[] {
    const { hidden, addAliases = [], removeAliases = [] } = wishes;
    for (const alias of addAliases) checkAlias(alias, name, rows);
    for (const alias of removeAliases) checkRemoval(alias, name, rows);
    const updatedAt = now();
    const gone = new Set([...removeAliases, ...(hidden === undefined ? [] : [name])]);
    const known = new Set(rows.map((row) => row.name));
    const added = [...new Set(addAliases)].filter((alias) => !known.has(alias));
    const after = [
      ...rows.filter((row) => !gone.has(row.name)),
      ...(hidden ? [{ name, aliasOf: null, hidden, updatedAt }] : []),
      ...added.map((alias) => ({ name: alias, aliasOf: name, hidden: false, updatedAt })),
    ];
    if (aliasesOf(after, name).length > MAX_ALIASES) {
      throw new ServiceError('invalid_value', `A model has ${MAX_ALIASES} aliases of operators at most.`, {
        param: 'addAliases',
      });
    }
    return after;
  }

  return {
    /** What everything else looks names up in. */
    catalogue,
    isHidden,
    /** Whether an operator has made the name, rather than the file. */
    isOperators: (alias: string): boolean => catalogue.describe(alias) !== null && configured.describe(alias) === null,

    /**
     * Hides or shows a model, gives it further names or takes them away; all or nothing. Returns what is another now.
     * @throws ServiceError `model_not_found`, `invalid_value`, `not_found`; ControlError `conflict`
     */
    async update(name: string, wishes: ModelWishes): Promise<AuditChange[]> {
      checkOwnName(name);
      const [before, after] = await database.commit(async (tx) => {
        const rows = await tx.selectFrom('ModelChoice').selectAll().orderBy('name').execute();
        const wanted = wished(rows, name, wishes);
        const dropped = rows.filter((row) => !wanted.includes(row)).map((row) => row.name);
        const added = wanted.filter((row) => !rows.includes(row));
        if (dropped.length > 0) await tx.deleteFrom('ModelChoice').where('name', 'in', dropped).execute();
        if (added.length > 0) await tx.insertInto('ModelChoice').values(added).execute();
        return [rows, wanted] as const;
      });
      take(after);
      return changesOf(before, after, name);
    },
  };
}

const aliasesOf = (rows: readonly ModelChoice[], name: string): string[] =>
  rows.flatMap((row) => (row.aliasOf === name ? [row.name] : [])).sort();

const isHiddenIn = (rows: readonly ModelChoice[], name: string): boolean =>
  rows.some((row) => row.name === name && row.hidden);

function changesOf(before: readonly ModelChoice[], after: readonly ModelChoice[], name: string): AuditChange[] {
  return [
    { field: 'hidden', from: isHiddenIn(before, name), to: isHiddenIn(after, name) },
    { field: 'aliases', from: aliasesOf(before, name), to: aliasesOf(after, name) },
  ].filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}

const badAlias = (alias: string): string =>
  `${JSON.stringify(alias.slice(0, 100))} can be no name of a model: it has up to 100 letters, digits, dots, dashes, underscores and ` +
  'slashes, and begins and ends with a letter or a digit.';
