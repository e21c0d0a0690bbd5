import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** An operator who signs in with a password, of which only the argon2id digest is kept. Times are Unix milliseconds. */
export const AdminSchema = defineEntity({
  name: 'Admin',
  tableName: 'admins',
  properties: {
    id: p.string().primary(),
    username: p.string().unique(),
    /** The whole encoded string, with the parameters that it was made with. */
    passwordHash: p.string().hidden(),
    createdAt: p.bigint('number'),
    passwordChangedAt: p.bigint('number'),
  },
});
export type Admin = Row<typeof AdminSchema>;
