import { type NamedSetting, nestSettings, SETTINGS, type Settings } from '../../schema/settings.ts';
import { conflicts } from './cross-checks.ts';
import { type Environment, environmentLayer } from './environment-layer.ts';
import { fileLayer, type SettingsFile } from './file-layer.ts';
import type { GivenValue, Layer } from './layer.ts';
import { type SettingProblem, SettingsError, type Source, showValue } from './problem.ts';

/** Everything that settings are made of. */
export interface SettingsInputs {
  /** The settings file; absent means that there is none. */
  file?: SettingsFile | undefined;
  env: Environment;
  /** What an operator saved, by `section.name`. */
  stored: Readonly<Record<string, unknown>>;
  /** The only settings that are looked at, by `section.name`; all of them when left out. */
  only?: ReadonlySet<string> | undefined;
}

/** Where the value in force comes from. */
interface Origin {
  source: Source;
  where: string;
}

export interface LoadedSettings {
  settings: Settings;
  /** The same values by `section.name`, one for every setting. */
  values: ReadonlyMap<string, unknown>;
  /** By `section.name`; settings at their default are missing. */
  origins: ReadonlyMap<string, Origin>;
  /** What stood in the source that won, as it was written there; settings at their default are missing. */
  written: ReadonlyMap<string, unknown>;
  /** What the file says, by `section.name`, also where another source wins over it. */
  filed: ReadonlyMap<string, unknown>;
  /** What was left aside without harm, one sentence each. */
  warnings: readonly string[];
}

/**
 * Lays the sources over one another: defaults, then the file, then the database, then the environment.
 * A wrong value is a problem even where another source overrides it.
 * @throws SettingsError listing every problem of every source
 */
export function loadSettings({ file, env, stored, only }: SettingsInputs): LoadedSettings {
  const sources = [file === undefined ? emptyLayer() : fileLayer(file), storedLayer(stored), environmentLayer(env)];
  const layers = only === undefined ? sources : sources.map((layer) => withOnly(only, layer));
  const problems = layers.flatMap((layer) => layer.problems);
  const values = new Map(SETTINGS.map((setting) => [setting.key, setting.default]));
  const origins = new Map<string, Origin>();
  const written = new Map<string, unknown>();
  const filed = new Map<string, unknown>();

  for (const given of layers.flatMap((layer) => layer.given)) {
    const checked = check(given);
    if ('problems' in checked) {
      problems.push(...checked.problems);
    } else {
      values.set(given.setting.key, checked.value);
      origins.set(given.setting.key, { source: given.source, where: given.where });
      written.set(given.setting.key, given.value);
      if (given.source === 'file') filed.set(given.setting.key, checked.value);
    }
  }
  const settings = nestSettings(values);
  if (only === undefined) problems.push(...conflictProblems(settings, values, origins));
  if (problems.length > 0) throw new SettingsError(problems);
  return { settings, values, origins, written, filed, warnings: layers.flatMap((layer) => layer.warnings) };
}

/**
 * What a source says of some settings, and what is wrong with it as a whole: of what is no setting there one of these may be
 * meant, when it stands in their section, or in none that there is.
 */
function withOnly(keys: ReadonlySet<string>, { given, problems }: Layer): Layer {
  const sections = new Set([...keys].map(sectionOf));
  return {
    given: given.filter(({ setting }) => keys.has(setting.key)),
    problems: problems.filter(({ key }) => key === null || !key.includes('.') || sections.has(sectionOf(key))),
    warnings: [],
  };
}

const sectionOf = (key: string): string => key.split('.', 1)[0] ?? '';

function emptyLayer(): Layer {
  return { given: [], problems: [], warnings: [] };
}

function storedLayer(stored: SettingsInputs['stored']): Layer {
  const layer = emptyLayer();
  const where = 'database, table settings';
  for (const [key, value] of Object.entries(stored)) {
    const setting = SETTINGS.find((known) => known.key === key);
    if (setting !== undefined) layer.given.push({ setting, value, source: 'database', where });
    else layer.problems.push({ source: 'database', where, key, given: null, problem: 'is no setting', allowed: null });
  }
  return layer;
}

function check({ setting, value, source, where }: GivenValue): { value: unknown } | { problems: SettingProblem[] } {
  const result = setting.schema.safeParse(value);
  if (result.success) return { value: result.data };
  const { key, range: allowed } = setting;
  const given = showValue(setting, value);
  const place = { source, where, key, given };
  const { issues } = result.error;
  if (setting.kind !== 'tables' || !Array.isArray(value))
    return { problems: [{ ...place, problem: wrongness(setting, value, issues), allowed }] };
  // Each field is an entry of its own: everything is told at once, and what it may be stands in its own words.
  return {
    problems: issues.map((issue) => {
      return { ...place, problem: wordsFor(issue), allowed: issue.path.length > 1 ? null : allowed };
    }),
  };
}

const EXPECTED: Readonly<Record<NamedSetting['kind'], string>> = {
  text: 'string',
  url: 'string',
  choice: 'string',
  number: 'number',
  flag: 'boolean',
  list: 'list',
  tables: 'list of tables',
};

interface Issue {
  message: string;
  path: PropertyKey[];
}

function wrongness({ kind }: NamedSetting, value: unknown, [issue]: readonly Issue[]): string {
  const expected = EXPECTED[kind];
  const actual = Array.isArray(value) ? 'list' : typeof value;
  if (actual !== expected) return value === '' ? 'is empty; leave it out for the default' : `must be a ${expected}`;
  if (kind === 'number') return Number.isFinite(value) ? 'is out of range' : 'is not a finite number';
  if (kind === 'choice') return 'is not one of the choices';
  return issue === undefined ? 'is not allowed' : wordsFor(issue);
}

/** Names the item of a list, and the field of a table. */
function wordsFor({ path: [index, field], message }: Issue): string {
  const item = typeof index === 'number' ? [`item ${index + 1}`] : [];
  return [...item, ...(field === undefined ? [] : [String(field)]), message].join(' ');
}

function conflictProblems(
  settings: Settings,
  values: ReadonlyMap<string, unknown>,
  origins: ReadonlyMap<string, Origin>,
): SettingProblem[] {
  return conflicts(settings).map(({ key, problem }) => {
    const origin = origins.get(key) ?? { source: 'default', where: 'default' };
    const setting = SETTINGS.find((known) => known.key === key);
    const given = setting === undefined ? null : showValue(setting, values.get(key));
    return { ...origin, key, given, problem, allowed: null };
  });
}
