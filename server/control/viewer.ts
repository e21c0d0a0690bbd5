import type { Actor } from '../../schema/audit.ts';
import type { Identity } from '../access/access.ts';

/** Who asks: an operator in a browser, or a script with an admin token. */
export type Viewer = Identity;

/** A viewer as both fronts show it. */
export const presentViewer = ({ kind, id, name, scopes }: Viewer) => ({ kind, id, name, scopes: [...scopes] });

export const actorOf = ({ kind, id, name }: Viewer): Actor => ({ kind, id, name });
