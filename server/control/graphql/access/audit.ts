import {
  type DefaultConnectionArguments,
  type ResolveCursorConnectionArgs,
  resolveCursorConnection,
} from '@pothos/plugin-relay';
import type { AuditChange } from '../../../../schema/audit.ts';
import { ServiceError } from '../../../../schema/errors.ts';
import type { AuditFilter } from '../../../audit/audit-filter.ts';
import type { Verification } from '../../../audit/chain.ts';
import type { ReadEntry } from '../../../audit/read-entry.ts';
import type { ControlContext } from '../../context.ts';
import { pageLimit } from '../../ranges.ts';
import { characters } from '../argument-bounds.ts';
import { builder, LIMITS } from '../builder.ts';
import { connectionOf } from '../connection.ts';

/** Each walk reads all that there is; so a query has one at most. */
const HALF_A_QUERY = LIMITS.complexity / 2;

const OutcomeRef = builder.enumType('AuditOutcome', {
  description: 'Whether it was done or refused.',
  values: { DONE: { value: 'done' }, REFUSED: { value: 'refused' } } as const,
});

const ChangeRef = builder.objectRef<AuditChange>('AuditChange').implement({
  description: 'One thing that was changed. A secret shows as `replaced` on either side.',
  fields: (t) => ({
    field: t.exposeString('field'),
    from: t.field({ type: 'JSON', nullable: true, resolve: ({ from }) => from ?? null }),
    to: t.field({ type: 'JSON', nullable: true, resolve: ({ to }) => to ?? null }),
  }),
});

const AuditEntryRef = builder.node(builder.objectRef<ReadEntry>('AuditEntry'), {
  description: 'One line of the audit log: who did what, and from where.',
  id: { resolve: ({ seq }) => String(seq) },
  loadOne: async (id, { services }) => {
    const seq = Number(id);
    const [entry] = await services.audit.page({ before: seq + 1, after: seq - 1, limit: 1 });
    return entry ?? null;
  },
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the log, without a gap.' }),
    at: t.expose('at', { type: 'DateTime' }),
    actorKind: t.exposeString('actorKind', { description: '`admin`, `token`, `service` or `nobody`.' }),
    actorId: t.exposeString('actorId', { nullable: true }),
    actorName: t.exposeString('actorName'),
    action: t.exposeString('action', { description: 'For example `token.update`.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Id of what it was done to.' }),
    changes: t.expose('changes', { type: [ChangeRef] }),
    damaged: t.exposeBoolean('damaged', {
      description: 'Somebody has damaged the row of this line: its changes cannot be read, and are told as none.',
    }),
    outcome: t.expose('outcome', { type: OutcomeRef }),
    detail: t.exposeString('detail', { nullable: true, description: 'In a sentence, what else is to be said.' }),
    address: t.exposeString('address', { nullable: true }),
    requestId: t.exposeString('requestId', { nullable: true }),
    hash: t.exposeString('hash', { description: 'Seals this line and, through the one before it, all before.' }),
  }),
});

const VerificationRef = builder.objectRef<Verification>('AuditVerification').implement({
  description: 'What walking the whole audit log has found.',
  fields: (t) => ({
    intact: t.exposeBoolean('intact'),
    entries: t.exposeInt('entries', { description: 'Lines from the first on that are as they were written.' }),
    lastHash: t.string({
      nullable: true,
      description: 'Seal of the last line: kept elsewhere, it shows later that nothing before it was rewritten.',
      resolve: (found) => (found.intact ? found.lastHash : null),
    }),
    brokenSeq: t.int({
      nullable: true,
      description: 'The first line that is not as it was written.',
      resolve: (found) => (found.intact ? null : found.brokenSeq),
    }),
    problem: t.string({
      nullable: true,
      description: 'In words, what is wrong there.',
      resolve: (found) => (found.intact ? null : found.problem),
    }),
  }),
});

const FilterInput = builder.inputType('AuditFilter', {
  description: 'Which lines are wanted; what is left out does not matter.',
  fields: (t) => ({
    actorId: t.string(),
    action: t.string({ description: 'Whole, as `token.update`, or with a star at its end, as `token.*`.' }),
    subject: t.string({ description: 'The id, whole.' }),
    text: t.string({
      ...characters(500),
      description:
        'A part of what a line shows, in any case: of its subject or the name of it, of its detail, or of who did it.',
    }),
    outcome: t.field({ type: OutcomeRef }),
    from: t.field({ type: 'DateTime', description: 'Not earlier than this.' }),
    to: t.field({ type: 'DateTime', description: 'Earlier than this.' }),
  }),
});

builder.queryFields((t) => ({
  auditLog: t.connection({
    type: AuditEntryRef,
    description:
      'Who did what, newest first. With a `text` it is read forward alone, and a page may be short and yet not the last: see `hasNextPage`.',
    authScopes: { read: true },
    args: { filter: t.arg({ type: FilterInput }) },
    resolve: (_root, args, context) =>
      isSearch(args)
        ? searched(args, context)
        : resolveCursorConnection(
            { args, toCursor: ({ seq }: ReadEntry) => String(seq) },
            ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
              context.services.audit.page({
                before: seqOf(after, 'after'),
                after: seqOf(before, 'before'),
                limit,
                oldestFirst: inverted,
                filter: args.filter,
              }),
          ),
  }),
  verifyAuditLog: t.field({
    type: VerificationRef,
    description: 'Walks the whole audit log and names the first line that is not as it was written.',
    authScopes: { read: true },
    complexity: HALF_A_QUERY,
    resolve: (_root, _args, { services }) => services.audit.verify(),
  }),
}));

/** As other connections have it. */
const PAGE = { usual: 20, most: 100 };

type Args = DefaultConnectionArguments & { filter?: AuditFilter | null | undefined };

const isSearch = ({ filter }: Args): boolean => (filter?.text?.trim() ?? '') !== '';

/** Lines that hold a text are looked for from the newest on. @throws ServiceError `invalid_value` for the other direction */
async function searched({ filter, first, after, last, before }: Args, { services }: ControlContext) {
  if (last != null || before != null) {
    const param = last == null ? 'before' : 'last';
    throw new ServiceError('invalid_value', 'With a text the log is read forward alone: by `first` and `after`.', {
      param,
    });
  }
  const query = { filter: filter ?? {}, before: seqOf(after ?? undefined, 'after'), limit: pageLimit(first, PAGE) };
  const { rows, hasMore, end } = await services.audit.find(query);
  const edges = rows.map((node) => ({ cursor: String(node.seq), node }));
  return connectionOf(edges, { hasMore, isFirst: query.before === null, end: end === null ? null : String(end) });
}

function seqOf(cursor: string | undefined, param: string): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new ServiceError('invalid_value', 'This is no cursor of the list.', { param });
  return Number(cursor);
}
