/** SQLite's codes for a database that cannot be written now, whatever was to be written, and what they mean. */
const WORDS: Readonly<Record<string, string>> = {
  BUSY: 'another program holds it locked',
  LOCKED: 'another program holds it locked',
  FULL: 'the disk is full',
  IOERR: 'the disk failed',
  READONLY: 'it may only be read',
  CANTOPEN: 'its files cannot be opened',
  NOMEM: 'there is no memory left',
};

/** Why the database cannot be written, in words with SQLite's code; null when a failure is not the database's own. */
export function outageOf(cause: unknown): string | null {
  const code = sqliteCodeOf(cause);
  const words = code === null ? undefined : WORDS[code.split('_')[1] ?? ''];
  return words === undefined ? null : `${words} (${code})`;
}

/** SQLite's code of an error, however deep it lies under others; null when there is none. */
export function sqliteCodeOf(cause: unknown): string | null {
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('SQLITE_')) return code;
  }
  return null;
}
