/** Where a database says how it is written and read; with 2 it keeps a log (WAL) in a file beside it. */
const WRITE_VERSION_AT = 18;
const READ_VERSION_AT = 19;
const WITHOUT_LOG = 1;
const WITH_LOG = 2;

/** Whether what was written last to this database may be in a file of its own, which is not in these bytes. */
export const mayHaveLog = (bytes: Uint8Array): boolean => bytes[READ_VERSION_AT] === WITH_LOG;

/** A copy that is read without its log, which a database in memory has not. */
export function withoutLog(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy[WRITE_VERSION_AT] = WITHOUT_LOG;
  copy[READ_VERSION_AT] = WITHOUT_LOG;
  return copy;
}
