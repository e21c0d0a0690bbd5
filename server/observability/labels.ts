const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** An HTTP method as a label; made-up ones share a label, since a caller can send any. */
export function methodLabel(method: string): string {
  return METHODS.has(method) ? method : 'other';
}

/** 200 to `2xx`, and so on. */
export function statusClass(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}

/** A label that passes its first `limit` different values through and calls all later ones `other`. */
export function boundedLabel(limit: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= limit) return 'other';
    seen.add(value);
    return value;
  };
}
