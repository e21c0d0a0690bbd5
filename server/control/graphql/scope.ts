import type { Scope } from '../../../schema/scopes.ts';
import { builder } from './builder.ts';

export const ScopeRef = builder.enumType('Scope', {
  description: 'What somebody may do, spelt as everywhere else. None includes another.',
  values: {
    read: { description: 'See everything but secrets.' },
    operate: { description: 'Change tokens, jobs, keys and the like.' },
    secrets: { description: 'Have secrets told: in exports, and when a key is made.' },
    admin: { description: 'Settings, operators and their tokens.' },
  } satisfies Record<Scope, { description: string }>,
});
