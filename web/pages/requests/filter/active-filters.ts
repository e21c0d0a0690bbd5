import { dateTime, list, number, time } from '../../../format.ts';
import type { ActiveFilter } from '../../../ui/filter-bar.tsx';
import { reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import type { Filters } from './filters.ts';
import type { Wanted } from './query.ts';

/** Names of what is known by an id. */
export interface Names {
  key: (id: string) => string;
  token: (id: number) => string;
}

const DAY_MS = 86_400_000;

/** The filters that are on, to be shown and taken off one by one. */
export function activeFilters({ wanted, set }: Filters, names: Names): ActiveFilter[] {
  const { statuses, reasons, models, keys, tokens, kind, over, text, from, to } = wanted();
  const label = words().filters;
  const shown: [is: boolean, name: string, value: () => string, off: Partial<Wanted>][] = [
    [from !== undefined || to !== undefined, label.time, () => spanText(from, to), { from: undefined, to: undefined }],
    [statuses.length > 0, label.status, () => list(statuses.map(statusText)), { statuses: [] }],
    [reasons.length > 0, label.reason, () => list(reasons.map(reasonText)), { reasons: [] }],
    [models.length > 0, label.model, () => list(models), { models: [] }],
    [keys.length > 0, label.key, () => list(keys.map(names.key)), { keys: [] }],
    [tokens.length > 0, label.token, () => list(tokens.map(names.token)), { tokens: [] }],
    [kind !== undefined, label.kind, () => words().kinds[kind ?? 'any'], { kind: undefined }],
    [over !== undefined, label.over, () => words().overValue(number((over ?? 0) / 1_000, 1)), { over: undefined }],
    [text !== '', label.text, () => text, { text: '' }],
  ];
  return shown.filter(([is]) => is).map(([, name, value, off]) => ({ name, value: value(), onRemove: () => set(off) }));
}

const statusText = (status: number): string => `${status}xx ${words().classes[status] ?? ''}`.trim();

/** `28 Nov 2026, 19:03 – 19:20`. */
function spanText(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `– ${dateTime(to ?? 0)}`;
  if (to === undefined) return `${dateTime(from)} –`;
  return `${dateTime(from)} – ${to - from < DAY_MS ? time(to).slice(0, 5) : dateTime(to)}`;
}
