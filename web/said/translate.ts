/**
 * What a server says, by its own words, in another language. A key may have slots. `{name}` stands for one word that is kept
 * as it is, `{~name}` for any text that is; `{*name}` for what has a translation of its own, and `{;name}` for a list of such
 * with `; ` between them.
 */
export type Sentences = Readonly<Record<string, string>>;

/** Null for what is not known, or not wholly: nothing is told half in one language and half in another. */
export type Translate = (text: string) => string | null;

interface Slot {
  name: string;
  kind: '' | '~' | '*' | ';';
}

interface Pattern {
  shape: RegExp;
  slots: readonly Slot[];
  /** The other language's words between the slots, and which slot follows each. */
  pieces: readonly string[];
  /** Characters that are fixed: of several that fit, the one that says most is meant. */
  weight: number;
}

const SLOT = /\{([~*;]?)(\w+)\}/g;
/** Longer texts are none of the fixed sentences; looking for one in them would take long. */
const LONGEST = 2_000;
const MOST_KEPT = 2_000;
/** Numbers, names in capitals and media types mean the same in every language. */
const NO_WORDS = /^(?:[^a-z]*|[\w.+-]+\/[\w.+-]+)$/;
const SENTENCE_END = /(?<=[.!?]) (?=[A-Z])/;

/** Puts tables together. Its work grows with the tables only for texts that it has not met lately. */
export function createTranslation(tables: readonly Sentences[]): Translate {
  const entries = tables.flatMap((table) => Object.entries(table));
  const fixed = new Map(entries.filter(([key]) => key.search(SLOT) === -1));
  const patterns = entries
    .filter(([key]) => !fixed.has(key))
    .map(([key, said]) => patternOf(key, said))
    .sort((one, other) => other.weight - one.weight);
  const kept = new Map<string, string | null>();

  function translate(text: string): string | null {
    if (text.length > LONGEST) return null;
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const found = whole(text) ?? inSentences(text);
    kept.set(text, found);
    return found;
  }

  function whole(text: string): string | null {
    const exact = fixed.get(text);
    if (exact !== undefined) return exact;
    for (const pattern of patterns) {
      const found = pattern.shape.exec(text);
      const said = found && filled(pattern, found.slice(1));
      if (said) return said;
    }
    return null;
  }

  function filled({ slots, pieces }: Pattern, values: readonly string[]): string | null {
    const said = new Map<string, string>();
    for (const [index, { name, kind }] of slots.entries()) {
      const value = values[index] ?? '';
      const own = kind === '*' ? part(value) : kind === ';' ? list(value.split('; ')) : value;
      if (own === null) return null;
      said.set(name, own);
    }
    return pieces.map((piece, index) => (index % 2 === 0 ? piece : (said.get(piece) ?? ''))).reduce(joined);
  }

  /** A text inside of another, which may have lost its full stop there. */
  function part(text: string): string | null {
    if (NO_WORDS.test(text)) return text;
    return translate(text) ?? translate(`${text}.`)?.replace(/。$/, '') ?? null;
  }

  /** What stands between two of them may also stand inside of one. */
  function list(pieces: readonly string[]): string | null {
    for (let length = 1; length <= pieces.length; length += 1) {
      const first = part(pieces.slice(0, length).join('; '));
      if (first === null) continue;
      const others = length === pieces.length ? '' : list(pieces.slice(length));
      if (others !== null) return others === '' ? first : `${first}；${others}`;
    }
    return null;
  }

  function inSentences(text: string): string | null {
    const sentences = text.split(SENTENCE_END);
    if (sentences.length < 2) return null;
    const said = sentences.map(whole);
    return said.includes(null) ? null : said.join('');
  }

  return translate;
}

function patternOf(key: string, said: string): Pattern {
  const slots = [...key.matchAll(SLOT)].map(([, kind, name]) => ({ kind, name }) as Slot);
  const texts = key.split(/\{[~*;]?\w+\}/);
  const shape = texts.map((text, index) => {
    const slot = slots[index];
    return escaped(text) + (slot === undefined ? '' : slot.kind === '' ? '(\\S+?)' : '(.+?)');
  });
  return {
    shape: new RegExp(`^${shape.join('')}$`, 's'),
    slots,
    pieces: said.split(/\{(\w+)\}/),
    weight: texts.join('').length,
  };
}

/** `RegExp.escape`, which not every browser has yet. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const HAN = /\p{Script=Han}/u;
const LATIN = /[\p{Script=Latin}\d]/u;

/** Chinese has a space beside what is not Chinese, and none in itself. */
function joined(left: string, right: string): string {
  const [before, after] = [left.trimEnd().at(-1) ?? '', right.trimStart().at(0) ?? ''];
  if (HAN.test(before) && HAN.test(after)) return left.trimEnd() + right.trimStart();
  const isMixed = (HAN.test(before) && LATIN.test(after)) || (LATIN.test(before) && HAN.test(after));
  return isMixed ? `${left.trimEnd()} ${right.trimStart()}` : left + right;
}
