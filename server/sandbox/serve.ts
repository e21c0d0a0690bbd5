import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { bearerToken, sessionCookie } from './cookie.ts';
import type { Endpoint, Faults, Target, Twist } from './faults.ts';
import type { Call, Reply, Route } from './http-call.ts';
import { mediaNamesIn, promptsIn } from './prompts.ts';
import { readJsonBody } from './read-body.ts';
import { findRoute } from './routing.ts';
import { send } from './send.ts';
import type { AccountRecord } from './state/records.ts';
import type { Traffic } from './traffic.ts';
import { presentStatus, presentTrpcError, refuse, UpstreamError } from './upstream-error.ts';
import type { World } from './world.ts';

export interface ServeDeps {
  world: World;
  routes: readonly Route[];
  faults: Faults;
  traffic: Traffic;
  /** Resolves when what was changed so far survives a kill of the process. */
  settled(): Promise<void>;
  origin(): string;
  log(message: string): void;
}

/** Serves one request: route, body, caller, faults, work, what must be kept, answer. */
export function createServe({ world, routes, faults, traffic, settled, origin, log }: ServeDeps) {
  const find = findRoute(routes);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const found = find(request.method ?? 'GET', url.pathname);
    if (!found) return send(response, errorReply(refuse.notFound(), undefined), null);
    const { route, params } = found;
    try {
      const account = callerOf(route, request, url);
      if (route.endpoint !== null && faults.strikeUnread({ endpoint: route.endpoint, email: account?.email ?? null })) {
        traffic.record(recordOf(request, url, { endpoint: route.endpoint, account, body: null }));
        request.socket.resetAndDestroy();
        return;
      }
      const body = await readJsonBody(request);
      const struck = route.endpoint === null ? noFault : strike(route.endpoint, { account, body, url });
      if (route.endpoint !== null) {
        traffic.record(recordOf(request, url, { endpoint: route.endpoint, account, body }));
      }
      if (struck.delayMs > 0) await delay(struck.delayMs);
      const { headers, method = 'GET' } = request;
      const host = headers.host === undefined ? origin() : `http://${headers.host}`;
      const call: Call = { method, url, params, headers, body, origin: host, account, twist: struck.twist };
      const reply = insteadOfWork(call.twist) ?? (await work(route, call, request));
      await settled();
      await send(response, reply, call.twist);
    } catch (cause) {
      if (request.errored) return; // the caller left in the middle of its request
      if (!(cause instanceof UpstreamError))
        log(`sandbox: ${request.method} ${url.pathname} failed: ${describe(cause)}`);
      const error =
        cause instanceof UpstreamError ? cause : new UpstreamError(500, 'INTERNAL', 'Internal error encountered.');
      await send(response, errorReply(error, route), null);
    }
  }

  /** The account that is asked for, without judging its credentials yet: faults come before the front door. */
  function callerOf(route: Route, request: IncomingMessage, url: URL): AccountRecord | null {
    if (route.host === 'labs') return world.accounts.ofCookie(sessionCookie(request.headers.cookie));
    if (route.host === 'cdn') return ownerOf(url);
    if (route.host !== 'bearer') return null;
    try {
      return world.accounts.ofAccessToken(bearerToken(request.headers.authorization));
    } catch (cause) {
      if (cause instanceof UpstreamError) return null;
      throw cause;
    }
  }

  /** A signed address names no account, but its file has an owner: there the call is counted. */
  function ownerOf(url: URL): AccountRecord | null {
    const file = world.addresses.open(url);
    const media = file && world.library.byKey(file.key);
    return media ? world.accounts.find(media.email) : null;
  }

  function strike(
    endpoint: Endpoint,
    { account, body, url }: { account: AccountRecord | null; body: unknown; url: URL },
  ) {
    const target: Target = {
      endpoint,
      email: account?.email ?? null,
      prompts: [...promptsIn(body), ...promptsOfMedia(body, url)],
    };
    return faults.strike(target);
  }

  /** The prompts behind the media that a poll, a redirect or a read asks for. */
  function promptsOfMedia(body: unknown, url: URL): string[] {
    const { ids, operations } = mediaNamesIn(body);
    const name = url.searchParams.get('name') ?? decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    return [...ids, ...operations, name].flatMap((id) => world.library.lookUp(id)?.prompt ?? []);
  }

  async function work(route: Route, call: Call, request: IncomingMessage): Promise<Reply> {
    if (route.anyone) return route.handle(call);
    const account = call.account ?? refuseCaller(route, request);
    return route.handle({ ...call, account });
  }

  /** @throws UpstreamError 401 that says what is wrong with the credentials. */
  function refuseCaller(route: Route, request: IncomingMessage): AccountRecord {
    if (route.host === 'labs') throw new UpstreamError(401, 'UNAUTHENTICATED', 'UNAUTHORIZED');
    return world.accounts.ofAccessToken(bearerToken(request.headers.authorization));
  }

  return serve;
}

function recordOf(
  { method = 'GET' }: IncomingMessage,
  { pathname, search }: URL,
  { endpoint, account, body }: { endpoint: Endpoint; account: AccountRecord | null; body: unknown },
) {
  return { endpoint, method, path: `${pathname}${search}`, account: account?.email ?? null, body };
}

const noFault: { delayMs: number; twist: Twist | null } = { delayMs: 0, twist: null };

/** The answer of a fault that strikes before anything is done; null when the work is to be done first. */
function insteadOfWork(twist: Twist | null): Reply | null {
  switch (twist?.kind) {
    case 'status': {
      const { status, googleStatus, message, ...detail } = twist;
      throw new UpstreamError(status, googleStatus, message, detail);
    }
    case 'empty':
      return { json: {} };
    case 'html':
      return htmlReply(twist.status);
    case 'embeddedStatus':
      return {
        json: {
          result: { data: { json: { result: null, status: twist.status, statusText: 'Internal Server Error' } } },
        },
      };
    case 'reset':
      return twist.variant === 'after-accept' ? null : {}; // the sending side resets the connection either way
    default:
      return null;
  }
}

const htmlReply = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  bytes: Buffer.from(
    `<!DOCTYPE html><html><head><title>Error ${status}</title></head><body><p><b>${status}.</b> That’s an error.</p></body></html>`,
  ),
});

function errorReply(error: UpstreamError, route: Route | undefined): Reply {
  const { retryAfterSeconds } = error.detail;
  return {
    status: error.httpStatus,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': retryAfterSeconds },
    json: route?.host === 'labs' ? presentTrpcError(error, route.procedure ?? '') : presentStatus(error),
  };
}

const describe = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
