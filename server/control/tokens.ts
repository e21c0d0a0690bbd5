import type { AuditChange } from '../../schema/audit.ts';
import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { AccountInput } from '../tokens/desk/account-input.ts';
import type { BulkRow } from '../tokens/desk/bulk.ts';
import { inTurn } from '../tokens/desk/in-turn.ts';
import type { Selection, TokenFilter } from '../tokens/desk/list.ts';
import type { TokenView } from '../tokens/desk/token-views.ts';
import type { TokenExport } from '../tokens/desk/transfer/export.ts';
import type { ImportReport } from '../tokens/desk/transfer/import.ts';
import { audit, type ControlContext } from './context.ts';
import { failureOf } from './failure.ts';
import { passwordAgain } from './password-again.ts';

/** What both fronts do about the tokens of the pool: each does it, and writes down that it was done. */

/** More are not named in one call. */
export const MOST_TOKENS = 10_000;
/** Calls to the upstream in the same moment, for many tokens. */
const CALLS_AT_ONCE = 4;
/** For what only the database is asked. */
const WRITES_AT_ONCE = 50;
/** Entries of the audit log among which it is looked who switched a token off. */
const SEARCHED_ENTRIES = 50;

/** A token with what is known of it beside its row. @throws ServiceError `not_found` */
export async function tokenDetails(context: ControlContext, tokenId: number) {
  const { tokenDesk, tokenErrors, tokenHistory } = context.services;
  const token = tokenDesk.find(tokenId);
  if (token === null) throw new ServiceError('not_found', `There is no token ${tokenId}.`, { param: 'id' });
  const [[recentErrors = []], [history = []], switchedOff] = await Promise.all([
    tokenErrors([tokenId]),
    tokenHistory([tokenId]),
    token.wanted.enabled ? null : whoSwitchedOff(context, tokenId),
  ]);
  return { ...token, route: tokenDesk.routeOf(tokenId), switchedOff, recentErrors, history };
}

/** Null when the audit log says nothing of it: it was added like that, or long ago. */
async function whoSwitchedOff({ services }: ControlContext, tokenId: number) {
  const filter = { subject: String(tokenId), action: 'token.*', outcome: 'done' } as const;
  const entries = await services.audit.page({ filter, limit: SEARCHED_ENTRIES });
  const entry = entries.find(({ changes }) => changes.some(({ field, to }) => field === 'enabled' && to === false));
  return entry === undefined ? null : { by: entry.actorName, at: entry.at };
}

/** @throws ServiceError, ControlError `conflict` when the account is here already */
export async function addToken(
  context: ControlContext,
  input: AccountInput & { sessionToken: string },
): Promise<TokenView> {
  const { tokenDesk } = context.services;
  const token = await tokenDesk.add(input);
  const changes = [{ field: 'sessionToken', from: null, to: 'replaced' }];
  await audit(context, { action: 'token.add', subject: String(token.id), changes, detail: token.email });
  return tokenDesk.view(token);
}

/** @throws ServiceError `not_found`, `invalid_value` */
export async function updateToken(context: ControlContext, tokenId: number, input: AccountInput): Promise<TokenView> {
  const { token, changes } = await context.services.tokenDesk.update(tokenId, input);
  return changed(context, 'token.update', token, changes);
}

/** @throws ServiceError `not_found`, ControlError `conflict` when it belongs to another account */
export async function replaceTokenSecret(
  context: ControlContext,
  tokenId: number,
  sessionToken: string,
): Promise<TokenView> {
  const action = 'token.replace-secret';
  const { token, changes } = await context.services.tokenDesk
    .replaceSecret(tokenId, sessionToken)
    .catch(async (cause: unknown) => {
      await audit(context, { action, subject: String(tokenId), outcome: 'refused', detail: failureOf(cause).message });
      throw cause;
    });
  return changed(context, action, token, changes);
}

async function changed(
  context: ControlContext,
  action: string,
  token: Token,
  changes: AuditChange[],
): Promise<TokenView> {
  if (changes.length > 0) {
    await audit(context, { action, subject: String(token.id), changes, detail: token.email });
  }
  return context.services.tokenDesk.view(token);
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function setTokensEnabled(context: ControlContext, selection: Selection, enabled: boolean): Promise<BulkRow[]> {
  const { tokenDesk } = context.services;
  const action = enabled ? 'token.enable' : 'token.disable';
  return inBulk(context, action, selection, WRITES_AT_ONCE, (id) => tokenDesk.setEnabled(id, enabled));
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function refreshTokensSignIn(context: ControlContext, selection: Selection): Promise<BulkRow[]> {
  const { refreshSignIn } = context.services.tokenDesk;
  return inBulk(context, 'token.refresh-sign-in', selection, CALLS_AT_ONCE, refreshSignIn);
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function refreshTokensCredits(context: ControlContext, selection: Selection): Promise<BulkRow[]> {
  const { refreshCredits } = context.services.tokenDesk;
  return inBulk(context, 'token.refresh-credits', selection, CALLS_AT_ONCE, refreshCredits);
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function rejoinTokens(context: ControlContext, selection: Selection): Promise<BulkRow[]> {
  return inBulk(context, 'token.rejoin', selection, WRITES_AT_ONCE, context.services.tokenDesk.rejoin);
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function deleteTokens(context: ControlContext, selection: Selection, force: boolean): Promise<BulkRow[]> {
  const { tokenDesk } = context.services;
  return inBulk(context, 'token.delete', selection, WRITES_AT_ONCE, (id) => tokenDesk.remove(id, force));
}

/** The same change to many. @throws ControlError `conflict` when the selection is not what it was */
export function updateTokens(context: ControlContext, selection: Selection, input: AccountInput): Promise<BulkRow[]> {
  const { tokenDesk } = context.services;
  return inBulk(context, 'token.update', selection, WRITES_AT_ONCE, (id) => tokenDesk.update(id, input));
}

async function inBulk(
  context: ControlContext,
  action: string,
  selection: Selection,
  concurrency: number,
  work: (tokenId: number) => Promise<Token | { changes: AuditChange[] }>,
): Promise<BulkRow[]> {
  const changes = new Map<number, AuditChange[]>();
  const rows = await context.services.tokenDesk.bulk(selection, concurrency, async (tokenId) => {
    const done = await work(tokenId);
    if ('changes' in done) changes.set(tokenId, done.changes);
  });
  const told = rows.filter(({ error }) => error === null);
  await inTurn(told, WRITES_AT_ONCE, ({ tokenId, email }) =>
    audit(context, { action, subject: String(tokenId), changes: changes.get(tokenId) ?? [], detail: email }),
  );
  return rows;
}

/** @throws ServiceError `invalid_value` for what cannot be read */
export async function importTokens(
  context: ControlContext,
  content: Uint8Array,
  dryRun: boolean,
  lines?: readonly number[],
): Promise<ImportReport> {
  const report = await context.services.tokenDesk.import(content, dryRun, lines);
  if (dryRun) return report;
  const touched = report.rows.filter(({ outcome }) => outcome === 'added' || outcome === 'updated');
  await audit(context, { action: 'token.import', subject: null, detail: inWords(report) });
  await inTurn(touched, WRITES_AT_ONCE, ({ tokenId, outcome, email }) =>
    audit(context, { action: `token.import-${outcome}`, subject: String(tokenId), detail: email }),
  );
  return report;
}

function inWords({ format, rows }: ImportReport): string {
  const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  const counts = [`${count('added')} added`, `${count('updated')} updated`, `${count('already-here')} already here`];
  return `${format}: ${counts.join(', ')}, ${count('invalid')} invalid`;
}

/** Without secrets. */
export async function exportTokens(context: ControlContext, filter: TokenFilter): Promise<TokenExport> {
  const written = context.services.tokenDesk.export(filter, false);
  await audit(context, { action: 'token.export', subject: null, detail: `${written.tokens.length} tokens` });
  return written;
}

/**
 * With secrets; an operator in a browser gives the password again, since a session may be left open.
 * @throws ServiceError `missing_parameter`, `invalid_value`; ControlError `sign_in_blocked`
 */
export async function exportTokenSecrets(
  context: ControlContext,
  filter: TokenFilter,
  password: string | null,
): Promise<TokenExport> {
  const action = 'token.export-secrets';
  await passwordAgain(context, { password, param: 'password', action });
  const written = context.services.tokenDesk.export(filter, true);
  await audit(context, { action, subject: null, detail: `${written.tokens.length} tokens, with their secrets` });
  return written;
}
