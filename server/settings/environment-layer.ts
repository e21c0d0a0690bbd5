import { type NamedSetting, SETTINGS } from '../../schema/settings.ts';
import type { Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import type { SettingProblem } from './problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

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

/** Reads the variables `FLOW2API_<SECTION>__<KEY>`. Ones of that form that name no setting are problems. */
export function environmentLayer(environment: Environment): Layer {
  const layer: Layer = { given: [], problems: [], warnings: [] };
  for (const [variable, text] of Object.entries(environment)) {
    if (text === undefined || !/^FLOW2API_/i.test(variable)) continue;
    const setting = BY_VARIABLE.get(variable);
    if (setting !== undefined) {
      layer.given.push({ setting, value: readText(setting, text), source: 'environment', where: variable });
    } else if (variable.includes('__') || BY_SINGLE_UNDERSCORE.has(variable.toUpperCase())) {
      layer.problems.push(unknownVariable(variable));
    }
  }
  return layer;
}

function unknownVariable(variable: string): SettingProblem {
  const upper = variable.toUpperCase();
  const meant = BY_SINGLE_UNDERSCORE.get(upper)?.variable ?? nearestName(upper, [...BY_VARIABLE.keys()]);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  return {
    source: 'environment',
    where: variable,
    key: null,
    given: null,
    problem: `names no setting${hint}`,
    allowed: null,
  };
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
    case 'choice':
      return text.trim();
    case 'text':
    case 'url':
      return text;
    default:
      return setting.kind satisfies never;
  }
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
