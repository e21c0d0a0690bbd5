import { giveWay } from '../give-way.ts';

/** Upper bound of writes in one transaction, so that a flood does not hold the write lock for long. */
const MAX_GROUP = 200;

export interface GroupCommitDeps<Tx> {
  /** Runs `work` in a transaction; a durable one is on disk, not only with the operating system, when it resolves. */
  transact<T>(work: (tx: Tx) => Promise<T>, options: { durable: boolean }): Promise<T>;
  /** Whether a failure is the database's own and has nothing to do with what was written: locked, full, not writable. */
  isOutage(cause: unknown): boolean;
}

interface Entry<Tx> {
  write: (tx: Tx) => Promise<unknown>;
  durable: boolean;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/**
 * Puts writes that arrive in the same moment into one transaction: under load the cost of a commit is shared, and a
 * lone write waits for nothing. A write is acknowledged only after the transaction that holds it is committed.
 *
 * When one write of a group throws, the whole group is rolled back and each is done again on its own, so that nobody
 * fails for another's fault. When the database itself fails, all of the group hear of it at once.
 */
export function createGroupCommit<Tx>({ transact, isOutage }: GroupCommitDeps<Tx>) {
  let waiting: Entry<Tx>[] = [];
  let flushing: Promise<void> | null = null;

  async function flush(): Promise<void> {
    // One turn of the event loop, so that requests that came in together are found together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP);
      waiting = waiting.slice(MAX_GROUP);
      await commitGroup(group);
      await giveWay();
    }
    flushing = null;
  }

  async function commitGroup(group: Entry<Tx>[]): Promise<void> {
    const durable = group.some((entry) => entry.durable);
    try {
      const results = await transact(
        async (tx) => {
          const values: unknown[] = [];
          for (const entry of group) values.push(await entry.write(tx));
          return values;
        },
        { durable },
      );
      for (const [index, entry] of group.entries()) entry.resolve(results[index]);
    } catch (cause) {
      if (group.length === 1 || isOutage(cause)) for (const entry of group) entry.reject(cause);
      else for (const entry of group) await commitGroup([entry]);
    }
  }

  return {
    commit<T>(write: (tx: Tx) => Promise<T>, { durable = false }: { durable?: boolean } = {}): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ write, durable, resolve: resolve as (value: unknown) => void, reject });
        flushing ??= flush();
      });
    },
    /** Resolves when nothing waits to be written. */
    async drained(): Promise<void> {
      while (flushing !== null) await flushing;
    },
  };
}
