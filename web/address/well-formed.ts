/** Escapes that follow each other are read together; a percent sign alone is none. */
const ESCAPES = /(?:%[0-9a-f]{2})+|%/gi;

/**
 * An address whose escapes can all be read: what only looks like one, as when an address was cut short, stands for itself.
 * The router fails as a whole at the others.
 */
export function wellFormed(address: string): string {
  return address.replace(ESCAPES, (escapes) => (isReadable(escapes) ? escapes : escapes.replaceAll('%', '%25')));
}

function isReadable(escapes: string): boolean {
  try {
    return decodeURIComponent(escapes) !== ''; // a call whose answer nobody uses is left out by the build
  } catch {
    return false;
  }
}

/** A part of an address as it is meant, whatever it holds. */
export const decoded = (part: string): string => decodeURIComponent(wellFormed(part));

/** Puts the address of this document right before anybody reads it. */
export function mendAddress(): void {
  const { origin, pathname, search, hash } = location;
  const mended = origin + wellFormed(pathname) + search + wellFormed(hash);
  if (mended !== origin + pathname + search + hash) history.replaceState(history.state, '', mended);
}
