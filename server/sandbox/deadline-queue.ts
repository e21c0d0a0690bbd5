/** Names in order of their deadline. Additions are nearly always the latest, so that they are cheap at any length. */
export interface DeadlineQueue {
  readonly size: number;
  add(name: string, deadline: number): void;
  remove(name: string): void;
  /** Removes and returns the names whose deadline has come. */
  takeUntil(now: number): string[];
}

export function createDeadlineQueue(): DeadlineQueue {
  const entries: { name: string; deadline: number }[] = [];
  return {
    get size() {
      return entries.length;
    },
    add: (name, deadline) => {
      const before = entries.findLastIndex((entry) => entry.deadline <= deadline);
      entries.splice(before + 1, 0, { name, deadline });
    },
    remove: (name) => {
      const index = entries.findIndex((entry) => entry.name === name);
      if (index >= 0) entries.splice(index, 1);
    },
    takeUntil: (now) => {
      const first = entries[0];
      if (!first || first.deadline > now) return [];
      const open = entries.findIndex((entry) => entry.deadline > now);
      return entries.splice(0, open < 0 ? entries.length : open).map(({ name }) => name);
    },
  };
}
