import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import type { File } from '../../schema/entities/file.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Database, Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';
import { StoredBytes } from '../flow/stored-bytes.ts';
import { encodeBase64 } from './base64.ts';
import { isFileName } from './file-name.ts';
import type { StoredFile } from './receive.ts';
import type { Shelf } from './shelf.ts';

/** A multiple of 3, so that whole chunks become whole base64 text. */
const READ_CHUNK_BYTES = 3 * 64 * 1024;

/** A kept file, as delivery and jobs need it. */
export interface FoundFile {
  name: string;
  /** Absolute path of the bytes. */
  path: string;
  purpose: 'asset' | 'input';
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  sha256: string | null;
  /** When it was stored or last used anew, Unix milliseconds: the age that eviction goes by. */
  createdAt: number;
}

export type FileStore = ReturnType<typeof createFileStore>;

/** The rows of kept files, and reading them. */
export function createFileStore({ database, shelf }: { database: Database; shelf: Shelf }) {
  /** Null unless the row is there and the bytes are there in full: after a power failure a file may be shorter than its row says. */
  async function find(name: string): Promise<FoundFile | null> {
    if (!isFileName(name)) return null;
    const [row] = (await selectFile(database.read, { name })).rows;
    if (row === undefined || (await shelf.bytesOf(name)) !== row.bytes) return null;
    return { ...row, path: shelf.pathOf(name) };
  }

  return {
    find,

    /** Writes the row of a received file inside a transaction of the caller's. */
    async recordFile(tx: Transaction, { seconds: _, ...row }: StoredFile): Promise<void> {
      await insertFile(tx, row);
    },

    /** The same for what was made of another file; false, and nothing written, when that one is not kept any more. */
    async recordBeside(tx: Transaction, origin: string, { seconds: _, ...row }: StoredFile): Promise<boolean> {
      const [kept] = (await selectFile(tx, { name: origin })).rows;
      if (kept !== undefined) await insertFile(tx, row);
      return kept !== undefined;
    },

    /** Removes the rows of a file and of what was made of it (their names begin alike); returns what they were. */
    async removeWithOthers(name: string): Promise<Pick<File, 'name' | 'bytes'>[]> {
      const [stem = ''] = name.split('.');
      if (!isFileName(name)) return [];
      return database.commit((tx) =>
        tx
          .deleteFrom('File')
          .where('name', '>=', stem)
          .where('name', '<', `${stem}{`) // the first character after all that names are made of
          .returning(['name', 'bytes'])
          .execute(),
      );
    },

    /** The bytes of a kept file as base64 text in pieces; null when it is gone. Whoever gets the stream reads or destroys it. */
    async read(name: string): Promise<Readable | null> {
      const file = await find(name);
      if (file === null) return null;
      const handle = await open(file.path);
      // The end is known, so that nothing is read to find it.
      const bytes = handle.createReadStream({ start: 0, end: file.bytes - 1, highWaterMark: READ_CHUNK_BYTES });
      // An error reaches the reader as the error of its own stream.
      return pipeline(bytes, encodeBase64(), () => {});
    },

    /** The bytes of a job's picture, for its upload. @throws ServiceError `internal_error` when they are lost */
    async inputBytes({ file: name }: { file: string }): Promise<StoredBytes> {
      const file = await find(name);
      if (file === null) {
        throw new ServiceError(
          'internal_error',
          'A picture of this request is not stored any more; send the request again.',
        );
      }
      const { path, bytes } = file;
      return new StoredBytes(bytes, () => createReadStream(path, { highWaterMark: READ_CHUNK_BYTES }));
    },
  };
}

/** A row of the same name is one whose bytes were lost, or it would have been found. */
const insertFile = fixedStatement<Omit<StoredFile, 'seconds'>>((db, { name, ...rest }) =>
  db
    .insertInto('File')
    .values({ name, ...rest })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(rest)),
);

const selectFile = fixedStatement<Pick<File, 'name'>, File>((db, { name }) =>
  db.selectFrom('File').selectAll().where('name', '=', name),
);
