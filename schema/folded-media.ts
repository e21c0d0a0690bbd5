/** Runs of base64 from this length on are media, and say nothing to a reader. */
export const LONG_BASE64 = 200;

const BEGINNINGS: readonly [string, string][] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['UklGR', 'image/webp'],
  ['R0lGOD', 'image/gif'],
  ['GkXfo', 'video/webm'],
];

/** What stands in the place of base64: its type and its size, for example `image/jpeg, 412 KB`. */
export function describeBase64(beginning: string, characters: number, type = typeOf(beginning)): string {
  return `${type}, ${inUnits(Math.floor((characters * 3) / 4))}`;
}

function typeOf(beginning: string): string {
  const known = BEGINNINGS.find(([start]) => beginning.startsWith(start));
  if (known !== undefined) return known[1];
  return isMp4(beginning) ? 'video/mp4' : 'base64';
}

/** An MP4 begins with the size of its first box and the word `ftyp`. */
function isMp4(beginning: string): boolean {
  return atob(beginning.slice(0, 16).replaceAll('-', '+').replaceAll('_', '/')).slice(4, 8) === 'ftyp';
}

function inUnits(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
