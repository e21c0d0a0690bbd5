interface ErrorWords {
  unreachable: string;
  /** Something answered, and not as the server does. */
  answeredByOther(status: number): string;
  broken: string;
  /** By the server's code, for those that need no particulars. */
  sentences: Partial<Record<'internal_error' | 'shutting_down', string>>;
}

export const en: ErrorWords = {
  unreachable:
    'The server does not answer. Look whether it runs and whether this computer is connected, then try again.',
  answeredByOther: (status) =>
    `The answer has status ${status} and is not the server’s own. Look at the proxy in front of it, then try again.`,
  broken: 'The console made a mistake. Load the page again; if it comes back, report what you did.',
  sentences: {
    internal_error: 'The server made a mistake. Its log says more under this request id.',
    shutting_down: 'The server is stopping. Try again when it is back.',
  },
};
