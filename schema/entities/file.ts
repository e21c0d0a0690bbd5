import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** A file under `data/files/`: a result (`asset`), or a picture that a caller sent (`input`). */
export const FileSchema = defineEntity({
  name: 'File',
  tableName: 'files',
  properties: {
    /** Unguessable name with its extension, the last part of its address. */
    name: p.string().primary(),
    purpose: p.string().$type<'asset' | 'input'>(),
    mimeType: p.string(),
    bytes: p.bigint('number'),
    width: p.integer().nullable(),
    height: p.integer().nullable(),
    sha256: p.string().nullable(),
    createdAt: p.bigint('number'),
  },
  indexes: [{ properties: ['createdAt'] }, { properties: ['purpose', 'sha256'] }],
});
export type File = Row<typeof FileSchema>;
