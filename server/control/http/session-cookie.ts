import Cookies from 'cookies';

/** The `__Host-` prefix makes browsers insist on Secure and our own host; it cannot be set over plain http. */
const nameOf = (secure: boolean): string => (secure ? '__Host-flow2api' : 'flow2api');

type Request = ConstructorParameters<typeof Cookies>[0];
type Response = ConstructorParameters<typeof Cookies>[1];

/** The session that a browser sends, or null. */
export function readSessionCookie(request: Request, secure: boolean): string | null {
  return new Cookies(request, NO_RESPONSE, { secure }).get(nameOf(secure)) ?? null;
}

/** Sets the cookie, or deletes it. It ends with the browser; the session itself ends earlier. */
export function writeSessionCookie(request: Request, response: Response, secure: boolean, value: string | null): void {
  new Cookies(request, response, { secure }).set(nameOf(secure), value, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    overwrite: true,
  });
}

const NO_RESPONSE = {} as Response;
