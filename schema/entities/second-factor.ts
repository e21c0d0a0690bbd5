import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** What an operator signs in with beside the password: a device that knows this secret. Times are Unix milliseconds. */
export const SecondFactorSchema = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    adminId: p.string().primary(),
    /** In base32, and sealed as the secrets of accounts are. */
    secret: p.text().hidden(),
    /** Number of the 30 seconds whose code was used last: no code of then or before is taken again. */
    lastStep: p.integer(),
    /** SHA-256 of the recovery codes that are left, of 80 random bits each. */
    recoveryHashes: p.json<string[]>().hidden(),
    since: p.bigint('number'),
  },
});
export type SecondFactor = Row<typeof SecondFactorSchema>;
