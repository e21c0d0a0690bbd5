/** What a long text in a body really is: a file in base64. */
export interface FoldedMedia {
  mime: string;
  /** Of the file itself, not of its text. */
  bytes: number;
  /** To be shown as a picture; undefined for what is none. */
  src?: string | undefined;
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,/;
const BASE64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/;
/** The first characters, by which files are told apart. */
const STARTS: [string, string][] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['UklGR', 'image/webp'],
  ['R0lGOD', 'image/gif'],
  ['AAAA', 'video/mp4'],
];

/** The file in a text, or undefined when it is just a text. */
export function foldMedia(text: string): FoldedMedia | undefined {
  const url = DATA_URL.exec(text);
  const content = url === null ? text : text.slice(url[0].length);
  if (url === null && !BASE64.test(text)) return undefined;
  const guessed = STARTS.find(([start]) => content.startsWith(start))?.[1];
  const mime = url?.[1] ?? guessed ?? 'application/octet-stream';
  const padding = content.endsWith('==') ? 2 : content.endsWith('=') ? 1 : 0;
  const bytes = Math.max(0, Math.floor((content.length * 3) / 4) - padding);
  const folded = { mime, bytes };
  return mime.startsWith('image/') ? { ...folded, src: url === null ? `data:${mime};base64,${text}` : text } : folded;
}
