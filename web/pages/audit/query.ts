import type { Inputs } from '../../api/types.ts';

export type AuditFilter = NonNullable<Inputs['audit']['export']['filter']>;
export type Outcome = 'done' | 'refused';
export type Query = Record<string, string | undefined>;

/** What the log is filtered by, as its address has it. */
export interface Wanted {
  actor: string | undefined;
  /** `token.*` or `token.update`. */
  action: string | undefined;
  outcome: Outcome | undefined;
  /** A part of what a line shows. */
  text: string;
  /** Unix milliseconds. */
  from: number | undefined;
  to: number | undefined;
}

const moment = (text: string | undefined): number | undefined => (text && Number(text) >= 0 ? Number(text) : undefined);

/** Reads an address. What makes no sense in it is left out. */
export function readQuery({ actor, action, outcome, q, from, to }: Query): Wanted {
  return {
    actor: actor || undefined,
    action: action !== undefined && /^[a-z-]+(\.[a-z-]+|\.\*)?$/.test(action) ? action : undefined,
    outcome: outcome === 'done' || outcome === 'refused' ? outcome : undefined,
    text: q ?? '',
    from: moment(from),
    to: moment(to),
  };
}

/** The address of what is wanted; null takes a part out of it. */
export function writeQuery({ actor, action, outcome, text, from, to }: Wanted) {
  return {
    actor: actor ?? null,
    action: action ?? null,
    outcome: outcome ?? null,
    q: text || null,
    from: from?.toString() ?? null,
    to: to?.toString() ?? null,
  };
}

/** What the server is asked for. */
export function filterOf({ actor, action, outcome, text, from, to }: Wanted): AuditFilter {
  return { actorId: actor, action, outcome, text: text || undefined, from, to };
}
