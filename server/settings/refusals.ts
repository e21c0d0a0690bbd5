import { passwordProblem } from '../../schema/operator-account.ts';
import type { Settings } from '../../schema/settings.ts';
import type { Conflict } from './cross-checks.ts';
import type { EffectFacts } from './effects.ts';
import { same } from './same.ts';

type Operator = Settings['global'];

/** The address of whoever saves, if they would not be let in any more under these settings; else null. */
export type ShutsOut = (next: Settings) => string | null;

export interface RefusalFacts extends Pick<EffectFacts, 'operators'> {
  shutsOut: ShutsOut;
}

/**
 * What may stand in a file and is refused of who saves it: they are told at once, and have another way. What was so before
 * and stays keeps nothing else from being saved.
 */
export function refusals(before: Settings, after: Settings, { operators, shutsOut }: RefusalFacts): Conflict[] {
  const { global: from } = before;
  const { global: to } = after;
  const isLast = from.adminPassword !== '' && to.adminPassword === '' && operators.length === 0;
  const ofPassword = isLast ? [{ key: 'global.admin_password', problem: LAST }] : weakness(from, to);
  return [...ofPassword, ...lockOut(before, after, shutsOut)];
}

/** Also by other proxies that are believed somebody may come from another address than before. */
function lockOut(before: Settings, after: Settings, shutsOut: ShutsOut): Conflict[] {
  const address = shutsOut(before) === null ? shutsOut(after) : null;
  if (address === null) return [];
  if (same(before.server.operatorNetworks, after.server.operatorNetworks)) {
    return [
      {
        key: 'server.trusted_proxies',
        problem: `makes your address ${address}, which [server] operator_networks leaves out. ${FIRST}`,
      },
    ];
  }
  return [
    {
      key: 'server.operator_networks',
      problem: `leaves out your own address, ${address}, so that you would be shut out. ${FIRST}`,
    },
  ];
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
const FIRST = 'Add it there first, or a network that it is in';
