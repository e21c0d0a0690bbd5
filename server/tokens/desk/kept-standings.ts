import type { Token } from '../../../schema/entities/token.ts';
import type { Tokens } from '../tokens.ts';

export interface KeptStandingsDeps<S> {
  tokens: { roster: Pick<Tokens['roster'], 'onRemoved'>; health: Pick<Tokens['health'], 'onChanged'> };
  /** What all standings go by beside the tokens and their health, such as settings, as one text. */
  conditions(): string;
  /** How a token stands. What it is busy with has no place in it, since nobody is told of that here. */
  workOut(token: Token): S;
}

/**
 * How tokens stand, worked out anew for those alone of whom something has changed: a list and a sum look at all of them, ten
 * thousand perhaps, and most stand as they did.
 */
export function createKeptStandings<S>({ tokens: { roster, health }, conditions, workOut }: KeptStandingsDeps<S>) {
  const kept = new Map<number, { token: Token; standing: S }>();
  let keptFor = '';

  roster.onRemoved(({ id }) => void kept.delete(id));
  health.onChanged((ids) => {
    for (const id of ids) kept.delete(id);
  });

  function standingOf(token: Token): S {
    const known = kept.get(token.id);
    // A token that changes is another object.
    if (known?.token === token) return known.standing;
    const standing = workOut(token);
    kept.set(token.id, { token, standing });
    return standing;
  }

  /** For one look at any number of tokens, within one turn of the event loop. */
  return function look(): (token: Token) => S {
    const now = conditions();
    if (now !== keptFor) kept.clear();
    keptFor = now;
    return standingOf;
  };
}
