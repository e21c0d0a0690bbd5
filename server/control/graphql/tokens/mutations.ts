import { bytesOf } from '../../base64.ts';
import {
  addToken,
  deleteTokens,
  exportTokenSecrets,
  exportTokens,
  importTokens,
  MOST_TOKENS,
  refreshTokensCredits,
  refreshTokensSignIn,
  rejoinTokens,
  replaceTokenSecret,
  setTokensEnabled,
  updateToken,
  updateTokens,
} from '../../tokens.ts';
import { A_FILE, entries } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { tokenNumber } from '../local-id.ts';
import { inBulk } from './bulk-results.ts';
import { AccountChangesInput, accountOf, filterOf, TokenFilterInput } from './inputs.ts';
import { BulkRowRef, CheckedRef, ImportReportRef, TokenExportRef, TokenProxyTestRef } from './results.ts';
import { TokenRef } from './types.ts';

const ImportEncoding = builder.enumType('ImportEncoding', {
  description: 'How the content of an import is written into the argument.',
  values: {
    TEXT: { value: 'utf8', description: 'As it is: JSON, CSV, or one session token on each line.' },
    BASE64: { value: 'base64', description: 'For a database, and for any other file.' },
  } as const,
});

builder.mutationFields((t) => {
  /** Either by id, or all that match. */
  const selection = () => ({
    ids: t.arg.idList({
      ...entries(MOST_TOKENS),
      description: 'One that is nobody’s fails in its own place, and the others are done.',
    }),
    filter: t.arg({ type: TokenFilterInput }),
    expectedCount: t.arg.int({
      description: 'How many tokens `filter` should match, or `ids` names. With another number nothing is done.',
    }),
  });
  const sessionToken = () =>
    t.arg.string({ required: true, description: 'The session cookie, its value alone or with its name.' });

  return {
    checkToken: t.field({
      type: CheckedRef,
      description: 'Tries a session token and stores nothing.',
      authScopes: { operate: true },
      args: { sessionToken: sessionToken(), proxyUrl: t.arg.string() },
      resolve: (_root, args, { services }) => services.tokenDesk.check(args.sessionToken, args.proxyUrl ?? null),
    }),
    addToken: t.field({
      type: TokenRef,
      description: 'Takes a new account in, after its session token was tried.',
      authScopes: { operate: true },
      args: { sessionToken: sessionToken(), input: t.arg({ type: AccountChangesInput }) },
      resolve: (_root, args, context) =>
        addToken(context, { ...accountOf(args.input ?? {}), sessionToken: args.sessionToken }),
    }),
    updateToken: t.field({
      type: TokenRef,
      description: 'Changes what the operator decides about a token; the upstream is not called.',
      authScopes: { operate: true },
      args: {
        id: t.arg.id({ required: true }),
        input: t.arg({ type: AccountChangesInput, required: true }),
      },
      resolve: (_root, { id, input }, context) => updateToken(context, tokenNumber(id, 'id'), accountOf(input)),
    }),
    updateTokens: t.field({
      type: [BulkRowRef],
      description: 'The same change to many tokens.',
      authScopes: { operate: true },
      args: { ...selection(), input: t.arg({ type: AccountChangesInput, required: true }) },
      resolve: (_root, { input, ...which }, context) =>
        inBulk(which, (selected) => updateTokens(context, selected, accountOf(input))),
    }),
    replaceTokenSecret: t.field({
      type: TokenRef,
      description: 'Gives a token the new session token of the same account, after that was tried.',
      authScopes: { operate: true },
      args: { id: t.arg.id({ required: true }), sessionToken: sessionToken() },
      resolve: (_root, args, context) => replaceTokenSecret(context, tokenNumber(args.id, 'id'), args.sessionToken),
    }),
    setTokensEnabled: t.field({
      type: [BulkRowRef],
      description: 'Switches tokens on, which also clears a cooldown, or off; running jobs go on.',
      authScopes: { operate: true },
      args: { ...selection(), enabled: t.arg.boolean({ required: true }) },
      resolve: (_root, { enabled, ...which }, context) =>
        inBulk(which, (selected) => setTokensEnabled(context, selected, enabled)),
    }),
    refreshTokensSignIn: t.field({
      type: [BulkRowRef],
      description: 'Asks the upstream for new access tokens.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => inBulk(which, (selected) => refreshTokensSignIn(context, selected)),
    }),
    refreshTokensCredits: t.field({
      type: [BulkRowRef],
      description: 'Asks the upstream for credits and plan.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => inBulk(which, (selected) => refreshTokensCredits(context, selected)),
    }),
    rejoinTokens: t.field({
      type: [BulkRowRef],
      description: 'Forgets whatever keeps tokens from being used that the operator has not asked for.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => inBulk(which, (selected) => rejoinTokens(context, selected)),
    }),
    deleteTokens: t.field({
      type: [BulkRowRef],
      description: 'Takes tokens out for good.',
      authScopes: { operate: true },
      args: {
        ...selection(),
        force: t.arg.boolean({ defaultValue: false, description: 'Also while jobs run on them, which then fail.' }),
      },
      resolve: (_root, { force, ...which }, context) =>
        inBulk(which, (selected) => deleteTokens(context, selected, force ?? false)),
    }),
    importTokens: t.field({
      type: ImportReportRef,
      description:
        'Takes in a list of accounts: an export, that of the predecessor, its database, CSV, or one session token on each line. What is new is tried with the upstream. Rows that cannot be taken are listed, the others go in.',
      authScopes: { operate: true },
      args: {
        content: t.arg.string({ ...A_FILE, required: true }),
        encoding: t.arg({ type: ImportEncoding, defaultValue: 'utf8' }),
        dryRun: t.arg.boolean({ defaultValue: true, description: 'Only tell what would be done.' }),
      },
      resolve: (_root, { content, encoding, dryRun }, context) =>
        importTokens(context, bytesOf(content, encoding ?? 'utf8', 'content'), dryRun ?? true),
    }),
    exportTokens: t.field({
      type: TokenExportRef,
      description: 'Writes tokens down, without their secrets.',
      authScopes: { read: true },
      args: { filter: t.arg({ type: TokenFilterInput }) },
      resolve: (_root, { filter }, context) => exportTokens(context, filterOf(filter)),
    }),
    exportTokenSecrets: t.field({
      type: TokenExportRef,
      description: 'Writes tokens down with their session tokens and proxies in clear.',
      authScopes: { secrets: true },
      args: {
        filter: t.arg({ type: TokenFilterInput }),
        password: t.arg.string({ description: 'Of the operator who is signed in; an admin token needs none.' }),
      },
      resolve: (_root, { filter, password }, context) =>
        exportTokenSecrets(context, filterOf(filter), password ?? null),
    }),
    testTokenProxy: t.field({
      type: TokenProxyTestRef,
      description: 'Tries the proxy that the calls of a token go through.',
      authScopes: { operate: true },
      args: { id: t.arg.id({ required: true }) },
      resolve: (_root, { id }, { services }) => services.tokenDesk.testProxyOf(tokenNumber(id, 'id')),
    }),
  };
});
