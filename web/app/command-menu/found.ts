import type { Command } from './commands.ts';

/** Commands that a text means, the best first: those that begin with it, then those in which a word does, then the others. */
export function found(text: string, all: readonly Command[]): Command[] {
  const sought = text.trim().toLowerCase();
  if (sought === '') return [...all];
  return all
    .map((command) => ({ command, rank: rankOf(sought, `${command.label} ${command.also ?? ''}`.toLowerCase()) }))
    .filter(({ rank }) => rank < NONE)
    .sort((one, other) => one.rank - other.rank)
    .map(({ command }) => command);
}

const NONE = 3;

function rankOf(sought: string, label: string): number {
  if (label.startsWith(sought)) return 0;
  if (label.includes(` ${sought}`)) return 1;
  return label.includes(sought) ? 2 : NONE;
}
