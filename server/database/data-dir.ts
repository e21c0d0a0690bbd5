import { access, chmod, constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sqliteCodeOf } from './outage.ts';

/** The data folder, or the database in it, cannot be used. Its message is for the operator. */
export class DataDirError extends Error {
  constructor(path: string, problem: string, cause?: unknown) {
    super(
      `${path} cannot be used: ${problem}. Mend that, or name another data folder with FLOW2API_DATA_DIR.`,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'DataDirError';
  }
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const OTHERS = 0o007;

/**
 * Makes the data folder, or one in it, for this user alone. One that is there keeps its mode: it is the operator's.
 * @throws DataDirError when there is no folder that this user can write in
 */
export async function makeDataDir(dir: string): Promise<void> {
  await inWords(dir, async () => {
    await makeFolder(dir);
    await access(dir, constants.W_OK | constants.X_OK);
  });
}

/** Folder by folder: Node's own recursive way never ends in places like /proc, which exist and take nothing. */
async function makeFolder(dir: string): Promise<void> {
  if (await isFolder(dir)) return;
  if (dirname(dir) !== dir) await makeFolder(dirname(dir));
  try {
    await mkdir(dir, { mode: OWNER_ONLY_FOLDER });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Whoever starts at the same moment may have made it.
    if (code !== 'EEXIST' || !(await isFolder(dir))) throw cause;
  }
}

/** False when there is nothing. @throws DataDirError when it is something else */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
  throw new DataDirError(path, 'it is a file, and a folder belongs there');
}

/**
 * Sees to it that nobody but the owner reads a database file, and lets `work` open it. SQLite makes the files beside it
 * (`-wal`, `-shm`) with the same mode. An operator who let a group in on purpose keeps that.
 * @throws DataDirError when the file cannot be made or is no database
 */
export async function openPrivately<T>(file: string, work: () => Promise<T>): Promise<T> {
  return inWords(file, async () => {
    await (await open(file, 'a', OWNER_ONLY_FILE)).close();
    for (const path of [file, `${file}-wal`, `${file}-shm`]) await closeToOthers(path);
    return await work();
  });
}

async function closeToOthers(path: string): Promise<void> {
  try {
    if (((await stat(path)).mode & OTHERS) !== 0) await chmod(path, OWNER_ONLY_FILE);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Nothing there, or it belongs to somebody else, whose business its mode is.
    if (code !== 'ENOENT' && code !== 'EPERM') throw cause;
  }
}

async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const problem = problemOf(cause);
    throw problem === null ? cause : new DataDirError(path, problem, cause);
  }
}

/** Null for errors that neither the file system nor SQLite made. */
function problemOf(cause: unknown): string | null {
  if (!(cause instanceof Error) || cause instanceof DataDirError) return null;
  const code = sqliteCodeOf(cause) ?? (cause as NodeJS.ErrnoException).code;
  if (code === undefined || !/^(SQLITE_|E[A-Z0-9]+$)/.test(code)) return null;
  const [, words] = PROBLEMS.find(([codes]) => codes.test(code)) ?? [];
  return `${words ?? cause.message} (${code})`;
}

const PROBLEMS: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^SQLITE_NOTADB/, 'it is no database'],
  [/^SQLITE_CORRUPT/, 'the database is damaged; restore a backup'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another program holds it locked'],
  [/^SQLITE_(IOERR|PROTOCOL)/, 'the disk failed, or its file system lacks what a database needs'],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'the disk is full'],
  [/^(SQLITE_READONLY|EROFS)/, 'it may only be read'],
  [/^SQLITE_CANTOPEN/, 'no database file can be opened there'],
  [/^(EACCES|EPERM)/, 'this user may not write there'],
  [/^EISDIR/, 'it is a folder, and a file belongs there'],
  [/^ENOTDIR/, 'a part of the path is a file'],
  [/^ENOENT/, 'nothing can be made there'],
];
