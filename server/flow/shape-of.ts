const MAX_CHARS = 600;
const MAX_DEPTH = 8;

/** The form of a JSON value: names and types but no values, for a log that must hold no secret. Cut to a few lines. */
export function shapeOf(value: unknown): string {
  const text = value === undefined ? 'not JSON' : describe(value, 0);
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}

function describe(value: unknown, depth: number): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length} × ${describe(value[0], depth + 1)}]`;
  const fields = Object.entries(value).slice(0, 20);
  return `{${fields.map(([name, inner]) => `${name.slice(0, 60)}: ${describe(inner, depth + 1)}`).join(', ')}}`;
}
