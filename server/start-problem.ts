import { outageOf } from './database/outage.ts';

/** Something that keeps the service from starting and that an operator can mend. Its message is all they need to see. */
export class StartProblem extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartProblem';
  }

  /** Words for whatever went wrong; a stack only for what nobody foresaw. */
  static from(cause: unknown): StartProblem {
    if (cause instanceof StartProblem) return cause;
    if (!(cause instanceof Error)) return new StartProblem(`The service could not start: ${String(cause)}`, cause);
    if (FORESEEN.has(cause.name)) return new StartProblem(cause.message, cause);
    const outage = outageOf(cause);
    if (outage !== null) return new StartProblem(`The database cannot be written: ${outage}.`, cause);
    return StartProblem.ofFile(cause) ?? new StartProblem(`The service could not start: ${cause.stack}`, cause);
  }

  /** Null unless a file or folder could not be used. `path` is for failures that do not name theirs. */
  static ofFile(cause: NodeJS.ErrnoException, { path = cause.path }: { path?: string | undefined } = {}) {
    const { code, syscall } = cause;
    if (code === undefined || path === undefined || syscall === 'listen') return null;
    return new StartProblem(`${path} cannot be used: ${FILE_PROBLEMS[code] ?? cause.message} (${code}).`, cause);
  }

  static ofListening(cause: Error, host: string, port: number): StartProblem {
    const { code } = cause as NodeJS.ErrnoException;
    const way = 'Set another one with [server] port or FLOW2API_SERVER__PORT (0 takes any free one).';
    if (code === 'EADDRINUSE') return new StartProblem(`The port ${port} on ${host} is in use. ${way}`, cause);
    if (code === 'EACCES') return new StartProblem(`This user may not open the port ${port}. ${way}`, cause);
    return new StartProblem(`Listening on ${host}:${port} failed: ${cause.message}`, cause);
  }
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EEXIST: 'it is a file, and a folder belongs there',
  EISDIR: 'it is a folder, and a file belongs there',
  ENOENT: 'it is not there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'it may only be read',
};

/** Errors whose own words are made for operators. */
const FORESEEN = new Set([
  'SettingsError',
  'NewerDatabaseError',
  'DataInUseError',
  'DataDirError',
  'VaultError',
  'ServiceError',
]);
