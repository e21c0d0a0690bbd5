import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { parseWayOut } from '../../flow/proxy-address.ts';
import type { AccountSettings } from '../enrol.ts';
import { problemOfSessionToken, readSessionToken } from '../session-token.ts';

/** What an operator decides about an account; what is absent stays as it is. */
export interface AccountInput {
  /** Null or empty for none. */
  name?: string | null | undefined;
  remark?: string | null | undefined;
  enabled?: boolean | undefined;
  imageEnabled?: boolean | undefined;
  videoEnabled?: boolean | undefined;
  /** Jobs at once: null follows the setting, -1 is no limit, 0 is none. */
  imageConcurrency?: number | null | undefined;
  videoConcurrency?: number | null | undefined;
  /** Its own way out, or `direct`; null or empty follows the settings. */
  proxyUrl?: string | null | undefined;
}

/** Columns of a token's row that an operator writes, but for the sealed ones. */
export type AccountColumns = Partial<Pick<Token, 'name' | 'remark'>> & Omit<AccountSettings, 'name'>;

const MOST_AT_ONCE = 1_000;
const LONGEST_TEXT = 500;
/** Control characters but line breaks and tabs, and those that turn a line around, so that a name would read as another one. */
const UNSEEN = /(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** @throws ServiceError `invalid_value` naming the field */
export function readAccountInput(input: AccountInput): { columns: AccountColumns; proxyUrl?: string | null } {
  const columns: AccountColumns = {};
  for (const field of ['name', 'remark'] as const) {
    if (input[field] !== undefined) columns[field] = readText(input[field], field);
  }
  for (const field of ['enabled', 'imageEnabled', 'videoEnabled'] as const) {
    if (input[field] !== undefined) columns[field] = input[field];
  }
  for (const field of ['imageConcurrency', 'videoConcurrency'] as const) {
    if (input[field] !== undefined) columns[field] = readLimit(input[field], field);
  }
  if (input.proxyUrl === undefined) return { columns };
  return { columns, proxyUrl: readProxyUrl(input.proxyUrl) };
}

/** @throws ServiceError `invalid_value`; it does not repeat what was given, which may hold a password */
export function readProxyUrl(given: string | null): string | null {
  const proxyUrl = given?.trim() ?? '';
  if (proxyUrl === '') return null;
  try {
    parseWayOut(proxyUrl);
  } catch (cause) {
    throw new ServiceError('invalid_value', ServiceError.from(cause).message, { param: 'proxyUrl' });
  }
  return proxyUrl;
}

/** The cookie's value. @throws ServiceError `invalid_value` for what cannot be one */
export function readSecret(given: string): string {
  const sessionToken = readSessionToken(given);
  if (sessionToken === '') throw wrongSecret('it is empty');
  const problem = problemOfSessionToken(sessionToken);
  if (problem !== null) throw wrongSecret(problem);
  return sessionToken;
}

function wrongSecret(problem: string): ServiceError {
  return new ServiceError('invalid_value', `This cannot be a session token: ${problem}.`, { param: 'sessionToken' });
}

/** Texts, as the console names them. */
const CALLED = { name: 'name', remark: 'note' };

function readText(given: string | null, param: keyof typeof CALLED): string | null {
  const text = given?.replace(UNSEEN, '').trim() ?? '';
  if (text.length > LONGEST_TEXT) {
    throw new ServiceError('invalid_value', `The ${CALLED[param]} is longer than ${LONGEST_TEXT} characters.`, {
      param,
    });
  }
  return text === '' ? null : text;
}

function readLimit(given: number | null, param: string): number | null {
  if (given === null || (Number.isInteger(given) && given >= -1 && given <= MOST_AT_ONCE)) return given;
  const words = `${param} must be a whole number from 0 to ${MOST_AT_ONCE}, -1 for no limit, or null to follow the setting.`;
  throw new ServiceError('invalid_value', words, { param });
}
