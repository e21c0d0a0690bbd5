import { createWords } from '../../i18n/language.ts';
import { en, type Reason } from './reasons.en.ts';

const reasons = createWords(en, () => import('./reasons.zh.ts'));

/** Every reason that can be filtered by. */
export const REASONS = Object.keys(en) as Reason[];

/** A reason in words; the server's own name for one that is not known here. */
export function reasonText(code: string): string {
  return Object.hasOwn(en, code) ? reasons()[code as Reason] : code;
}
