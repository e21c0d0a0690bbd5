/** Bytes that lie somewhere and are read when they are needed, each time anew. */
export class StoredBytes {
  /** How many there are. */
  readonly size: number;
  readonly read: () => AsyncIterable<Uint8Array>;

  constructor(size: number, read: () => AsyncIterable<Uint8Array>) {
    this.size = size;
    this.read = read;
  }

  /** Bytes that are in memory already. */
  static of(bytes: Uint8Array): StoredBytes {
    return new StoredBytes(bytes.byteLength, async function* () {
      yield bytes;
    });
  }
}
