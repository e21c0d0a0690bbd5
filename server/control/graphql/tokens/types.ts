import { TIERS, type Tier } from '../../../../schema/catalogue.ts';
import type { TokenHappening } from '../../../events/token-history.ts';
import type { Standing, TokenState } from '../../../tokens/desk/standing.ts';
import type { KindView, TokenView } from '../../../tokens/desk/token-views.ts';
import type { RecentError } from '../../../usage/recent-errors.ts';
import { builder } from '../builder.ts';
import { MediaKindEnum, UpstreamEnum } from '../enums.ts';

export const TokenStateEnum = builder.enumType('TokenState', {
  description: 'What the pool makes of a token, in one word.',
  values: {
    SERVING: { value: 'serving' },
    COOLING: { value: 'cooling', description: 'It rests, for one or both kinds of work, and comes back by itself.' },
    SIGNED_OUT: { value: 'signed-out', description: 'Its session token has ended: replace it.' },
    OUT_OF_CREDITS: { value: 'out-of-credits', description: 'Its credits are not enough for a kind of work.' },
    LIMITED: { value: 'limited', description: 'It serves, but not every model.' },
    DISABLED: { value: 'disabled', description: 'The pool has put it out after faults of its own.' },
    OFF: { value: 'off', description: 'The operator does not want it.' },
  } satisfies Record<string, { value: TokenState; description?: string }>,
});

export const TierEnum = builder.enumType('Tier', {
  description: 'Plan of an account, in the words of the upstream.',
  values: TIERS satisfies readonly Tier[],
});

const WantedRef = builder.objectRef<TokenView['wanted']>('TokenWanted').implement({
  description: 'What the operator wants of a token.',
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled'),
    imageEnabled: t.exposeBoolean('imageEnabled'),
    videoEnabled: t.exposeBoolean('videoEnabled'),
    imageConcurrency: t.exposeInt('imageConcurrency', {
      nullable: true,
      description: 'Images at once: null follows the setting, -1 is no limit.',
    }),
    videoConcurrency: t.exposeInt('videoConcurrency', {
      nullable: true,
      description: 'Videos at once: null follows the setting, -1 is no limit.',
    }),
    proxy: t.exposeString('proxy', {
      nullable: true,
      description: 'Its own way out, without user and password, or `direct`; null follows the settings.',
    }),
  }),
});

const ModelLimitRef = builder.objectRef<KindView['limits'][number]>('TokenModelLimit').implement({
  description: 'A model that a token cannot run for a while.',
  fields: (t) => ({
    model: t.exposeString('model', { description: 'By the upstream’s key.' }),
    reason: t.exposeString('reason'),
    until: t.expose('until', { type: 'DateTime' }),
  }),
});

const KindHealthRef = builder.objectRef<KindView>('TokenKindHealth').implement({
  description: 'A token in one kind of work.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MediaKindEnum }),
    state: t.expose('state', { type: TokenStateEnum }),
    reason: t.exposeString('reason', { nullable: true, description: 'In words; null while it serves.' }),
    until: t.expose('until', { type: 'DateTime', nullable: true, description: 'When that ends, if it is known.' }),
    slots: t.exposeInt('slots', { description: 'Jobs that it may run at once; -1 for no limit.' }),
    inFlight: t.exposeInt('inFlight', { description: 'Jobs that it runs now.' }),
    limits: t.field({ type: [ModelLimitRef], resolve: ({ limits }) => [...limits] }),
  }),
});

const SeenRef = builder.objectRef<TokenView['seen'] & Standing>('TokenSeen').implement({
  description: 'What the pool sees of a token.',
  fields: (t) => ({
    state: t.expose('state', { type: TokenStateEnum }),
    reason: t.exposeString('reason', { nullable: true, description: 'In words; null while it serves.' }),
    until: t.expose('until', { type: 'DateTime', nullable: true, description: 'When that ends, if it is known.' }),
    kinds: t.field({ type: [KindHealthRef], resolve: ({ kinds }) => [...kinds] }),
    consecutiveErrors: t.exposeInt('consecutiveErrors', { description: 'Faults of its own in a row.' }),
    lastError: t.exposeString('lastError', { nullable: true }),
  }),
});

const SignInRef = builder.objectRef<TokenView['signIn']>('TokenSignIn').implement({
  description: 'How a token is signed in. The secrets themselves are told nowhere.',
  fields: (t) => ({
    sessionTokenEnd: t.exposeString('sessionTokenEnd', {
      nullable: true,
      description: 'The last four characters of the session token; null when they cannot be shown.',
    }),
    accessTokenExpiresAt: t.expose('accessTokenExpiresAt', { type: 'DateTime', nullable: true }),
    lastRefreshAt: t.expose('lastRefreshAt', { type: 'DateTime', nullable: true }),
  }),
});

const ProjectRef = builder.objectRef<TokenView['projects'][number]>('TokenProject').implement({
  description: 'A project of an account, into which its work is put.',
  fields: (t) => ({ id: t.exposeString('id'), title: t.exposeString('title', { nullable: true }) }),
});

const LeaseRef = builder.objectRef<TokenView['leases'][number]>('TokenLease').implement({
  description: 'A slot that a job holds.',
  fields: (t) => ({
    generationId: t.exposeString('generationId'),
    kind: t.expose('kind', { type: MediaKindEnum }),
    credits: t.exposeInt('credits', { description: 'Set aside for it.' }),
    takenAt: t.expose('takenAt', { type: 'DateTime' }),
  }),
});

const ErrorRef = builder.objectRef<RecentError>('TokenError').implement({
  description: 'A request that failed with this token.',
  fields: (t) => ({
    requestId: t.exposeString('requestId'),
    generationId: t.exposeString('generationId', { nullable: true }),
    at: t.expose('at', { type: 'DateTime' }),
    model: t.exposeString('model', { nullable: true }),
    code: t.exposeString('errorCode'),
  }),
});

const HappeningRef = builder.objectRef<TokenHappening>('TokenHappening').implement({
  description: 'Something that happened to a token.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the event log.' }),
    at: t.expose('at', { type: 'DateTime' }),
    what: t.exposeString('what', { description: 'In plain words.' }),
  }),
});

export const TokenRef = builder.objectRef<TokenView>('Token');
builder.node(TokenRef, {
  description: 'An account of the pool. What the operator wants of it and what the pool sees are apart.',
  id: { resolve: ({ id }) => id },
  loadOne: (id, { services }) => (/^\d{1,15}$/.test(id) ? services.tokenDesk.find(Number(id)) : null),
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'wanted' in value && 'signIn' in value,
  fields: (t) => ({
    number: t.exposeInt('id', { description: 'Its number, by which logs and messages name it.' }),
    upstream: t.expose('upstream', { type: UpstreamEnum }),
    email: t.exposeString('email'),
    name: t.exposeString('name', { nullable: true }),
    remark: t.exposeString('remark', { nullable: true }),
    wanted: t.expose('wanted', { type: WantedRef }),
    seen: t.expose('seen', { type: SeenRef }),
    tier: t.expose('tier', { type: TierEnum }),
    credits: t.exposeInt('credits'),
    reserved: t.exposeInt('reserved', { description: 'Credits set aside for running jobs.' }),
    signIn: t.expose('signIn', { type: SignInRef }),
    projects: t.field({ type: [ProjectRef], resolve: ({ projects }) => [...projects] }),
    leases: t.field({
      type: [LeaseRef],
      description: 'Slots that jobs hold now.',
      resolve: ({ leases }) => [...leases],
    }),
    recentErrors: t.loadableList({
      type: ErrorRef,
      description: 'Its newest failures, newest first, ten at most.',
      load: (ids: number[], { services }) => services.tokenErrors(ids),
      resolve: ({ id }) => id,
    }),
    history: t.loadableList({
      type: HappeningRef,
      description: 'What happened to it lately, newest first, ten at most.',
      load: (ids: number[], { services }) => services.tokenHistory(ids),
      resolve: ({ id }) => id,
    }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});
