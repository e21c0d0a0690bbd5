import { decoded } from '../../address/well-formed.ts';
import type { Inputs } from '../../api/types.ts';
import { RUNNING } from '../../job/state.ts';

export const TABS = ['all', 'running', 'done', 'failed', 'expired'] as const;
export type TabId = (typeof TABS)[number];
export type JobFilter = NonNullable<Inputs['jobs']['list']['filter']>;

/** What the list shows, as its address has it. */
export interface Wanted {
  tab: TabId;
  models: string[];
  keys: string[];
  kind: 'image' | 'video' | undefined;
  /** Unix milliseconds. */
  from: number | undefined;
  to: number | undefined;
  text: string;
  view: 'grid' | 'rows';
}

export type Query = Record<string, string | undefined>;

/** Which states a tab means. The same as the server counts. */
const OF_TAB: Record<TabId, JobFilter> = {
  all: {},
  running: { states: [...RUNNING] },
  done: { states: ['completed'], expired: false },
  failed: { states: ['failed', 'cancelled', 'submit_unknown'] },
  expired: { states: ['completed'], expired: true },
};

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean).map(decoded);
const written = (values: readonly string[]) => values.map(encodeURIComponent).join(',') || undefined;
const moment = (text: string | undefined) => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined);

/** Reads an address. What makes no sense in it is left out. */
export function readQuery({ tab, model, key, kind, from, to, q, view }: Query): Wanted {
  return {
    tab: TABS.find((each) => each === tab) ?? 'all',
    models: list(model),
    keys: list(key),
    kind: kind === 'image' || kind === 'video' ? kind : undefined,
    from: moment(from),
    to: moment(to),
    text: q ?? '',
    view: view === 'rows' ? 'rows' : 'grid',
  };
}

export function writeQuery({ tab, models, keys, kind, from, to, text, view }: Wanted): Query {
  return {
    tab: tab === 'all' ? undefined : tab,
    ...{ model: written(models), key: written(keys), kind, from: from?.toString(), to: to?.toString() },
    ...{ q: text || undefined, view: view === 'grid' ? undefined : view },
  };
}

/** What is meant beside the tab. */
export function narrowing({ models, keys, kind, from, to, text }: Wanted): JobFilter {
  return {
    ...(models.length > 0 && { models }),
    ...(keys.length > 0 && { apiKeyIds: keys }),
    ...(kind !== undefined && { kind }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(text !== '' && { text }),
  };
}

export const filterOf = (wanted: Wanted): JobFilter => ({ ...narrowing(wanted), ...OF_TAB[wanted.tab] });

/** Whether more than a tab is asked for. */
export const isNarrowed = (wanted: Wanted): boolean => Object.keys(narrowing(wanted)).length > 0;

/** All filters off; tab and view stay. */
export const widened = ({ tab, view }: Wanted): Wanted => ({ ...readQuery({}), tab, view });
