import { defineEntity, p } from '@mikro-orm/core';
import type { Row } from './row.ts';

/** How often signing in has failed of late, for one account or from one address. Survives restarts. */
export const SignInFailureSchema = defineEntity({
  name: 'SignInFailure',
  tableName: 'sign_in_failures',
  properties: {
    /**
     * `address:` and that, a network of IPv6; `account:` and the digest of a name, for a password may stand in its place; or
     * `account-at:` and both; or `code:` and that digest, where the password was right. `known:` and both is no failure, but a place where somebody has signed in.
     */
    subject: p.string().primary(),
    failures: p.integer(),
    lastAt: p.bigint('number'),
    /** Nothing is tried before, Unix milliseconds. */
    blockedUntil: p.bigint('number'),
  },
});
export type SignInFailure = Row<typeof SignInFailureSchema>;
