import { list } from '../../format.ts';
import { said } from '../../said/said.ts';
import type { Line } from './use-audit.ts';
import { words } from './words.ts';

type Change = Line['changes'][number];

/** What was done, or was not, in words; an action that nobody has named yet shows as it is. */
export function actionText(action: string, outcome: Line['outcome'] = 'done'): string {
  const { actions, refused } = words();
  const known = outcome === 'refused' && Object.hasOwn(refused, action) ? refused : actions;
  return Object.hasOwn(known, action) ? (known[action] ?? action) : action;
}

/** Who did it, by name. */
export function actorText({ actorKind, actorName }: Pick<Line, 'actorKind' | 'actorName'>): string {
  const { nobody, services } = words();
  if (actorKind === 'nobody') return nobody;
  return actorKind === 'service' ? (services[actorName] ?? actorName) : actorName;
}

/** Whether the line is about one account, whose address it holds beside the number. */
const isOfAccount = ({ action, outcome, subject, detail }: About): boolean =>
  action.startsWith('token.') && outcome === 'done' && subject !== null && detail !== null;
type About = Pick<Line, 'action' | 'outcome' | 'subject' | 'detail'>;

/** What it was done to: an account by its address, all else by its id; null where that says nothing. */
export const aboutText = (line: About): string | null => (isOfAccount(line) ? line.detail : line.subject);

/** What else is to be said; null for nothing beside what it was done to. */
export const detailText = (line: About): string | null =>
  isOfAccount(line) || line.detail === null ? null : said(line.detail);

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
