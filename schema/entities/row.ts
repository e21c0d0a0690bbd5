import type { InferEntity } from '@mikro-orm/core';

/** An entity as a complete row: every column is there, and what may be missing is null. */
export type Row<Schema> = {
  -readonly [Column in keyof InferEntity<Schema> & string]-?: Exclude<InferEntity<Schema>[Column], undefined>;
};
