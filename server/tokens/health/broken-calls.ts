import type { Token } from '../../../schema/entities/token.ts';
import type { ServiceError } from '../../../schema/errors.ts';
import type { DueQueue } from '../due-queue.ts';
import type { Attempt } from '../types.ts';
import type { Sign } from './stall-watch.ts';

/** A try whose connection broke, or that was not answered in its time. */
export interface BrokenCall {
  token: Token;
  attempt: Attempt;
  error: ServiceError;
}

export interface BrokenCallsDeps {
  /** Asks the upstream something that costs nothing, for one account. Never throws. */
  ask(tokenId: number): Promise<Sign>;
  /** Somebody else who can be asked, by another way out if there is one; undefined when nobody can. */
  witness(token: Token): number | undefined;
  /** Told of what is the upstream's fault after all, or that account's. */
  onCounts(broken: BrokenCall): void;
  due: DueQueue;
  now(): number;
}

export type BrokenCalls = ReturnType<typeof createBrokenCalls>;

/**
 * Calls that broke behind a proxy, each until it is known what that means: by itself it may be the proxy's fault, the
 * upstream's or the account's. Free calls tell, one of the account that met it first and one of somebody else. If none is
 * answered, it is the upstream. If the proxy lets nobody through, it is the proxy, and nobody else is blamed. If any is answered,
 * all that broke at once counts as one: a proxy that was started anew breaks every call that is under way, and an account
 * that alone is cut off meets it again.
 */
export function createBrokenCalls({ ask, witness, onCounts, due, now }: BrokenCallsDeps) {
  const held = new Map<number, BrokenCall[]>();

  async function lookInto(way: number, { token }: BrokenCall): Promise<void> {
    const other = witness(token);
    const [own, ...others] = await Promise.all([token.id, ...(other === undefined ? [] : [other])].map(ask));
    const broken = held.get(way) ?? [];
    held.delete(way);
    for (const each of broken.slice(0, countOf([own, ...others], broken.length))) onCounts(each);
  }

  return {
    /** Takes up what broke by this way out. */
    add(way: number, broken: BrokenCall): void {
      const known = held.get(way);
      if (known !== undefined) return void known.push(broken);
      held.set(way, [broken]);
      due.set(`broken ${way}`, now(), () => lookInto(way, broken));
    },
  };
}

/** How many of those that broke count, by what the account that met it first was told, and then others. */
function countOf(signs: readonly (Sign | undefined)[], broken: number): number {
  if (signs[0] === 'cut-off') return 0;
  return signs.includes('silent') && !signs.includes('answers') ? broken : 1;
}
