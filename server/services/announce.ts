/** A secret that was made at this start; null when there was one. */
interface Made {
  readonly made: string | null;
  /** From now on it is the one: whoever should know it was told. */
  keepMade(): Promise<void>;
}

export interface Announcement {
  apiKeys: Made;
  connectionToken: Made;
  setUp: { code(): string | null };
  /** Where the console is reached. */
  url: string;
  /** No account of Google's is in the pool, and the built-in sandbox answers. */
  onlySandbox: boolean;
  log: { info(message: string): void };
}

/** Tells the operator what they need to know now and will not be told again. */
export async function announce(told: Announcement): Promise<void> {
  const { apiKeys, connectionToken, setUp, url, onlySandbox, log } = told;
  const secrets = [
    ...(apiKeys.made === null ? [] : [`API key for callers:               ${apiKeys.made}`]),
    ...(connectionToken.made === null ? [] : [`Connection token of the extension: ${connectionToken.made}`]),
  ];
  // Not through the log: it would be kept in files, and masked.
  if (secrets.length > 0) {
    process.stderr.write(`\nMade at this start and shown only now (hashes are stored):\n  ${secrets.join('\n  ')}\n\n`);
  }
  await apiKeys.keepMade();
  await connectionToken.keepMade();
  tellSetUp(setUp.code(), url);
  if (onlySandbox) {
    log.info('No account in the pool: the built-in sandbox answers, marked x-flow2api-upstream: sandbox.');
  }
}

/** The way in while nobody can sign in. Another one is made at each start, so it need not be kept. */
function tellSetUp(code: string | null, url: string): void {
  if (code === null) return;
  process.stderr.write(
    `\nNobody can sign in to the console yet. Set it up with this link, good once and until this process ends:\n  ${url}/start#code=${code}\n\n`,
  );
}
