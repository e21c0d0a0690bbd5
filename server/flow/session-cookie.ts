import { parseCookie } from 'undici';
import { ServiceError } from '../../schema/errors.ts';

const NAME = '__Secure-next-auth.session-token';

/**
 * The cookie header for a session token. @see docs/wire.md, §2
 * @throws ServiceError `token_expired` when the text cannot be a cookie's value at all
 */
export function cookieOf(sessionToken: string): string {
  if (!/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/.test(sessionToken)) {
    throw new ServiceError(
      'token_expired',
      'The session token of this account is not a cookie value: copy the value only, without quotes, spaces or semicolons.',
      { reason: 'NOT_A_COOKIE' },
    );
  }
  return `${NAME}=${sessionToken}`;
}

/**
 * The session token that an answer sets, put together when it comes in numbered pieces; null when it sets none or deletes it
 * (an empty value is how a cookie is deleted).
 */
export function rotatedToken(setCookie: string | string[] | undefined): string | null {
  let whole: string | null = null;
  const pieces: (string | undefined)[] = [];
  for (const line of setCookie === undefined ? [] : [setCookie].flat()) {
    const cookie = parseCookie(line);
    if (cookie === null || cookie.value === '') continue;
    if (cookie.name === NAME) whole = cookie.value;
    const index = cookie.name.startsWith(`${NAME}.`) ? Number(cookie.name.slice(NAME.length + 1)) : Number.NaN;
    if (Number.isInteger(index) && index >= 0) pieces[index] = cookie.value;
  }
  // A missing piece would make a token that cannot work: keep the one we have.
  return pieces.length > 0 && !pieces.includes(undefined) ? pieces.join('') : whole;
}
