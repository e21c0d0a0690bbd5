import type { Inputs } from '../../../api/types.ts';
import type { Key } from '../keys.ts';

type Wishes = Inputs['keys']['create'];
export const COUNTS = ['requestsPerMinute', 'jobsAtOnce', 'creditsPerDay', 'creditsPerMonth'] as const;
export type CountName = (typeof COUNTS)[number];

export const EXPIRIES = ['never', '30d', '90d', '365d', 'date'] as const;
export type Expiry = (typeof EXPIRIES)[number];
const DAY_MS = 86_400_000;
const AFTER = { '30d': 30 * DAY_MS, '90d': 90 * DAY_MS, '365d': 365 * DAY_MS };
const LONGEST_NAME = 100;
const MOST = 1_000_000_000;

/** What is being filled in. */
export interface KeyDraft extends Record<CountName, number | null> {
  name: string;
  models: string[];
  expiry: Expiry;
  /** For `date`; Unix milliseconds. */
  date: number | undefined;
}

export function draftOf(key: Key | null): KeyDraft {
  return {
    name: key?.name ?? '',
    models: [...(key?.models ?? [])],
    requestsPerMinute: key?.requestsPerMinute ?? null,
    jobsAtOnce: key?.jobsAtOnce ?? null,
    creditsPerDay: key?.creditsPerDay ?? null,
    creditsPerMonth: key?.creditsPerMonth ?? null,
    expiry: key?.expiresAt == null ? 'never' : 'date',
    date: key?.expiresAt ?? undefined,
  };
}

export type Mistake = 'nameMissing' | 'nameLong' | 'badCount' | 'badDate';

/** What is wrong, by field. @param was the key as it is: a time of its own may be past */
export function mistakesIn(draft: KeyDraft, was: Key | null, now: number): Record<string, Mistake> {
  const mistakes: Record<string, Mistake> = {};
  const name = draft.name.trim();
  if (name === '') mistakes.name = 'nameMissing';
  else if (name.length > LONGEST_NAME) mistakes.name = 'nameLong';
  for (const field of COUNTS) {
    const count = draft[field];
    if (count !== null && !(Number.isSafeInteger(count) && count >= 1 && count <= MOST)) mistakes[field] = 'badCount';
  }
  const isPast = draft.date === undefined || draft.date <= now;
  if (draft.expiry === 'date' && isPast && (draft.date === undefined || draft.date !== was?.expiresAt)) {
    mistakes.expiresAt = 'badDate';
  }
  return mistakes;
}

/** What the server is told. */
export function wishesOf(draft: KeyDraft, now: number): Wishes {
  const { name, models, expiry, date, ...limits } = draft;
  return {
    ...limits,
    name: name.trim(),
    models: models.length === 0 ? null : models,
    expiresAt: expiry === 'never' ? null : expiry === 'date' ? (date ?? null) : now + AFTER[expiry],
  };
}
