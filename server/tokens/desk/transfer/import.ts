import { ControlError } from '../../../../schema/control-error.ts';
import type { Token } from '../../../../schema/entities/token.ts';
import { ServiceError } from '../../../../schema/errors.ts';
import type { Roster } from '../../roster.ts';
import type { Tokens } from '../../tokens.ts';
import { type AccountInput, readAccountInput } from '../account-input.ts';
import type { Checked } from '../check.ts';
import type { TokenEdits } from '../edit.ts';
import { inTurn } from '../in-turn.ts';
import { asTried } from '../tried.ts';

import { decodeText } from './decode-text.ts';
import type { ImportRow } from './import-row.ts';
import { isDatabase, notesOn, readDatabase } from './read-database.ts';
import { readText, type TextFormat, tooManyAccounts } from './read-text.ts';

/** What became, or would become, of one account of an import. */
export interface ImportedRow {
  /** Line of a text, else its place in the list, from 1. */
  line: number;
  email: string | null;
  outcome: 'added' | 'updated' | 'already-here' | 'invalid';
  tokenId: number | null;
  /** What is updated, or why it is invalid, in words. */
  detail: string | null;
  /** Under which name the account is here; null when it is not, or goes by its address alone. */
  name: string | null;
}

/** Before it is looked up how it is called. */
type Result = Omit<ImportedRow, 'name'>;

export interface ImportReport {
  format: TextFormat | 'database';
  /** Whether it was only looked at what would be done. */
  dryRun: boolean;
  /** What is to be known about the file as a whole, in words: such as that accounts may be missing in it. */
  notes: string[];
  rows: ImportedRow[];
}

export interface ImportDeps {
  roster: Roster;
  enrol: Tokens['enrol'];
  edits: TokenEdits;
  check(sessionToken: string, proxyUrl: string | null): Promise<Checked>;
  onUnexpected(cause: unknown): void;
}

const MAX_ROWS = 5_000;
/** Session tokens that are tried in the same moment. */
const AT_ONCE = 4;

/** How an account is found or taken in; the one thing in which a dry run differs. */
interface Way {
  /** With a session token that is not here yet. */
  take(row: ImportRow, sessionToken: string): Promise<Result>;
  /** An account that is here. */
  edit(token: Token, account: AccountInput): Promise<unknown>;
}

/**
 * Takes in lists of accounts: our own export, the predecessor's JSON or database, CSV, or one session token on each line. Each
 * one that is not here yet is tried with the upstream. Rows that cannot be taken are told, the others go in.
 */
export function createImport({ roster, enrol, edits, check, onUnexpected }: ImportDeps) {
  const dry: Way = {
    async take(row, sessionToken) {
      const { email, known } = await check(sessionToken, row.account.proxyUrl ?? null);
      checkOwner(row, email);
      const outcome = known === null ? 'added' : 'updated';
      const detail = known === null ? null : wordsOf(['session token', ...differing(known.tokenId, row.account)]);
      return { line: row.line, email, outcome, tokenId: known?.tokenId ?? null, detail };
    },
    async edit() {},
  };

  const real: Way = {
    async take({ line, email: expected, account }, sessionToken) {
      const { columns, proxyUrl } = readAccountInput(account);
      const { remark, name, ...settings } = columns;
      const { token, action } = await enrol({
        ...{ sessionToken, upstream: 'flow', proxyUrl, remark, revive: 'unless-off' },
        settings: { ...settings, ...(typeof name === 'string' && { name }) },
        expects: expected === null ? {} : { email: expected },
      }).catch((cause: unknown) => {
        throw asTried(cause);
      });
      const { id: tokenId, email } = token;
      if (action === 'added') return { line, email, outcome: action, tokenId, detail: null };
      const changed = differing(tokenId, account);
      await edits.update(tokenId, account);
      return { line, email, outcome: action, tokenId, detail: wordsOf(['session token', ...changed]) };
    },
    edit: (token, account) => edits.update(token.id, account),
  };

  function differing(tokenId: number, account: AccountInput): string[] {
    const token = roster.get(tokenId);
    if (token === undefined) return [];
    const { columns, proxyUrl } = readAccountInput(account);
    const fields = (Object.keys(columns) as (keyof typeof columns)[]).filter((name) => columns[name] !== token[name]);
    const sameProxy = proxyUrl === undefined || roster.proxyOf(token) === proxyUrl;
    return sameProxy ? fields : [...fields, 'proxyUrl'];
  }

  const named = (result: Result): ImportedRow => ({
    ...result,
    name: result.tokenId === null ? null : (roster.get(result.tokenId)?.name ?? null),
  });

  async function one(row: ImportRow, way: Way): Promise<Result> {
    const { line, sessionToken, account } = row;
    if (row.problem !== null) return invalid(row, row.problem);
    const holder = sessionToken === null ? undefined : roster.findBySessionToken('flow', sessionToken);
    const known = sessionToken === null ? roster.findByEmail('flow', row.email ?? '') : holder;
    if (known === undefined && sessionToken === null) {
      return invalid(row, 'It has no session token, and no such account is here.');
    }
    try {
      if (known === undefined) return await way.take(row, sessionToken ?? '');
      checkOwner(row, known.email);
      const changed = differing(known.id, account);
      if (changed.length > 0) await way.edit(known, account);
      const outcome = changed.length > 0 ? 'updated' : 'already-here';
      return { line, email: known.email, outcome, tokenId: known.id, detail: wordsOf(changed) };
    } catch (cause) {
      const error = cause instanceof ControlError ? cause : ServiceError.from(cause);
      if (error.code === 'internal_error') onUnexpected(cause);
      return invalid(row, error.message);
    }
  }

  /** Rows that name an account anew come after the others: they are doubles of what went in, and not of what did not. */
  async function each(rows: readonly ImportRow[], way: Way): Promise<ImportedRow[]> {
    const { first, anew } = inOrder(rows);
    const results = new Map<ImportRow, Result>();
    const taken = new Map<string, number>();
    const note = (row: ImportRow, result: Result): void => {
      results.set(row, result);
      if (result.outcome !== 'invalid') for (const key of claimsOf(row)) taken.set(key, taken.get(key) ?? row.line);
    };
    await inTurn(first, AT_ONCE, async (row) => note(row, await one(row, way)));
    for (const row of anew) {
      const line = keysOf(row).flatMap((key) => taken.get(key) ?? [])[0];
      const isDouble = line !== undefined;
      note(row, isDouble ? invalid(row, `It is the same account as in line ${line}.`) : await one(row, way));
    }
    return rows.flatMap((row) => results.get(row) ?? []).map(named);
  }

  /**
   * @param lines Only the accounts of these; all when left out. So that many can be taken in a few at a time.
   * @throws ServiceError `invalid_value` for what cannot be read at all
   */
  return async (content: Uint8Array, dryRun: boolean, lines?: readonly number[]): Promise<ImportReport> => {
    const { format, notes, rows } = await readContent(content);
    if (rows.length > MAX_ROWS) throw tooManyAccounts(MAX_ROWS);
    const way = dryRun ? dry : real;
    const named = new Set(lines);
    const wanted = lines === undefined ? rows : rows.filter(({ line }) => named.has(line));
    return { format, dryRun, notes, rows: await each(wanted, way) };
  };
}

interface Read extends Pick<ImportReport, 'format' | 'notes'> {
  rows: ImportRow[];
}

async function readContent(content: Uint8Array): Promise<Read> {
  if (!isDatabase(content)) return { ...readText(decodeText(content), MAX_ROWS), notes: [] };
  return { format: 'database', notes: notesOn(content), rows: await readDatabase(content, MAX_ROWS) };
}

/** Rows that are the first to name an account, and those that name one which an earlier row has named. */
function inOrder(rows: readonly ImportRow[]): Record<'first' | 'anew', readonly ImportRow[]> {
  const claimed = new Set<string>();
  const anew = new Set<ImportRow>();
  for (const row of rows) {
    if (keysOf(row).some((key) => claimed.has(key))) anew.add(row);
    else for (const key of claimsOf(row)) claimed.add(key);
  }
  return { first: rows.filter((row) => !anew.has(row)), anew: [...anew] };
}

/** By what two rows are seen to mean the same account. */
function keysOf({ problem, sessionToken, email }: ImportRow): string[] {
  return problem === null ? [sessionToken, email?.toLowerCase()].filter((key) => key != null) : [];
}

/** One without a session token changes an account that is here, and stands in nobody's way. */
const claimsOf = (row: ImportRow): string[] => (row.sessionToken === null ? [] : keysOf(row));

const invalid = ({ line, email }: ImportRow, detail: string): Result => ({
  ...{ line, email, detail },
  outcome: 'invalid',
  tokenId: null,
});

/** @throws ControlError `conflict` when the row names another account than its session token, which belongs to `email` */
function checkOwner({ email: expected }: ImportRow, email: string): void {
  if (expected === null || expected.toLowerCase() === email.toLowerCase()) return;
  throw new ControlError('conflict', `Its session token belongs to ${email}, not to ${expected}.`);
}

const wordsOf = (changed: readonly string[]): string | null => (changed.length === 0 ? null : changed.join(', '));
