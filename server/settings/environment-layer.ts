import { type NamedSetting, SETTINGS } from '../../schema/settings.ts';
import type { Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import type { SettingProblem } from './problem.ts';
import { isServiceLink, SERVICE_VARIABLES } from './service-variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'FLOW2API_';
const BY_VARIABLE = new Map(SETTINGS.map((setting) => [setting.variable, setting]));
/** One underscore where two belong is the commonest slip, and would otherwise pass unnoticed. */
const BY_SINGLE_UNDERSCORE = new Map(SETTINGS.map((setting) => [setting.variable.replace('__', '_'), setting]));

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/**
 * Reads the variables `FLOW2API_<SECTION>__<KEY>`. Any other that begins like ours is a problem: what an operator set must
 * not be without effect and without a word.
 */
export function environmentLayer(environment: Environment): Layer {
  const layer: Layer = { given: [], problems: [], warnings: [] };
  for (const [variable, text] of Object.entries(environment)) {
    if (text === undefined || !/^FLOW2API_/i.test(variable)) continue;
    const setting = BY_VARIABLE.get(variable);
    if (setting !== undefined) {
      layer.given.push({ setting, value: readText(setting, text), source: 'environment', where: variable });
    } else if (!SERVICE_VARIABLES.includes(variable) && !isServiceLink(variable, text)) {
      layer.problems.push(unknownVariable(variable));
    }
  }
  return layer;
}

function unknownVariable(variable: string): SettingProblem {
  const meant = meantBy(variable.toUpperCase());
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  const problem = `names no setting${hint}`;
  return { source: 'environment', where: variable, key: null, given: null, problem, allowed: null };
}

/** The variable that lacks an underscore or its section, else the nearest; what all of them begin with makes no names alike. */
function meantBy(upper: string): string | null {
  const slip = BY_SINGLE_UNDERSCORE.get(upper)?.variable;
  if (slip !== undefined) return slip;
  const bare = upper.slice(PREFIX.length);
  const [named, another] = SETTINGS.filter((setting) => setting.name.toUpperCase() === bare);
  if (named !== undefined && another === undefined) return named.variable;
  const known = [...SERVICE_VARIABLES, ...BY_VARIABLE.keys()].map((variable) => variable.slice(PREFIX.length));
  const nearest = nearestName(bare, known);
  return nearest === null ? null : PREFIX + nearest;
}

/** The value that a variable's text stands for. Text that stands for none is returned as it is, for the check to refuse. */
function readText(setting: NamedSetting, text: string): unknown {
  switch (setting.kind) {
    case 'number':
      return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
    case 'flag':
      return WORDS[text.trim().toLowerCase()] ?? text;
    case 'list':
      return readList(text);
    case 'tables':
      return readTables(text);
    case 'choice':
      return text.trim();
    case 'text':
    case 'url':
      return text;
    default:
      return setting.kind satisfies never;
  }
}

/** A JSON array; nothing at all is an empty one. */
function readTables(text: string): unknown {
  return text.trim() === '' ? [] : readList(text.trimStart().startsWith('[') ? text : `[${text}]`);
}

/** A JSON array, or texts between commas; nothing at all is an empty list. */
function readList(text: string): unknown {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: the check refuses a text where a list belongs, and shows it.
    return text;
  }
}
