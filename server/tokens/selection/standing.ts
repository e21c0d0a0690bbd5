/** What selection must know of a token that is ready for work, for one kind of media. */
export interface Standing {
  /** Tokens of the same upstream and tier, which see the same prices. */
  group: string;
  /** Jobs of this kind that it runs now. */
  inFlight: number;
  /** Jobs of this kind that it may run at once, -1 for no limit; never 0. */
  slots: number;
  credits: number;
  /** Credits set aside for jobs whose price is not yet taken off the balance. */
  reserved: number;
  /** Models that it cannot serve for now, by the upstream's keys. */
  limitedModels?: ReadonlySet<string>;
}

/** Why tokens of a group are not to be had. */
export interface Absence {
  group: string;
  /** In plain words. They are counted by these, so what is true of one alone, such as a time, has no place in them. */
  reason: string;
}

/** Tokens of one group may serve, for a price. */
export interface Want {
  group: string;
  price: number;
  /** The upstream's key of the model; left out, limits of single models do not matter. */
  model?: string;
}

/** Why tokens were not to be had: how many, and the ids of the first few. */
export interface PassedOver {
  reason: string;
  count: number;
  ids: readonly number[];
}
