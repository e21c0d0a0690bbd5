import { StartProblem } from './start-problem.ts';

const ROLES = ['all', 'shim', 'control'] as const;

/**
 * What a process is: all of the service, or one half of it. `shim` does the work and serves the API; `control` serves
 * operators, on an address of its own, and speaks with the other through a socket in the data folder.
 */
export type Role = (typeof ROLES)[number];

/** By `FLOW2API_ROLE`. @throws StartProblem for a word that names none */
export function readRole({ FLOW2API_ROLE: word = '' }: NodeJS.ProcessEnv): Role {
  if (word === '') return 'all';
  const role = ROLES.find((known) => known === word.trim().toLowerCase());
  if (role !== undefined) return role;
  throw new StartProblem(`FLOW2API_ROLE is ${JSON.stringify(word)}; it may be ${ROLES.join(', ')}.`);
}
