import type { IncomingMessage } from 'node:http';
import { ControlError } from '../../../schema/control-error.ts';
import { bearerIn } from './bearer.ts';

/**
 * Refuses what another site makes a browser send with our cookie. Browsers say where a request comes from; who sends no
 * cookie has nothing to be misused, and who asks for something changes nothing.
 * @throws ControlError `origin_refused`
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function checkSameOrigin({ method, headers }: IncomingMessage, ownOrigin: string, isUpgrade = false): void {
  const asksOnly = method === 'GET' || method === 'HEAD';
  // With a token the cookie does not count. Other credentials, as of a proxy before us, browsers send by themselves.
  const byToken = bearerIn(headers.authorization) !== null;
  if (headers.cookie === undefined || byToken || (asksOnly && !isUpgrade)) return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined ? site === undefined || site === 'same-origin' : origin === ownOrigin;
  if (isOwn) return;
  const from = origin ?? `a page of ${String(site)}`;
  throw new ControlError(
    'origin_refused',
    `This came from ${from}, while the console is at ${ownOrigin}: with a cookie only the console itself may change things. ` +
      'Behind a reverse proxy, set [global] public_url or let the proxy send X-Forwarded-Host and X-Forwarded-Proto.',
  );
}
