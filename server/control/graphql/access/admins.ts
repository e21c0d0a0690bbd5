import type { ShownAdmin } from '../../../access/access.ts';
import { addAdmin, removeAdmin } from '../../security.ts';
import { builder } from '../builder.ts';
import { localId } from '../local-id.ts';

const SourceRef = builder.enumType('AdminSource', {
  description: 'Where an operator comes from.',
  values: {
    STORED: { value: 'stored', description: 'Kept here, added at the first start or by another operator.' },
    CONFIGURED: {
      value: 'configured',
      description: 'Named by the settings file or the environment, and changed there.',
    },
  } as const,
});

export const AdminRef = builder.node(builder.objectRef<ShownAdmin>('Admin'), {
  description: 'An operator, who signs in with a password and may do everything.',
  authScopes: { admin: true },
  id: { resolve: ({ id }) => id },
  loadOne: (id, { services }) => services.access.admins.list().find((admin) => admin.id === id) ?? null,
  fields: (t) => ({
    adminId: t.exposeString('id', { description: 'The id as it stands in the audit log.' }),
    username: t.exposeString('username'),
    source: t.expose('source', { type: SourceRef }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'Null for the configured one.' }),
    passwordChangedAt: t.expose('passwordChangedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null for the configured one.',
    }),
    sessions: t.exposeInt('sessions', { description: 'Browsers in which they are signed in.' }),
    secondFactorSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when a code is asked for beside the password; null when none is.',
      resolve: ({ secondFactor }) => secondFactor?.since ?? null,
    }),
    recoveryCodesLeft: t.int({
      nullable: true,
      description: 'Recovery codes that were not used yet; null without a second factor.',
      resolve: ({ secondFactor }) => secondFactor?.recoveryCodesLeft ?? null,
    }),
  }),
});

builder.queryFields((t) => ({
  admins: t.field({
    type: [AdminRef],
    description: 'The operators: whom the configuration names, then the others in the order in which they were added.',
    authScopes: { admin: true },
    resolve: (_root, _args, { services }) => services.access.admins.list(),
  }),
}));

builder.mutationFields((t) => ({
  addAdmin: t.field({
    type: AdminRef,
    description:
      'Adds an operator, who may do everything: whoever is signed in gives the password again, and an admin token needs every scope.',
    authScopes: { admin: true },
    args: {
      username: t.arg.string({ required: true }),
      password: t.arg.string({ required: true, description: 'Of the new one; 12 characters at least.' }),
      currentPassword: t.arg.string({ description: 'Of whoever is signed in; a script has none to give.' }),
    },
    resolve: (_root, { currentPassword, ...account }, context) =>
      addAdmin(context, { ...account, currentPassword: currentPassword ?? null }),
  }),
  removeAdmin: t.field({
    type: AdminRef,
    description:
      'Takes an operator out and ends their sessions and streams at once. The last one stays, and whom the configuration names.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => removeAdmin(context, localId('Admin', id)),
  }),
}));
