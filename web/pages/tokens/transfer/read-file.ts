/** A file or a text as the server takes it in. */
export interface Content {
  content: string;
  encoding: 'utf8' | 'base64';
}

const SQLITE = 'SQLite format 3\0';
const CHUNK = 0x8000;

/** Reads what was dropped: a text as it is, a database and whatever is no UTF-8 byte by byte, for the server to say what it is. */
export async function readFile(file: Blob): Promise<Content> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const plain = isDatabase(bytes) ? null : textOf(bytes);
  if (plain !== null) return { content: plain, encoding: 'utf8' };
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return { content: btoa(text), encoding: 'base64' };
}

function isDatabase(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, SQLITE.length)) === SQLITE;
}

/** Null for what is no text in UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
