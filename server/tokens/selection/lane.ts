import { createLine, type Line } from './line.ts';
import type { Member } from './member.ts';
import { type Keeper, moveTo, spotOf } from './spot.ts';
import type { Standing, Want } from './standing.ts';
import type { Order } from './strategies.ts';

/** What can keep a token from a price and a model that its group serves; the more lasting reason first. */
export const HINDRANCES = ['limited', 'poor', 'full', 'setAside'] as const;
export type Hindrance = (typeof HINDRANCES)[number];

/** Those of a group sorted for one price, so that choosing looks at no one who cannot take it. */
export interface Lane {
  /** Its place among the lanes of its group. */
  readonly index: number;
  readonly price: number;
  /** The model whose limits count here; null when no one's does. */
  readonly model: string | null;
  free: Order;
  readonly hindered: Readonly<Record<Hindrance, Line<Member>>>;
}

export function createLane(index: number, price: number, model: string | null, free: Order): Lane {
  const line = createLine<Member>;
  return { index, price, model, free, hindered: { limited: line(), poor: line(), full: line(), setAside: line() } };
}

/** Puts a member where it belongs in a lane of its group now. */
export function place(member: Member, standing: Standing, lane: Lane): void {
  const spot = member.spots[lane.index] ?? spotOf(member);
  member.spots[lane.index] = spot;
  const hindrance = hindranceOf(standing, lane);
  const keeper: Keeper<Member> = hindrance === null ? lane.free.keeperFor(member) : lane.hindered[hindrance];
  moveTo(keeper, spot);
}

/** What keeps a token that stands so from a price and a model; null when nothing does. */
export function hindranceOf(
  { inFlight, slots, credits, reserved, limitedModels }: Standing,
  { price, model }: Pick<Lane, 'price' | 'model'>,
): Hindrance | null {
  if (model !== null && limitedModels?.has(model)) return 'limited';
  if (credits < price) return 'poor';
  if (slots >= 0 && inFlight >= slots) return 'full';
  return credits - reserved < price ? 'setAside' : null;
}

/** Why those are passed over who are hindered so, in plain words. */
export function inWords(hindrance: Hindrance, { price }: Pick<Want, 'price'>): string {
  if (hindrance === 'poor') return `not enough credits (needs ${price})`;
  if (hindrance === 'limited') return 'limited for this model';
  return hindrance === 'full' ? 'no free slot' : 'credits set aside for running jobs';
}
