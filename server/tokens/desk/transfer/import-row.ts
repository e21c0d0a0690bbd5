import { ServiceError } from '../../../../schema/errors.ts';
import { type AccountInput, readAccountInput, readSecret } from '../account-input.ts';

/** One account of an import, as it was read. */
export interface ImportRow {
  /** Line of a text, else its place in the list, from 1. */
  line: number;
  email: string | null;
  sessionToken: string | null;
  /** What it says beside that; what it does not say is absent. */
  account: AccountInput;
  /** Why it cannot be taken; null when it can. */
  problem: string | null;
}

/** Names of a field, ours first, then those of the predecessor. */
const NAMES = {
  email: ['email'],
  sessionToken: ['sessionToken', 'session_token', 'st'],
  name: ['name'],
  remark: ['remark'],
  enabled: ['enabled', 'is_active'],
  imageEnabled: ['imageEnabled', 'image_enabled'],
  videoEnabled: ['videoEnabled', 'video_enabled'],
  imageConcurrency: ['imageConcurrency', 'image_concurrency'],
  videoConcurrency: ['videoConcurrency', 'video_concurrency'],
  proxyUrl: ['proxyUrl', 'proxy_url'],
} as const;

/** All names by which something is read; whatever else a file holds is not looked at. */
export const IMPORTED_NAMES: readonly string[] = [...Object.values(NAMES).flat(), 'ban_reason'];

type Fields = Readonly<Record<string, unknown>>;

/** Reads one account out of a list, in our spelling or the predecessor's. Never throws: what is wrong is its `problem`. */
export function readImportRow(fields: Fields, line: number): ImportRow {
  const row: ImportRow = { line, email: null, sessionToken: null, account: {}, problem: null };
  try {
    row.email = textOf(fields, 'email') ?? null;
    row.account = accountOf(fields);
    readAccountInput(row.account);
    const sessionToken = textOf(fields, 'sessionToken');
    if (sessionToken !== undefined) row.sessionToken = readSecret(sessionToken);
    if (row.sessionToken === null && row.email === null)
      row.problem = 'It holds neither a session token nor an address.';
  } catch (cause) {
    row.problem = ServiceError.from(cause).message;
  }
  return row;
}

function accountOf(fields: Fields): AccountInput {
  const account: AccountInput = {};
  for (const name of ['name', 'remark'] as const) {
    const text = textOf(fields, name);
    if (text !== undefined) account[name] = text;
  }
  for (const name of ['imageEnabled', 'videoEnabled'] as const) {
    const value = switchOf(fields, name);
    if (value !== undefined) account[name] = value;
  }
  // The predecessor switched accounts off by itself when Google throttled them, and said so: nobody wanted that.
  const enabled = isBanned(fields) ? true : switchOf(fields, 'enabled');
  if (enabled !== undefined) account.enabled = enabled;
  for (const name of ['imageConcurrency', 'videoConcurrency'] as const) {
    const value = limitOf(fields, name);
    if (value !== undefined) account[name] = value;
  }
  const proxyUrl = textOf(fields, 'proxyUrl');
  if (proxyUrl !== undefined) account.proxyUrl = asAddress(proxyUrl);
  return account;
}

function fieldOf(fields: Fields, name: keyof typeof NAMES): unknown {
  for (const spelling of NAMES[name]) if (fields[spelling] !== undefined) return fields[spelling];
  return undefined;
}

/** Absent when there is none, or nothing in it. */
function textOf(fields: Fields, name: keyof typeof NAMES): string | undefined {
  const value = fieldOf(fields, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrong(name, 'must be text');
  return value.trim() === '' ? undefined : value.trim();
}

const SWITCHES = new Map<unknown, boolean>([
  ...[true, 1, 'true', '1', 'yes', 'on'].map((value) => [value, true] as const),
  ...[false, 0, 'false', '0', 'no', 'off'].map((value) => [value, false] as const),
]);

function switchOf(fields: Fields, name: keyof typeof NAMES): boolean | undefined {
  const value = fieldOf(fields, name);
  if (value === undefined || value === null || value === '') return undefined;
  const known = SWITCHES.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
  if (known === undefined) throw wrong(name, 'must be true or false');
  return known;
}

/** Null, which follows the setting, only in our own spelling. */
function limitOf(fields: Fields, name: 'imageConcurrency' | 'videoConcurrency'): number | null | undefined {
  const value = fieldOf(fields, name);
  if (value === null) return fields[name] === null ? null : undefined;
  if (value === undefined || value === '') return undefined;
  const count = typeof value === 'string' ? Number(value) : value;
  if (typeof count !== 'number' || Number.isNaN(count)) throw wrong(name, 'must be a number');
  return count;
}

function isBanned(fields: Fields): boolean {
  const reason = fields.ban_reason;
  return typeof reason === 'string' && reason.includes('429');
}

/** The predecessor also took `st5 host:port:user:password` and the like. */
function asAddress(text: string): string {
  const parts = /^(?:(https?|socks5h?|st5)(?::\/\/|\s+))?([^\s:/@]+):(\d+):([^\s:]+):(\S+)$/i.exec(text);
  if (parts === null) return text;
  const [, scheme = 'http', host, port, user = '', password = ''] = parts;
  const ours = scheme.toLowerCase() === 'st5' ? 'socks5' : scheme.toLowerCase();
  return `${ours}://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}`;
}

function wrong(name: string, problem: string): ServiceError {
  return new ServiceError('invalid_value', `${name} ${problem}.`, { param: name });
}
