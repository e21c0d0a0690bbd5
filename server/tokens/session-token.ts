const COOKIE_NAME = '__Secure-next-auth.session-token';

/** Several times the cookies that Google sets; upstreams cut the connection of a caller with larger headers, without a word. */
const MAX_SESSION_TOKEN = 8_192;

const NAMED = new RegExp(`(?:^|;)\\s*${COOKIE_NAME.replaceAll('.', '\\.')}=([^;]*)`);

/** The cookie's value, also when it is given with its name, as browsers copy it. Empty when there is none. */
export function readSessionToken(text: string): string {
  return (NAMED.exec(text)?.[1] ?? text).trim();
}

/** Why this cannot be a session token, as the end of a sentence; null when it can be. */
export function problemOfSessionToken(sessionToken: string): string | null {
  if (sessionToken.length > MAX_SESSION_TOKEN) return `it is longer than ${MAX_SESSION_TOKEN} characters`;
  const isCookieValue = /^[\x21-\x7e]+$/.test(sessionToken) && !/[;,"\\]/.test(sessionToken);
  return isCookieValue ? null : 'it holds characters that no cookie has';
}
