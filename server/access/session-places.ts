import type { Logger } from 'pino';
import type { Actor, AuditRecord } from '../../schema/audit.ts';
import type { Access } from './access.ts';
import type { Peer } from './peer.ts';

export interface SessionPlacesDeps {
  sessions: Pick<Access['sessions'], 'list' | 'revoke'>;
  audit(record: AuditRecord): Promise<void>;
  log: Pick<Logger, 'error'>;
}

const SERVICE: Actor = { kind: 'service', id: null, name: 'service' };

/** From where each session was used last, so that those can be ended that are in use where nobody may come from any more. */
export function createSessionPlaces({ sessions, audit, log }: SessionPlacesDeps) {
  const places = new Map<string, Peer>();

  function forgetEnded(): void {
    const open = new Set(sessions.list().map(({ id }) => id));
    for (const id of places.keys()) if (!open.has(id)) places.delete(id);
  }

  async function end(id: string): Promise<void> {
    const { adminId, address } = await sessions.revoke(id);
    const detail = `It was a session of ${adminId}, signed in from ${address}.`;
    const what = { action: 'session.revoke', subject: id, changes: [], outcome: 'done' } as const;
    await audit({ ...what, actor: SERVICE, detail, address: null, requestId: null });
  }

  return {
    /** A session is used from there. */
    note(id: string, peer: Peer): void {
      if (!places.has(id)) forgetEnded();
      places.set(id, peer);
    },

    /** Ends the sessions that were last used from where `mayStay` says no. Never throws. */
    async endOutside(mayStay: (peer: Peer) => boolean): Promise<void> {
      for (const { id, address } of sessions.list()) {
        // One that was not used since the start is where it was begun; of one begun on this machine that is no reason.
        const peer = places.get(id) ?? { address, forwarded: false };
        if (mayStay(peer)) continue;
        await end(id).catch((err) => log.error({ err }, 'a session could not be ended; its requests are refused'));
      }
    },
  };
}
