/** `name`, then any number of `[key]`. */
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;
const MAX_DEPTH = 5;

/** Objects that no name of a caller's can change anything else through. */
type Fields = Record<string, unknown>;
const empty = (): Fields => Object.create(null) as Fields;

/** The name without its brackets. */
export function baseName(name: string): string {
  return BRACKETED.exec(name)?.[1] ?? name;
}

/**
 * The fields of a form as a JSON body has them: `video[id]` stands in an object, `images[]` and `images[0]` in a list. Of two
 * with the same name the later one counts.
 */
export function createFields() {
  const root = empty();
  return {
    set(name: string, value: string): void {
      const [, base, brackets = ''] = BRACKETED.exec(name) ?? [];
      const keys = [...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, key = '']) => key);
      if (base === undefined || keys.length > MAX_DEPTH) root[name] = value;
      else put(root, base, keys, value);
    },
    all: (): Fields => root,
  };
}

function put(at: Fields, name: string, keys: readonly string[], value: string): void {
  const [key, ...rest] = keys;
  if (key === undefined) {
    at[name] = value;
    return;
  }
  if (isPlace(key)) {
    const list: unknown[] = Array.isArray(at[name]) ? at[name] : [];
    at[name] = list;
    const item: Fields = empty();
    put(item, 'value', rest, value);
    list.push(item.value);
    return;
  }
  const inner = isFields(at[name]) ? at[name] : empty();
  at[name] = inner;
  put(inner, key, rest, value);
}

const isPlace = (key: string): boolean => /^\d{0,3}$/.test(key);

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
