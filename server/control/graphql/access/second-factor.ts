import type { NewSecondFactor } from '../../../access/second-factor/operators-factor.ts';
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from '../../second-factor.ts';
import { builder } from '../builder.ts';
import { localId } from '../local-id.ts';
import { AdminRef } from './admins.ts';

const NewSecondFactorRef = builder.objectRef<NewSecondFactor>('NewSecondFactor').implement({
  description: 'A secret for an authenticator app, told this once and not in force yet.',
  fields: (t) => ({
    secret: t.exposeString('secret', { description: 'In base32, to be typed.' }),
    uri: t.exposeString('uri', {
      description: 'The same as an `otpauth://` address, to be shown as a QR code: SHA-1, six digits, 30 seconds.',
    }),
  }),
});

builder.mutationFields((t) => ({
  beginSecondFactor: t.field({
    type: NewSecondFactorRef,
    description:
      'Tells whoever is signed in a new secret, which is in force once `confirmSecondFactor` was given its code. One that is in force stays so until then.',
    authScopes: { admin: true },
    args: { password: t.arg.string({ required: true, description: 'Of whoever is signed in, given again.' }) },
    resolve: (_root, { password }, context) => beginSecondFactor(context, password),
  }),
  confirmSecondFactor: t.stringList({
    description:
      'Puts the secret that was begun in this browser in force. Answers with ten recovery codes, told this once, each good once in place of a code.',
    authScopes: { admin: true },
    args: { code: t.arg.string({ required: true, description: 'What the app shows now.' }) },
    resolve: (_root, { code }, context) => confirmSecondFactor(context, code),
  }),
  renewRecoveryCodes: t.stringList({
    description:
      'Ten other recovery codes for whoever is signed in, told this once; those before them are no longer good.',
    authScopes: { admin: true },
    args: { password: t.arg.string({ required: true, description: 'Of whoever is signed in, given again.' }) },
    resolve: (_root, { password }, context) => renewRecoveryCodes(context, password),
  }),
  removeSecondFactor: t.field({
    type: AdminRef,
    description:
      'Takes the second factor off whoever is signed in or, by `id`, off an operator who has lost the device: the password is enough for them then. No admin token does it.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: false, description: 'Of an operator; left out for whoever is signed in.' }),
      password: t.arg.string({ required: true, description: 'Of whoever is signed in, given again.' }),
    },
    resolve: (_root, { id, password }, context) =>
      removeSecondFactor(context, { id: id == null ? null : localId('Admin', id), password }),
  }),
}));
