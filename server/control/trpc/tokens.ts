import { z } from 'zod';
import { TIERS } from '../../../schema/catalogue.ts';
import { TOKEN_SORTS } from '../../tokens/desk/list.ts';
import { TOKEN_STATES } from '../../tokens/desk/standing.ts';
import { bytesOf } from '../base64.ts';
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
  tokenDetails,
  updateToken,
  updateTokens,
} from '../tokens.ts';
import { router, scoped } from './procedures.ts';

const MAX_BEATS = 500;
/** Of what the service bounds itself. */
const LONGEST_TEXT = 50_000;
const MAX_LINES = 5_000;

const id = z.number().int().min(1);
const sessionToken = z.string().max(20_000);
const account = z.object({
  /** The service says in words that they are too long. */
  name: z.string().max(LONGEST_TEXT).nullish(),
  remark: z.string().max(LONGEST_TEXT).nullish(),
  enabled: z.boolean().optional(),
  imageEnabled: z.boolean().optional(),
  videoEnabled: z.boolean().optional(),
  imageConcurrency: z.number().nullish(),
  videoConcurrency: z.number().nullish(),
  proxyUrl: z.string().max(4_000).nullish(),
});
const filter = z.strictObject({
  ids: z.array(id).max(MOST_TOKENS).optional(),
  states: z.array(z.enum(TOKEN_STATES)).max(TOKEN_STATES.length).optional(),
  tiers: z.array(z.enum(TIERS)).max(TIERS.length).optional(),
  upstream: z.enum(['flow', 'sandbox']).optional(),
  text: z.string().max(200).optional(),
});
const selection = z.union([
  z.strictObject({ ids: z.array(id).max(MOST_TOKENS) }),
  z.strictObject({ filter, expectedCount: z.number().int().min(0) }),
]);
const content = z.object({
  content: z.string(),
  /** `base64` for a database, and for any other file. */
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
});

/** What can be done with many tokens at once. */
const action = z.discriminatedUnion('action', [
  z.object({ action: z.enum(['enable', 'disable', 'refresh-sign-in', 'refresh-credits', 'rejoin']) }),
  z.object({ action: z.literal('update'), changes: account }),
  z.object({ action: z.literal('delete'), force: z.boolean().default(false) }),
]);

/** The page of the tokens. */
export const tokensRouter = router({
  list: scoped('read')
    .input(
      z.object({
        filter: filter.optional(),
        sort: z.object({ by: z.enum(TOKEN_SORTS), descending: z.boolean().default(false) }).optional(),
        /** Of the page before. */
        cursor: z.string().max(2_000).nullish(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .query(({ ctx: { services }, input }) => {
      const { items, hasNext, total } = services.tokenDesk.page({
        ...{ filter: input.filter, sort: input.sort, first: input.limit, after: input.cursor },
      });
      return {
        items: items.map(({ token }) => token),
        total,
        byState: services.tokenDesk.byState(),
        nextCursor: hasNext ? (items.at(-1)?.cursor ?? null) : null,
      };
    }),
  get: scoped('read')
    .input(z.object({ id }))
    .query(({ ctx, input }) => tokenDetails(ctx, input.id)),
  /** The last hour of each, in strokes. */
  beats: scoped('read')
    .input(z.object({ ids: z.array(id).max(MAX_BEATS) }))
    .query(async ({ ctx, input: { ids } }) => {
      const beats = await ctx.services.tokenActivity.beats(ids);
      return ids.map((tokenId, index) => ({ tokenId, beats: beats[index] ?? null }));
    }),
  /** Jobs, credits and times of the last seven days. */
  activity: scoped('read')
    .input(z.object({ id }))
    .query(({ ctx, input }) => ctx.services.tokenActivity.of(input.id)),
  /** Tries a session token and stores nothing. */
  check: scoped('operate')
    .input(z.object({ sessionToken, proxyUrl: z.string().max(4_000).nullish() }))
    .mutation(({ ctx, input }) => ctx.services.tokenDesk.check(input.sessionToken, input.proxyUrl ?? null)),
  add: scoped('operate')
    .input(account.extend({ sessionToken }))
    .mutation(({ ctx, input }) => addToken(ctx, input)),
  update: scoped('operate')
    .input(account.extend({ id }))
    .mutation(({ ctx, input: { id: tokenId, ...changes } }) => updateToken(ctx, tokenId, changes)),
  replaceSecret: scoped('operate')
    .input(z.object({ id, sessionToken }))
    .mutation(({ ctx, input }) => replaceTokenSecret(ctx, input.id, input.sessionToken)),
  bulk: scoped('operate')
    .input(z.object({ selection, work: action }))
    .mutation(({ ctx, input: { selection: which, work } }) => {
      switch (work.action) {
        case 'enable':
        case 'disable':
          return setTokensEnabled(ctx, which, work.action === 'enable');
        case 'refresh-sign-in':
          return refreshTokensSignIn(ctx, which);
        case 'refresh-credits':
          return refreshTokensCredits(ctx, which);
        case 'rejoin':
          return rejoinTokens(ctx, which);
        case 'update':
          return updateTokens(ctx, which, work.changes);
        case 'delete':
          return deleteTokens(ctx, which, work.force);
      }
    }),
  importDryRun: scoped('operate')
    .input(content)
    .mutation(({ ctx, input }) => importTokens(ctx, bytesOf(input.content, input.encoding, 'content'), true)),
  import: scoped('operate')
    .input(content.extend({ lines: z.array(z.number().int()).max(MAX_LINES).optional() }))
    .mutation(({ ctx, input }) =>
      importTokens(ctx, bytesOf(input.content, input.encoding, 'content'), false, input.lines),
    ),
  /** Without secrets. */
  export: scoped('read')
    .input(z.object({ filter: filter.default({}) }))
    .mutation(({ ctx, input }) => exportTokens(ctx, input.filter)),
  /** With secrets, after the password was given again. */
  exportSecrets: scoped('secrets')
    .input(z.object({ filter: filter.default({}), password: z.string().max(1_000).nullish() }))
    .mutation(({ ctx, input }) => exportTokenSecrets(ctx, input.filter, input.password ?? null)),
  testProxy: scoped('operate')
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.tokenDesk.testProxyOf(input.id)),
});

/** The pool at a glance. */
export const poolRouter = router({
  get: scoped('read').query(({ ctx }) => ctx.services.tokenDesk.pool()),
});
