/** Remembers byte strings up to a total size; the one unused for longest goes first. */
export interface ByteCache {
  get(key: string): Buffer | undefined;
  set(key: string, bytes: Buffer): void;
}

export function createByteCache(maxBytes: number): ByteCache {
  const entries = new Map<string, Buffer>();
  let total = 0;

  function drop(key: string): void {
    total -= entries.get(key)?.length ?? 0;
    entries.delete(key);
  }

  return {
    get: (key) => {
      const bytes = entries.get(key);
      if (!bytes) return undefined;
      entries.delete(key); // a Map keeps the order of insertion: the last used one is last
      entries.set(key, bytes);
      return bytes;
    },
    set: (key, bytes) => {
      drop(key);
      if (bytes.length > maxBytes) return;
      entries.set(key, bytes);
      total += bytes.length;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) return;
        drop(oldest);
      }
    },
  };
}
