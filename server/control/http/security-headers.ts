import type { Middleware } from 'koa';

/** Scripts, styles and connections of our own origin alone; nobody may show us in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const YEAR_S = 31_536_000;

/** What keeps a browser from being used against the operator. @param isSecure whether the browser sees us by https */
export function securityHeaders(isSecure: boolean): Record<string, string> {
  return {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(isSecure && { 'strict-transport-security': `max-age=${YEAR_S}` }),
  };
}

/** Those with every answer of a Koa application. */
export function createSecurityHeaders(isSecure: (request: Parameters<Middleware>[0]['req']) => boolean): Middleware {
  return async (ctx, next) => {
    ctx.set(securityHeaders(isSecure(ctx.req)));
    await next();
  };
}
