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
    const foreseen = FORESEEN.has(cause.name);
    return new StartProblem(
      foreseen ? cause.message : `The service could not start: ${cause.stack ?? cause.message}`,
      cause,
    );
  }

  static ofListening(cause: Error, host: string, port: number): StartProblem {
    const { code } = cause as NodeJS.ErrnoException;
    const way = 'Set another one with [server] port or FLOW2API_SERVER__PORT (0 takes any free one).';
    if (code === 'EADDRINUSE') return new StartProblem(`The port ${port} on ${host} is in use. ${way}`, cause);
    if (code === 'EACCES') return new StartProblem(`This user may not open the port ${port}. ${way}`, cause);
    return new StartProblem(`Listening on ${host}:${port} failed: ${cause.message}`, cause);
  }
}

/** Errors whose own words are made for operators. */
const FORESEEN = new Set(['SettingsError', 'NewerDatabaseError', 'DataInUseError', 'VaultError', 'ServiceError']);
