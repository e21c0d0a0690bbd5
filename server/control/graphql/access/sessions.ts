import { revokeOtherSessions, revokeSession, type SeenSession, sessionsOf } from '../../security.ts';
import { builder } from '../builder.ts';
import { localId } from '../local-id.ts';

const SessionRef = builder.node(builder.objectRef<SeenSession>('Session'), {
  description: 'A browser in which an operator is signed in.',
  authScopes: { admin: true },
  id: { resolve: ({ id }) => id },
  loadOne: (id, context) => sessionsOf(context).find((session) => session.id === id) ?? null,
  fields: (t) => ({
    adminName: t.exposeString('adminName', { description: 'Name of the operator.' }),
    current: t.exposeBoolean('current', { description: 'Whether this is the session that asks.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the operator signed in.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends if it is not used any more.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends however much it is used.' }),
    address: t.exposeString('address', { description: 'Where the operator signed in from.' }),
    userAgent: t.exposeString('userAgent', { nullable: true, description: 'What the browser calls itself.' }),
  }),
});

builder.queryFields((t) => ({
  sessions: t.field({
    type: [SessionRef],
    description: 'The browsers in which somebody is signed in, the last used first.',
    authScopes: { admin: true },
    resolve: (_root, _args, context) => sessionsOf(context),
  }),
}));

builder.mutationFields((t) => ({
  revokeSession: t.boolean({
    description: 'Ends a session and its streams at once.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await revokeSession(context, localId('Session', id));
      return true;
    },
  }),
  revokeOtherSessions: t.int({
    description: 'Ends the other sessions of whoever is signed in, and says how many.',
    authScopes: { admin: true },
    resolve: (_root, _args, context) => revokeOtherSessions(context),
  }),
}));
