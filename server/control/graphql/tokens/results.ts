import { encodeGlobalID } from '@pothos/plugin-relay';
import type { ProxyTest } from '../../../flow/test-proxy.ts';
import type { BulkRow } from '../../../tokens/desk/bulk.ts';
import type { Checked } from '../../../tokens/desk/check.ts';
import type { TokenExport } from '../../../tokens/desk/transfer/export.ts';
import type { ImportedRow, ImportReport } from '../../../tokens/desk/transfer/import.ts';
import { builder } from '../builder.ts';
import type { GivenRow } from './bulk-results.ts';
import { TierEnum, TokenRef } from './types.ts';

export const CheckedRef = builder.objectRef<Checked>('CheckedToken').implement({
  description: 'What a session token opens. Nothing of it is stored.',
  fields: (t) => ({
    email: t.exposeString('email'),
    name: t.exposeString('name', { nullable: true }),
    credits: t.exposeInt('credits', { nullable: true, description: 'Null when they could not be read now.' }),
    tier: t.expose('tier', { type: TierEnum, nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the session ends, says the upstream.' }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'The token that this account is already; null for a new one.',
      resolve: ({ known }, _args, { services }) => (known === null ? null : services.tokenDesk.find(known.tokenId)),
    }),
    sameSecret: t.boolean({
      description: 'Whether it is here with this very session token.',
      resolve: ({ known }) => known?.sameSecret ?? false,
    }),
  }),
});

const BulkErrorRef = builder.objectRef<NonNullable<BulkRow['error']>>('TokenResultError').implement({
  description: 'Why something was not done.',
  fields: (t) => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
});

export const BulkRowRef = builder.objectRef<GivenRow>('TokenResult').implement({
  description: 'What became of one token of those that were meant.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id of the token; what cannot be read is told as it was given.',
      resolve: (row) => ('given' in row ? row.given : encodeGlobalID('Token', String(row.tokenId))),
    }),
    email: t.exposeString('email', { nullable: true, description: 'Null for an id that is nobody’s.' }),
    ok: t.boolean({ resolve: ({ error }) => error === null }),
    error: t.expose('error', { type: BulkErrorRef, nullable: true, description: 'Null when it was done.' }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'As it is now; null when it is not there (any more).',
      resolve: (row, _args, { services }) => ('given' in row ? null : services.tokenDesk.find(row.tokenId)),
    }),
  }),
});

const ImportOutcome = builder.enumType('ImportOutcome', {
  description: 'What becomes of a row of an import.',
  values: {
    ADDED: { value: 'added' },
    UPDATED: { value: 'updated' },
    ALREADY_HERE: { value: 'already-here' },
    INVALID: { value: 'invalid' },
  } as const,
});

const ImportedRowRef = builder.objectRef<ImportedRow>('ImportedRow').implement({
  description: 'What became, or would become, of one account of an import.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Line of a text, else its place in the list, from 1.' }),
    email: t.exposeString('email', { nullable: true }),
    outcome: t.expose('outcome', { type: ImportOutcome }),
    detail: t.exposeString('detail', { nullable: true, description: 'What is updated, or why it is invalid.' }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      resolve: ({ tokenId }, _args, { services }) => (tokenId === null ? null : services.tokenDesk.find(tokenId)),
    }),
  }),
});

const countOf = (outcome: ImportedRow['outcome']) => (report: ImportReport) =>
  report.rows.filter((row) => row.outcome === outcome).length;

export const ImportReportRef = builder.objectRef<ImportReport>('ImportReport').implement({
  description: 'What an import did, or as a dry run would do.',
  fields: (t) => ({
    format: t.exposeString('format', { description: '`json`, `csv`, `lines` or `database`.' }),
    dryRun: t.exposeBoolean('dryRun'),
    added: t.int({ resolve: countOf('added') }),
    updated: t.int({ resolve: countOf('updated') }),
    alreadyHere: t.int({ resolve: countOf('already-here') }),
    invalid: t.int({ resolve: countOf('invalid') }),
    notes: t.exposeStringList('notes', {
      description: 'What is to be known about the file as a whole, such as that accounts may be missing in it.',
    }),
    rows: t.field({ type: [ImportedRowRef], resolve: ({ rows }) => rows }),
  }),
});

export const TokenExportRef = builder.objectRef<TokenExport>('TokenExport').implement({
  description: 'Tokens, written down so that an import takes them in again.',
  fields: (t) => ({
    count: t.int({ resolve: ({ tokens }) => tokens.length }),
    exportedAt: t.exposeString('exportedAt'),
    content: t.string({
      description: 'A JSON document, to be kept as a file.',
      resolve: (written) => `${JSON.stringify(written, null, 2)}\n`,
    }),
  }),
});

export const TokenProxyTestRef = builder.objectRef<ProxyTest>('TokenProxyTest').implement({
  description: 'Whether the upstream can be reached the way that the calls of a token go.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok'),
    latencyMs: t.int({ nullable: true, resolve: (test) => (test.ok ? test.latencyMs : null) }),
    status: t.int({
      nullable: true,
      description: 'HTTP status of what answered.',
      resolve: (test) => (test.ok ? test.status : null),
    }),
    tlsVerified: t.boolean({ nullable: true, resolve: (test) => (test.ok ? test.tlsVerified : null) }),
    step: t.string({
      nullable: true,
      description: 'Where it failed: `address`, `connect`, `login`, `tls` or `answer`, for example.',
      resolve: (test) => (test.ok ? null : test.step),
    }),
    message: t.string({ nullable: true, resolve: (test) => (test.ok ? null : test.message) }),
  }),
});
