import { type LookupAddress, lookup as resolveByDns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

/** A host, or one of the addresses that its name stands for, is not to be reached from here; or there is no such name. */
export class AddressRefusedError extends Error {
  constructor(options?: ErrorOptions) {
    super('the host is not public', options);
    this.name = 'AddressRefusedError';
  }
}

export interface GuardOptions {
  allowAddress: (address: string) => boolean;
  /** All addresses of a name. */
  resolveAll?: ((host: string) => Promise<readonly LookupAddress[]>) | undefined;
  connectTimeoutMs: number;
}

/**
 * Opens connections only to allowed addresses. A name is resolved once, EVERY answer must be allowed, and the connection
 * goes to exactly these answers: a name server that answers differently the second time is never asked again.
 */
export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const connector = buildConnector({
    timeout: options.connectTimeoutMs,
    allowH2: false,
    lookup: guardedLookup(options),
  });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // Sockets look up names only, so an address written out is judged here.
    if (isIP(host) !== 0 && !options.allowAddress(host)) return callback(new AddressRefusedError(), null);
    connector(target, callback);
  };
}

function guardedLookup({ allowAddress, resolveAll = resolveAllByDns }: GuardOptions): LookupFunction {
  const resolve = async (host: string) => {
    const answers = await resolveAll(host);
    if (answers.length === 0 || !answers.every(({ address }) => allowAddress(address))) throw new AddressRefusedError();
    return answers;
  };
  return (host, { all }, callback) => {
    resolve(host).then(
      (answers) => {
        const [first] = answers;
        if (all || first === undefined) callback(null, [...answers]);
        else callback(null, first.address, first.family);
      },
      // A name that does not exist and one that points inwards look the same, so that names inside cannot be guessed.
      (cause) => callback(cause instanceof AddressRefusedError ? cause : new AddressRefusedError({ cause }), ''),
    );
  };
}

function resolveAllByDns(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    resolveByDns(host, { all: true, order: 'verbatim' }, (cause, answers) =>
      cause === null ? resolve(answers) : reject(cause),
    );
  });
}
