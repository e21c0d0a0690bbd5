import { parse, TomlDate, TomlError } from 'smol-toml';
import { type NamedSetting, SETTINGS } from '../../schema/settings.ts';
import type { Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import { bracketed, type SettingProblem } from './problem.ts';
import { retiredKey, retiredSection } from './retired.ts';

const SECTION_NAMES = [...new Set(SETTINGS.map((setting) => setting.section as string))];

/** A settings file as it was read, or why it could not be. */
export type SettingsFile = { path: string; text: string } | { path: string; unreadable: string };

/** Reads the text of a settings file. Unknown sections and keys, and text that is not TOML, are problems; retired ones are warnings. */
export function fileLayer(file: SettingsFile): Layer {
  const { path } = file;
  const layer: Layer = { given: [], problems: [], warnings: [] };
  const problem = (key: string | null, what: string): SettingProblem => ({
    source: 'file',
    where: path,
    key,
    given: null,
    problem: what,
    allowed: null,
  });

  if ('unreadable' in file) {
    layer.problems.push(problem(null, file.unreadable));
    return layer;
  }
  const document = parseToml(file.text);
  if (document instanceof TomlError) {
    const [reason = 'unreadable'] = document.message.replace(/^Invalid TOML document: /, '').split('\n');
    const place = `line ${document.line}, column ${document.column}`;
    layer.problems.push({ ...problem(null, `is not TOML: ${reason}`), where: `${path}, ${place}` });
    return layer;
  }
  for (const [section, entries] of Object.entries(document)) {
    const retired = retiredSection(section);
    if (retired !== undefined) {
      layer.warnings.push(`${path}: [${section}] ${retired}`);
    } else if (!isTable(entries)) {
      layer.problems.push(problem(section, 'stands outside a section'));
    } else if (!SECTION_NAMES.includes(section)) {
      layer.problems.push(
        problem(`[${section}]`, `is no section of this service${suggestion(section, SECTION_NAMES)}`),
      );
    } else {
      for (const [name, value] of Object.entries(entries)) readEntry(`${section}.${name}`, value);
    }
  }
  return layer;

  function readEntry(key: string, value: unknown): void {
    const setting = SETTINGS.find((known) => known.key === key);
    const retired = retiredKey(key);
    if (setting !== undefined)
      layer.given.push({ setting, value: readValue(setting, value), source: 'file', where: path });
    else if (retired !== undefined) layer.warnings.push(`${path}: ${bracketed(key)} ${retired}`);
    else layer.problems.push(problem(key, `is no setting${suggestKey(key)}`));
  }
}

/** Tables hold their times as text, which is how every other source has to write them. */
function readValue({ kind }: NamedSetting, value: unknown): unknown {
  if (kind !== 'tables' || !Array.isArray(value)) return value;
  return value.map((table) => (isTable(table) ? mapValues(table, timeAsText) : table));
}

const timeAsText = (value: unknown): unknown => (value instanceof TomlDate ? value.toISOString() : value);

function mapValues(table: Record<string, unknown>, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
}

/** A key of the same name in another section is a likelier mistake than a similar name in this one. */
function suggestKey(key: string): string {
  const name = key.slice(key.indexOf('.') + 1);
  const elsewhere = SETTINGS.find((setting) => setting.name === name)?.key;
  const meant =
    elsewhere ??
    nearestName(
      key,
      SETTINGS.map((setting) => setting.key),
    );
  return meant === null ? '' : `; did you mean ${bracketed(meant)}?`;
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return meant === null ? '' : `; did you mean [${meant}]?`;
}

function parseToml(text: string): Record<string, unknown> | TomlError {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (cause instanceof TomlError) return cause;
    throw cause;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
