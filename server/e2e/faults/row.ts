import type { Effect } from '../../sandbox/faults.ts';
import type { CallId } from './calls.ts';

/** What goes wrong in a row of the table. */
export type Strike =
  | { does: 'effect'; effect: Effect }
  /** The account itself is switched in the sandbox. */
  | { does: 'account'; change: object }
  /** The service's clock is put forward (or back) while the call is under way. */
  | { does: 'clock'; jumpMs: number };

export interface FaultRow {
  name: string;
  /** What comes over the wire. */
  wire: string;
  strike: Strike;
  /** The calls that it can happen to. */
  on: readonly CallId[];
  /** Why it cannot happen to any other. */
  otherwise: string;
  /** Whether it may be held against the account, or against its way out. */
  blames?: 'account' | 'way-out';
  /** Nobody notices: the caller gets what was asked for. */
  harmless?: true;
  /** The upstream's own word that what it had taken has come to nothing. */
  endsWork?: true;
  /** Strikes once, however often the call is struck otherwise. */
  once?: true;
  /** The call's own time limit is made short, since this is what ends it. */
  runsOut?: true;
  /** `[generation] video_timeout` and `retrieve_timeout` are made short, since nothing else ends it. */
  neverEnds?: true;
}

export const GENERATE = ['image', 'text', 'start-image', 'start-end-image', 'references'] as const satisfies CallId[];
export const CLIPS = [
  'text',
  'start-image',
  'start-end-image',
  'references',
  'upsample-video',
] as const satisfies CallId[];
const ENLARGE = ['upsample-image', 'upsample-video'] as const satisfies CallId[];
export const PAID = [...GENERATE, ...ENLARGE];
export const BEARER: CallId[] = ['credits', 'upload', ...PAID, 'poll', 'media-read'];
const LABS: CallId[] = ['session', 'project', 'redirect'];
export const HOSTS: CallId[] = [...BEARER, ...LABS];
export const ANY: CallId[] = [...HOSTS, 'media'];

export const effect = (of: Effect): Strike => ({ does: 'effect', effect: of });
