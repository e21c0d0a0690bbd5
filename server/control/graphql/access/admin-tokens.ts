import { SCOPES } from '../../../../schema/scopes.ts';
import type { ShownAdminToken } from '../../../access/admin-tokens.ts';
import { createAdminToken, revokeAdminToken } from '../../security.ts';
import { entries } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { localId } from '../local-id.ts';
import { ScopeRef } from '../scope.ts';

const AdminTokenRef = builder.node(builder.objectRef<ShownAdminToken>('AdminToken'), {
  description: "What a script shows that does an operator's work. The token itself is told once, when it is made.",
  authScopes: { admin: true },
  id: { resolve: ({ id }) => id },
  loadOne: (id, { services }) => services.access.tokens.list().find((token) => token.id === id) ?? null,
  fields: (t) => ({
    name: t.exposeString('name'),
    last4: t.exposeString('last4', { description: 'Its last four characters, to recognize it by.' }),
    scopes: t.expose('scopes', { type: [ScopeRef] }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'Null for never.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
  }),
});

const NewAdminTokenRef = builder.objectRef<{ token: string; shown: ShownAdminToken }>('NewAdminToken').implement({
  description: 'An admin token that was just made.',
  fields: (t) => ({
    token: t.exposeString('token', { description: 'Told this once: only its digest is kept.' }),
    adminToken: t.expose('shown', { type: AdminTokenRef }),
  }),
});

builder.queryFields((t) => ({
  adminTokens: t.field({
    type: [AdminTokenRef],
    description: 'The admin tokens, the newest first; those that have expired among them.',
    authScopes: { admin: true },
    resolve: (_root, _args, { services }) => services.access.tokens.list(),
  }),
}));

builder.mutationFields((t) => ({
  createAdminToken: t.field({
    type: NewAdminTokenRef,
    description:
      'Makes an admin token. It gets no scope that whoever makes it lacks. With `secrets` or `admin` it wants the password again of whoever is signed in.',
    authScopes: { admin: true },
    args: {
      name: t.arg.string({ required: true }),
      scopes: t.arg({ ...entries(SCOPES.length), type: [ScopeRef], required: true }),
      expiresAt: t.arg({ type: 'DateTime', description: 'Left out, it never expires.' }),
      currentPassword: t.arg.string({ description: 'Of whoever is signed in; a script has none to give.' }),
    },
    resolve: (_root, { name, scopes, expiresAt, currentPassword }, context) =>
      createAdminToken(context, {
        ...{ name, scopes, expiresAt: expiresAt ?? null, currentPassword: currentPassword ?? null },
      }),
  }),
  revokeAdminToken: t.field({
    type: AdminTokenRef,
    description: 'Ends an admin token and its streams at once.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => revokeAdminToken(context, localId('AdminToken', id)),
  }),
}));
