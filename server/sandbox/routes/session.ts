import { sessionCookie, setSessionCookie } from '../cookie.ts';
import type { Route } from '../http-call.ts';
import type { World } from '../world.ts';

/** The session call: cookie in, access token out. @see docs/wire.md, §2 */
export function sessionRoutes({ accounts, now }: World): Route[] {
  return [
    {
      host: 'labs',
      anyone: true,
      method: 'GET',
      path: '/fx/api/auth/session',
      endpoint: 'session',
      handle: ({ headers }) => {
        const answer = accounts.openSession(sessionCookie(headers.cookie));
        if (!answer) return { json: {} };
        const { account, accessToken, error, freshCookie } = answer;
        return {
          headers: freshCookie === null ? {} : { 'set-cookie': [setSessionCookie(freshCookie, now())] },
          json: {
            user: { name: account.name, email: account.email, image: 'https://lh3.googleusercontent.com/a/sandbox' },
            expires: new Date(answer.expiresAt).toISOString(),
            ...(accessToken !== null && { access_token: accessToken }),
            ...(error !== null && { error }),
          },
        };
      },
    },
  ];
}
