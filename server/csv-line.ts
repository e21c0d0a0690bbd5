/** A line of CSV with its end. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

/** Quoted where needed; what a spreadsheet would take for a formula is made text. @see https://owasp.org/www-community/attacks/CSV_Injection */
function cellOf(value: unknown): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
