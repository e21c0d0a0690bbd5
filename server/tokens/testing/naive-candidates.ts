import type { Absence, Standing, Want } from '../selection/standing.ts';
import type { Strategy } from '../selection/strategies.ts';

interface Token {
  group: string;
  standing: Standing | null;
  /** Why it is not to be had; empty while it is. */
  reason: string;
  usedAt: number;
  /** For each price and model: how it stood at the last look, and since when. */
  places: Map<string, { place: string; since: number }>;
}

/** Prices and models that wants of a test may name; undefined is a want of no model. */
export interface Universe {
  prices: readonly number[];
  models: readonly (string | undefined)[];
}

/** What candidates must be, written the plain way: every answer looks at everybody. */
export function createNaiveCandidates({ prices, models }: Universe) {
  const tokens = new Map<number, Token>();
  let clock = 0;
  let strategy: Strategy = 'least_busy';

  /** Why a token that is to be had cannot serve now; null when it can. */
  function hindrance(standing: Standing, { price, model }: Omit<Want, 'group'>): string | null {
    if (model !== undefined && standing.limitedModels?.has(model)) return 'limited for this model';
    if (standing.credits < price) return `not enough credits (needs ${price})`;
    if (standing.slots >= 0 && standing.inFlight >= standing.slots) return 'no free slot';
    return standing.credits - standing.reserved < price ? 'credits set aside for running jobs' : null;
  }

  /** Notes where a token stands for every price and model, and since when; after a use, since now. */
  function look(token: Token, again = false): void {
    clock += 1;
    for (const price of prices) {
      for (const model of models) {
        const { standing } = token;
        const why =
          standing === null ? 'absent' : hindrance(standing, { price, ...(model !== undefined && { model }) });
        const place = why ?? (strategy === 'least_busy' ? `free with ${standing?.inFlight}` : 'free');
        const key = `${token.group} ${price} ${model}`;
        if (again || token.places.get(key)?.place !== place) token.places.set(key, { place, since: clock });
      }
    }
  }

  const since = (token: Token, { group, price, model }: Want): number =>
    token.places.get(`${group} ${price} ${model}`)?.since ?? Number.NaN;

  const reasonOf = (id: number, token: Token, want: Want, exclude: ReadonlySet<number>): string | null => {
    if (token.standing === null) return token.reason;
    return exclude.has(id) ? 'already tried for this request' : hindrance(token.standing, want);
  };

  return {
    ids: (): number[] => [...tokens.keys()],
    standingOf: (id: number): Standing | null => tokens.get(id)?.standing ?? null,
    usedAt: (id: number): number => tokens.get(id)?.usedAt ?? Number.NaN,

    put(id: number, standing: Standing | null, absence?: Absence): void {
      const group = standing?.group ?? absence?.group;
      if (group === undefined) {
        tokens.delete(id);
        return;
      }
      const token = tokens.get(id) ?? { group, standing, reason: '', usedAt: 0, places: new Map() };
      if (token.group !== group) token.places.clear();
      tokens.set(
        id,
        Object.assign(token, { group, standing: standing && { ...standing }, reason: absence?.reason ?? '' }),
      );
      look(token);
    },

    busy(id: number, inFlight: number, reserved: number): void {
      const token = tokens.get(id);
      if (token === undefined || token.standing === null) return;
      Object.assign(token.standing, { inFlight, reserved });
      look(token);
    },

    used(id: number): void {
      const token = tokens.get(id);
      if (token === undefined) return;
      look(token, true);
      token.usedAt = clock;
    },

    /** Everybody is sorted anew by when they were used. */
    changeStrategy(wanted: Strategy): void {
      if (wanted === strategy) return;
      strategy = wanted;
      for (const token of tokens.values()) look(token);
      for (const token of tokens.values()) for (const place of token.places.values()) place.since = clock;
    },

    eligible(wants: readonly Want[], exclude: ReadonlySet<number>): number[] {
      return [...tokens].flatMap(([id, token]) => {
        const want = wants.find(({ group }) => group === token.group);
        return want !== undefined && reasonOf(id, token, want, exclude) === null ? [id] : [];
      });
    },

    /** Whether one token of the same group was there before another in every sense, so that its turn comes first. */
    comesFirst(id: number, other: number, want: Want): boolean {
      const [one, two] = [tokens.get(id), tokens.get(other)];
      if (one?.group !== want.group || two?.group !== want.group || one.usedAt >= two.usedAt) return false;
      const { group, price } = want;
      return [want, { group, price }].every((each) => since(one, each) <= since(two, each));
    },

    /** The ids of everybody in these groups by why they cannot be chosen; those who can are under null. */
    reasons(
      wants: readonly Want[],
      exclude: ReadonlySet<number>,
      others: readonly Absence[],
    ): Map<string | null, number[]> {
      const found = new Map<string | null, number[]>();
      for (const [id, token] of tokens) {
        const want = wants.find(({ group }) => group === token.group);
        const other = others.find(({ group }) => group === token.group);
        if (want === undefined && other === undefined) continue;
        const unwanted = token.standing === null ? token.reason : (other?.reason ?? '');
        const reason = want === undefined ? unwanted : reasonOf(id, token, want, exclude);
        found.set(reason, [...(found.get(reason) ?? []), id]);
      }
      return found;
    },
  };
}
