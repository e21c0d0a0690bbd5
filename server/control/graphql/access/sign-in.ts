import { changePassword, setUp, signIn, signOut } from '../../security.ts';
import { builder } from '../builder.ts';
import { ViewerRef } from '../viewer.ts';

builder.queryFields((t) => ({
  setUpState: t.field({
    type: builder.objectRef<{ open: boolean }>('SetUpState').implement({
      description: 'Whether the server has been set up.',
      fields: (fields) => ({
        open: fields.exposeBoolean('open', {
          description:
            'True while nobody could sign in: then `setUp` takes the code of the link that the start printed.',
        }),
      }),
    }),
    description: 'Whether the first operator is still to be made.',
    authScopes: { anyone: true },
    resolve: (_root, _args, { services }) => ({ open: services.access.setUp.isOpen() }),
  }),
}));

builder.mutationFields((t) => ({
  setUp: t.field({
    type: ViewerRef,
    description: 'Makes the first operator and signs this browser in.',
    authScopes: { anyone: true },
    args: {
      code: t.arg.string({ required: true, description: 'What follows `#code=` in the link that the start printed.' }),
      username: t.arg.string({ required: true }),
      password: t.arg.string({ required: true, description: '12 characters at least.' }),
    },
    resolve: (_root, args, context) => setUp(context, args),
  }),
  signIn: t.field({
    type: ViewerRef,
    description: 'Signs this browser in, by a cookie. Scripts take an admin token instead.',
    authScopes: { anyone: true },
    args: {
      username: t.arg.string({ required: true }),
      password: t.arg.string({ required: true }),
      code: t.arg.string({
        description:
          'Of whoever has a second factor: what the app shows now, or a recovery code. Without it the refusal `second_factor_needed` asks for it.',
      }),
    },
    resolve: (_root, { username, password, code }, context) =>
      signIn(context, { username, password, code: code ?? null }),
  }),
  signOut: t.boolean({
    description: 'Ends the session of this browser; true also when there was none.',
    authScopes: { anyone: true },
    resolve: async (_root, _args, context) => {
      await signOut(context);
      return true;
    },
  }),
  changePassword: t.int({
    description: 'Changes the password of whoever is signed in. Their other sessions end; says how many did.',
    authScopes: { admin: true },
    args: {
      currentPassword: t.arg.string({ required: true }),
      newPassword: t.arg.string({ required: true, description: '12 characters at least.' }),
    },
    resolve: (_root, { currentPassword, newPassword }, context) =>
      changePassword(context, { current: currentPassword, next: newPassword }),
  }),
}));
