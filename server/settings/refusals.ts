import { passwordProblem } from '../../schema/operator-account.ts';
import type { Settings } from '../../schema/settings.ts';
import type { Conflict } from './cross-checks.ts';
import type { EffectFacts } from './effects.ts';

type Operator = Settings['global'];

/**
 * What may stand in a file and is refused of who saves it: they are told at once, and have another way. What was so before
 * and stays keeps nothing else from being saved.
 */
export function refusals(
  { global: from }: Settings,
  { global: to }: Settings,
  { operators }: Pick<EffectFacts, 'operators'>,
): Conflict[] {
  const isLast = from.adminPassword !== '' && to.adminPassword === '' && operators.length === 0;
  return isLast ? [{ key: 'global.admin_password', problem: LAST }] : weakness(from, to);
}

function weakness(from: Operator, to: Operator): Conflict[] {
  const problem = problemOf(to);
  if (problem === null) return [];
  if (to.adminPassword !== from.adminPassword) {
    return [{ key: 'global.admin_password', problem: `is easy to guess. ${problem}` }];
  }
  const wasSo = problemOf(from) !== null;
  return wasSo ? [] : [{ key: 'global.admin_username', problem: `makes the password easy to guess. ${problem}` }];
}

/** Without its full stop: it ends a sentence of others. */
function problemOf({ adminUsername, adminPassword }: Operator): string | null {
  if (adminPassword === '') return null;
  return passwordProblem(adminPassword, adminUsername)?.replace(/\.$/, '') ?? null;
}

const LAST = 'takes away the last way in: nobody could sign in any more. Add an operator first';
