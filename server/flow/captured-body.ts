import { StoredBytes } from './stored-bytes.ts';

const HIDDEN_KEYS = /^(access_?token|session_?token|cookie|authorization)$/i;
const LONGEST_TEXT = 600;

/**
 * A body as the debug log may show it: tokens hidden, signatures cut off addresses, bytes and base64 folded to their length.
 * Takes the parsed JSON, or the text when it was none.
 */
export function captured(value: unknown): unknown {
  if (typeof value === 'string') return foldText(value);
  if (value instanceof StoredBytes) return `<${value.size} bytes>`;
  if (Array.isArray(value)) return value.map(captured);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, HIDDEN_KEYS.test(key) ? '<hidden>' : captured(inner)]),
  );
}

function foldText(text: string): string {
  if (text.length > LONGEST_TEXT && /^[A-Za-z0-9+/_=-]+$/.test(text.slice(0, LONGEST_TEXT))) {
    return `<${text.length} characters of base64>`;
  }
  const plain = text.replace(/(https?:\/\/[^\s"'?]+)\?[^\s"']*/g, '$1?<hidden>').replace(/ya29\.[\w.-]+/g, '<hidden>');
  return plain.length > LONGEST_TEXT ? `${plain.slice(0, LONGEST_TEXT)}… <${text.length} characters>` : plain;
}
