import { list } from '../../format.ts';
import type { Line } from './use-audit.ts';
import { words } from './words.ts';

type Change = Line['changes'][number];

/** What was done, in words; an action that nobody has named yet shows as it is. */
export function actionText(action: string): string {
  const { actions } = words();
  return Object.hasOwn(actions, action) ? (actions[action] ?? action) : action;
}

/** A value of either side of a change. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (value === 'replaced') return words().replaced;
  if (typeof value === 'boolean') return value ? words().on : words().off;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return list(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** All changes of a line in a few words: the first one, and how many there are beside it. */
export function firstChange({ changes }: Pick<Line, 'changes'>): { change: Change; more: number } | null {
  const [change] = changes;
  return change === undefined ? null : { change, more: changes.length - 1 };
}
