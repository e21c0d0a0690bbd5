import type { Logger } from 'pino';
import type { Actor, AuditRecord } from '../../schema/audit.ts';
import { networkOf, type Peer } from './peer.ts';
import { createSeldom } from './seldom.ts';

export interface RefusedAddressesDeps {
  audit(record: AuditRecord): Promise<void>;
  /** Milliseconds since some moment. */
  elapsed(): number;
  log: Pick<Logger, 'warn' | 'error'>;
}

const MINUTE_MS = 60_000;
/** Anybody can make a request, and from many addresses: of so many there is a word at a time. */
const MOST = 300;
/** Longer than any address; what a proxy forwards may be something else. */
const MAX_LENGTH = 64;
const NOBODY: Actor = { kind: 'nobody', id: null, name: 'nobody' };

/** Writes down, now and then, from which addresses operators may not come and somebody tried. */
export function createRefusedAddresses({ audit, elapsed, log }: RefusedAddressesDeps) {
  const isToBeLogged = createSeldom({ gapMs: 5 * MINUTE_MS, most: MOST, elapsed });
  const isToBeAudited = createSeldom({ gapMs: 60 * MINUTE_MS, most: MOST, elapsed });

  /** A request from there was refused. Never throws. */
  return ({ address: full }: Peer, requestId: string): void => {
    const address = full.slice(0, MAX_LENGTH);
    const network = networkOf(address);
    if (isToBeLogged(network)) {
      log.warn({ address, requestId }, 'an operator may not come from this address ([server] operator_networks)');
    }
    if (!isToBeAudited(network)) return;
    const what = { action: 'operator-address.refuse', subject: null, changes: [], outcome: 'refused' } as const;
    audit({ ...what, actor: NOBODY, detail: DETAIL, address, requestId }).catch((err) =>
      log.error({ err }, 'a refused address could not be written to the audit log'),
    );
  };
}

const DETAIL = 'It is in none of [server] operator_networks. More attempts from there are not noted for an hour.';
