/** A place that somebody holds with at most one keeper. It knows where it is, so that leaving costs the same wherever that is. */
export interface Spot<T> {
  readonly owner: T;
  keeper: Keeper<T> | null;
  /** Neighbours, while it stands in a line. */
  before: Spot<T> | null;
  after: Spot<T> | null;
  /** Position, while it is kept in an array. */
  index: number;
}

/** Keeps spots in some order. Called by `moveTo` alone, but for `used`. */
export interface Keeper<T> {
  readonly size: number;
  add(spot: Spot<T>): void;
  remove(spot: Spot<T>): void;
  /** Something about the owner is different; its spot stays here. */
  changed(spot: Spot<T>): void;
  /** The owner was used just now, which puts it behind its equals. */
  used(spot: Spot<T>): void;
}

/** A place with nobody yet. */
export const spotOf = <T>(owner: T): Spot<T> => ({ owner, keeper: null, before: null, after: null, index: -1 });

/** Gives a spot to a keeper, out of the hands of the one that has it; to nobody when that is null. */
export function moveTo<T>(keeper: Keeper<T> | null, spot: Spot<T>): void {
  if (spot.keeper === keeper) {
    keeper?.changed(spot);
    return;
  }
  spot.keeper?.remove(spot);
  spot.keeper = keeper;
  keeper?.add(spot);
}
