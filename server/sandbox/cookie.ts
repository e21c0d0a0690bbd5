const NAME = '__Secure-next-auth.session-token';
const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** The session cookie of a request; NextAuth splits a big one into `.0`, `.1` and so on. Null when there is none. */
export function sessionCookie(header: string | undefined): string | null {
  const cookies = new Map(
    (header ?? '').split(';').map((pair) => {
      const [name = '', ...value] = pair.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  const whole = cookies.get(NAME);
  if (whole !== undefined) return whole;
  const parts: string[] = [];
  for (let index = 0; cookies.has(`${NAME}.${index}`); index += 1) parts.push(cookies.get(`${NAME}.${index}`) ?? '');
  return parts.length > 0 ? parts.join('') : null;
}

/** The header that gives the caller a new session cookie. */
export function setSessionCookie(token: string, now: number): string {
  const expires = new Date(now + MAX_AGE_SECONDS * 1000).toUTCString();
  return `${NAME}=${token}; Path=/; Expires=${expires}; HttpOnly; Secure; SameSite=Lax`;
}

/** The bearer token of a request; null when there is none. */
export const bearerToken = (header: string | undefined): string | null =>
  /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;
