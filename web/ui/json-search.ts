/** How deep a tree is open before anyone has opened anything. */
export const OPEN_DEPTH = 3;

export type JsonContainer = readonly unknown[] | Record<string, unknown>;

export function isContainer(value: unknown): value is JsonContainer {
  return typeof value === 'object' && value !== null;
}

/** Whether a name or a value has the searched text in it, here or further down. `query` in lower case. */
export function holds(name: string | undefined, value: unknown, query: string): boolean {
  if (name?.toLowerCase().includes(query)) return true;
  if (!isContainer(value)) return matches(value, query);
  return Object.entries(value).some(([key, inner]) => holds(Array.isArray(value) ? undefined : key, inner, query));
}

/** How many names and values have the text in them. */
export function countMatches(name: string | undefined, value: unknown, query: string): number {
  const own = name?.toLowerCase().includes(query) ? 1 : 0;
  if (!isContainer(value)) return own + (matches(value, query) ? 1 : 0);
  const isList = Array.isArray(value);
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + countMatches(isList ? undefined : key, inner, query),
    own,
  );
}

function matches(value: unknown, query: string): boolean {
  return String(value).toLowerCase().includes(query);
}
