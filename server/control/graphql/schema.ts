import { builder } from './builder.ts';
import { tellScopes } from './needed-scope.ts';
import './access/admin-tokens.ts';
import './access/admins.ts';
import './access/api-keys.ts';
import './access/audit.ts';
import './access/second-factor.ts';
import './access/sessions.ts';
import './access/sign-in.ts';
import './events.ts';
import './pool.ts';
import './settings/queries.ts';
import './settings/mutations.ts';
import './tokens/mutations.ts';
import './tokens/queries.ts';
import './tokens/subscriptions.ts';
import './generations/queries.ts';
import './generations/counts.ts';
import './generations/mutations.ts';
import './generations/subscriptions.ts';
import './usage/key-activity.ts';
import './usage/requests.ts';
import './usage/usage.ts';
import './viewer.ts';

/** The schema of `/graphql`; printed into schema/schema.graphql. */
export const schema = tellScopes(builder.toSchema());
