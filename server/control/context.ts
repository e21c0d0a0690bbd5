import type { AuditRecord } from '../../schema/audit.ts';
import { ControlError } from '../../schema/control-error.ts';
import type { Peer } from '../access/peer.ts';
import type { ShutsOut } from '../settings/refusals.ts';
import type { ControlServices } from './control-services.ts';
import { actorOf, type Viewer } from './viewer.ts';

/** What a resolver or procedure is given, the same on both fronts. */
export interface ControlContext {
  services: ControlServices;
  /** Null when nobody is signed in. */
  viewer: Viewer | null;
  /** Where the request came from, behind trusted proxies. */
  address: string;
  /** Whether it passed a proxy or is for a page of elsewhere: then a loopback address says nothing. */
  forwarded: boolean;
  /** Whether other settings would shut whoever asks out. */
  shutsOut: ShutsOut;
  userAgent: string | null;
  requestId: string;
  /** The address under which the browser sees this server, for links. */
  publicUrl: string;
  /** Sets or (null) deletes the session cookie. Throws where there are no cookies, as on a WebSocket. */
  setSessionCookie(value: string | null): void;
}

/** @throws ControlError `signed_out` */
export function viewerOf({ viewer }: ControlContext): Viewer {
  if (viewer === null) throw signedOut();
  return viewer;
}

/** From where whoever asks tries passwords. */
export const peerOf = ({ address, forwarded }: ControlContext): Peer => ({ address, forwarded });

/** Writes to the audit log who did what, in the name of whoever asks. */
export function audit(
  context: ControlContext,
  record: Pick<AuditRecord, 'action' | 'subject'> & Partial<Pick<AuditRecord, 'changes' | 'outcome' | 'detail'>>,
): Promise<void> {
  const { services, viewer, address, requestId } = context;
  const actor = viewer === null ? ({ kind: 'nobody', id: null, name: 'nobody' } as const) : actorOf(viewer);
  const usual = { changes: [], outcome: 'done', detail: null } as const;
  return services.audit.record({ ...usual, ...record, actor, address, requestId });
}

export function signedOut(): ControlError {
  return new ControlError(
    'signed_out',
    'Nobody is signed in here, or the session is over. Sign in, or send "Authorization: Bearer ADMIN_TOKEN".',
  );
}
