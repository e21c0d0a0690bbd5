import { type Spot, spotOf } from './spot.ts';
import type { Standing } from './standing.ts';

/** A token as selection keeps it. */
export class Member {
  readonly id: number;
  /** Null while it is absent. */
  standing: Standing | null = null;
  /** Counts uses of all tokens, so that of two the one with the smaller number was used longer ago. */
  usedAt = 0;
  /** Where it is counted: with its group, or with those who are absent for the same reason. */
  readonly seat: Spot<Member> = spotOf<Member>(this);
  /** Its place in each lane of its group, by the lane's index. There are gaps where lanes were given up before it came. */
  readonly spots: (Spot<Member> | undefined)[] = [];

  constructor(id: number) {
    this.id = id;
  }
}
