/** A file or a text as the server takes it in. */
export interface Content {
  content: string;
  encoding: 'utf8' | 'base64';
}

const SQLITE = 'SQLite format 3\0';
const CHUNK = 0x8000;

/** Reads what was dropped: a database byte by byte, everything else as text. */
export async function readFile(file: Blob): Promise<Content> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isDatabase(bytes)) return { content: new TextDecoder().decode(bytes), encoding: 'utf8' };
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return { content: btoa(text), encoding: 'base64' };
}

function isDatabase(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, SQLITE.length)) === SQLITE;
}
