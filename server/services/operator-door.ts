import type { Logger } from 'pino';
import type { Access } from '../access/access.ts';
import { mayOperateFrom } from '../access/networks.ts';
import { createRefusedAddresses } from '../access/refused-addresses.ts';
import { createSessionPlaces } from '../access/session-places.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ControlDeps } from '../control/control.ts';
import { createOperatorGate } from '../control/gate/gate.ts';
import type { GateSettings } from '../control/gate/let-in.ts';

export interface OperatorDoorDeps {
  access: Pick<Access, 'authenticate' | 'sessions'>;
  audit: Pick<AuditLog, 'record'>;
  settings(): GateSettings;
  newRequestId(): string;
  /** Milliseconds since some moment. */
  elapsed(): number;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** By where operators come in, and are shown out. */
export function createOperatorDoor({ access, audit, settings, newRequestId, elapsed, log }: OperatorDoorDeps) {
  const places = createSessionPlaces({ sessions: access.sessions, audit: audit.record, log });
  const onRefused = createRefusedAddresses({ audit: audit.record, elapsed, log });
  const gate = createOperatorGate({ settings, newRequestId, onRefused });
  const authenticate: ControlDeps['authenticate'] = async (shown) => {
    const identity = await access.authenticate(shown);
    if (identity !== null && identity.sessionId !== null) places.note(identity.sessionId, shown.from);
    return identity;
  };
  return {
    gate,
    /** Who it is, remembering from where a session is used. @throws like `Access.authenticate` */
    authenticate,
    /** Ends what operators have open who may not come any more from where they are. */
    shutOut(): void {
      gate.cutOutside();
      void places.endOutside((peer) => mayOperateFrom(peer, settings().operatorNetworks));
    },
  };
}
