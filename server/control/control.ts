import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import Router from '@koa/router';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import Koa from 'koa';
import { ServiceError } from '../../schema/errors.ts';
import type { Settings } from '../../schema/settings.ts';
import { toControlSettings } from '../settings/for-services.ts';
import { type ControlContext, viewerOf } from './context.ts';
import type { ControlServices } from './control-services.ts';
import { addressShutOut } from './gate/let-in.ts';
import { createGraphqlSockets } from './graphql/websocket.ts';
import { createGraphql } from './graphql/yoga.ts';
import { bearerIn } from './http/bearer.ts';
import { createGraphiql } from './http/graphiql.ts';
import { native } from './http/native.ts';
import { createOpenAnswers } from './http/open-answers.ts';
import { createPresentErrors } from './http/present-errors.ts';
import { createReadBody, NOBODY_BYTES, SIGNED_IN_BYTES } from './http/read-body.ts';
import { checkSameOrigin } from './http/same-origin.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { type SeenFrom, type SeenFromSettings, seenFrom } from './http/seen-from.ts';
import { readSessionCookie, writeSessionCookie } from './http/session-cookie.ts';
import { EXPLORER_PATH, GRAPHQL_PATH, GRAPHQL_STREAM_PATH, pathOf, TRPC_PREFIX } from './paths.ts';
import { appRouter } from './trpc/app-router.ts';
import type { Viewer } from './viewer.ts';

/** Calls of tRPC in one request. */
const MAX_BATCH = 20;

export interface ControlDeps {
  services: ControlServices;
  /** Who shows this session cookie or this admin token. @throws ControlError `signed_out` for a token that is not good */
  authenticate(shown: { session: string | null; bearer: string | null; from: SeenFrom }): Promise<Viewer | null>;
  settings(): SeenFromSettings & { graphiql: boolean };
  newRequestId(): string;
  onUnexpected(cause: unknown, requestId: string): void;
}

export interface Control {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Takes over a connection that asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** GraphQL and tRPC over the same services, and who may use them. */
export function createControl(deps: ControlDeps): Control {
  const { services, authenticate, settings, newRequestId, onUnexpected } = deps;
  const graphql = createGraphql({ onUnexpected: (cause) => onUnexpected(cause, newRequestId()) });
  const sockets = createGraphqlSockets({
    graphql,
    contextOf,
    onUnexpected: (cause) => onUnexpected(cause, newRequestId()),
  });
  const app = new Koa();
  app.silent = true;

  async function contextOf(request: IncomingMessage, authorization = request.headers.authorization) {
    const from = seenFrom(request, settings());
    const viewer = await authenticate({
      session: readSessionCookie(request, from.secure),
      bearer: bearerIn(authorization),
      from,
    });
    return contextFor(request, from, viewer, () => {
      throw new ServiceError('invalid_request', 'Sign in and out over HTTP: a WebSocket sets no cookies.');
    });
  }

  function contextFor(
    request: IncomingMessage,
    { address, forwarded, origin }: SeenFrom,
    viewer: Viewer | null,
    setSessionCookie: ControlContext['setSessionCookie'],
  ): ControlContext {
    const userAgent = request.headers['user-agent'] ?? null;
    const shutsOut = (next: Settings) => addressShutOut(request, toControlSettings(next));
    const seen = { address, forwarded, shutsOut, userAgent, publicUrl: origin };
    return { services, viewer, ...seen, requestId: newRequestId(), setSessionCookie };
  }

  async function contextIn(request: IncomingMessage, response: ServerResponse): Promise<ControlContext> {
    const from = seenFrom(request, settings());
    checkSameOrigin(request, from.origin);
    const session = readSessionCookie(request, from.secure);
    const viewer = await authenticate({ session, bearer: bearerIn(request.headers.authorization), from });
    const context = contextFor(request, from, viewer, (value) =>
      writeSessionCookie(request, response, from.secure, value),
    );
    response.setHeader('x-request-id', context.requestId);
    return context;
  }

  const router = new Router();
  const serveGraphql = native(async (request, response, ctx) =>
    graphql.handle(request, response, ctx.state.context as ControlContext),
  );
  const prepare: Koa.Middleware = async (ctx, next) => {
    ctx.state.context = await contextIn(ctx.req, ctx.res);
    await next();
  };
  router.all(GRAPHQL_PATH, prepare, createReadBody(), serveGraphql);
  const graphiql = createGraphiql(() => settings().graphiql);
  router.get(EXPLORER_PATH, prepare, graphiql);
  router.get(`${EXPLORER_PATH}/:asset`, prepare, graphiql);
  router.all(GRAPHQL_STREAM_PATH, prepare, forSignedIn, createReadBody(), serveGraphql);
  router.all(
    `${TRPC_PREFIX}{*path}`,
    prepare,
    native((req, res, ctx) =>
      nodeHTTPRequestHandler({
        ...{ router: appRouter, req, res, path: ctx.path.slice(TRPC_PREFIX.length) },
        maxBodySize: (ctx.state.context as ControlContext).viewer === null ? NOBODY_BYTES : SIGNED_IN_BYTES,
        maxBatchSize: MAX_BATCH,
        createContext: async () => ctx.state.context as ControlContext,
        onError: ({ error, ctx: context }) => {
          if (error.code === 'INTERNAL_SERVER_ERROR') onUnexpected(error.cause ?? error, context?.requestId ?? '');
        },
      }),
    ),
  );
  app.use(createSecurityHeaders((request) => seenFrom(request, settings()).secure));
  app.use(createPresentErrors((cause) => onUnexpected(cause, newRequestId())));
  app.use(router.routes());
  const callback = app.callback();
  const answers = createOpenAnswers();

  return {
    handler(request, response) {
      answers.add(response);
      void callback(request, response);
    },
    upgrade(request, socket, head) {
      const path = pathOf(request.url);
      try {
        if (path !== GRAPHQL_PATH) throw new Error(`There is no WebSocket at ${path}.`);
        checkSameOrigin(request, seenFrom(request, settings()).origin, true);
        sockets.upgrade(request, socket, head);
      } catch {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      }
    },
    async close() {
      answers.cutStreams();
      await sockets.close();
    },
  };
}

/** A stream that is open costs, whatever it may be used for. */
const forSignedIn: Koa.Middleware = async (ctx, next) => {
  viewerOf(ctx.state.context as ControlContext);
  await next();
};
