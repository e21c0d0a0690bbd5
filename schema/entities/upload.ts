import { defineEntity, p } from '@mikro-orm/core';
import type { AspectRatio } from '../catalogue.ts';
import type { Row } from './row.ts';

/** A caller's picture that an account has uploaded already, so that it need not be again. */
export const UploadSchema = defineEntity({
  name: 'Upload',
  tableName: 'uploads',
  properties: {
    tokenId: p.integer().primary(),
    /** Hex digest of the bytes. */
    sha256: p.string().primary(),
    /** The upstream crops to it. */
    aspectRatio: p.string().$type<AspectRatio>().primary(),
    /** Uploads belong to a project of the account. */
    projectId: p.string().primary(),
    /** The upstream's id of the upload. */
    mediaId: p.string(),
    uploadedAt: p.bigint('number'),
  },
  indexes: [{ properties: ['uploadedAt'] }],
});
export type Upload = Row<typeof UploadSchema>;
