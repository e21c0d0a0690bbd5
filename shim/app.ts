import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import type { ShimDeps } from './deps.ts';
import { uploadRouter } from './gemini/files/upload-router.ts';
import { geminiRouter } from './gemini/router.ts';
import { createAuthenticate } from './middleware/authenticate.ts';
import { createBoundLeftovers } from './middleware/bound-leftovers.ts';
import { createCors } from './middleware/cors.ts';
import { onWire } from './middleware/on-wire.ts';
import { createPresentErrors } from './middleware/present-errors.ts';
import { createRefuseExpectations } from './middleware/refuse-expectations.ts';
import { createRequestRecord } from './middleware/request-record.ts';
import { createRequireHost } from './middleware/require-host.ts';
import { createSingleSlashes } from './middleware/single-slashes.ts';
import { createUnrouted } from './middleware/unrouted.ts';
import { createChatCompletions } from './routes/chat-completions.ts';
import { createGetFile } from './routes/files.ts';
import { createImagesEdits } from './routes/images-edits.ts';
import { createImagesGenerations } from './routes/images-generations.ts';
import { createImagesVariations } from './routes/images-variations.ts';
import { createJobEvents } from './routes/job-events.ts';
import { createCancelJob, createGetJob } from './routes/jobs.ts';
import { createGetModel, createListModels } from './routes/models.ts';
import { createOpenApi } from './routes/openapi.ts';
import { createCheckTokens, createUpdateToken } from './routes/plugin.ts';
import { createCancelResponse, createDeleteResponse, createGetResponse, createResponses } from './routes/responses.ts';
import { createRoot } from './routes/root.ts';
import { createHealth, createMetrics, createReady } from './routes/status.ts';
import { createCreateVideo, createDeleteVideo, createGetVideo, createListVideos } from './routes/videos.ts';
import { createVideoContent } from './routes/videos-content.ts';
import { createRemixVideo } from './routes/videos-remix.ts';
import { createUnofferedVideos } from './routes/videos-unoffered.ts';
import type { ShimState } from './state.ts';
import type { Wire } from './wire.ts';

export interface Shim {
  /** Serves one request; for `http.createServer`. Never throws. */
  handler(request: IncomingMessage, response: ServerResponse): void;
}

/** OpenAI's and Google's wires over the service that `deps` stands for. Opens no port and keeps no state of its own. */
export function createShim(deps: ShimDeps): Shim {
  const app = new Koa<ShimState>();
  app.silent = true; // it would print to the console; what goes wrong is in the request record
  app.on('error', (error: unknown, ctx?: Koa.ParameterizedContext<ShimState>) => {
    if (ctx !== undefined) ctx.state.cause ??= error;
  });
  app.use(createRequestRecord(deps));
  app.use(createBoundLeftovers(deps.settings));
  app.use(createSingleSlashes());
  app.use(createCors(deps.settings));
  app.use(createPresentErrors());
  app.use(createRequireHost());
  app.use(createRefuseExpectations());
  for (const { wire, router } of routersOf(deps)) {
    app.use(wire === null ? router.routes() : onWire(wire, router.routes()));
  }
  app.use(createUnrouted());
  const callback = app.callback();
  return { handler: (request, response) => void callback(request, response) };
}

/** A router, and the wire whose requests it takes; null for those of all. */
interface Mounted {
  wire: Wire | null;
  router: Router<ShimState>;
}

/** Every route that there is, in the order in which they are asked. */
export function routersOf(deps: ShimDeps): readonly Mounted[] {
  return [
    { wire: 'openai', router: openaiRouter(deps) },
    { wire: 'gemini', router: geminiRouter(deps) },
    { wire: 'gemini', router: uploadRouter(deps) },
    { wire: null, router: filesRouter(deps) },
    { wire: null, router: serviceRouter(deps) },
  ];
}

function openaiRouter(deps: ShimDeps): Router<ShimState> {
  const authenticate = createAuthenticate(deps.access);
  return new Router<ShimState>({ prefix: '/v1' })
    .get('/models', authenticate, createListModels(deps))
    .get('/models/{*id}', authenticate, createGetModel(deps))
    .post('/chat/completions', authenticate, createChatCompletions(deps))
    .post('/images/generations', authenticate, createImagesGenerations(deps))
    .post('/images/edits', authenticate, createImagesEdits(deps))
    .post('/images/variations', authenticate, createImagesVariations())
    .post('/responses', authenticate, createResponses(deps))
    .get('/responses/:id', authenticate, createGetResponse(deps))
    .delete('/responses/:id', authenticate, createDeleteResponse(deps))
    .post('/responses/:id/cancel', authenticate, createCancelResponse(deps))
    .post('/videos', authenticate, createCreateVideo(deps))
    .get('/videos', authenticate, createListVideos(deps))
    .get('/videos/:id', authenticate, createGetVideo(deps))
    .delete('/videos/:id', authenticate, createDeleteVideo(deps))
    .get('/videos/:id/content', authenticate, createVideoContent(deps))
    .post('/videos/:id/remix', authenticate, createRemixVideo(deps))
    .post('/videos/edits', authenticate, createUnofferedVideos('edits'))
    .post('/videos/extensions', authenticate, createUnofferedVideos('extensions'))
    .post('/videos/characters', authenticate, createUnofferedVideos('characters'))
    .get('/videos/characters/:id', authenticate, createUnofferedVideos('characters'))
    .get('/jobs/:id/events', authenticate, createJobEvents(deps))
    .get('/jobs/:id', authenticate, createGetJob(deps))
    .delete('/jobs/:id', authenticate, createCancelJob(deps));
}

/** A file has one address: with a slash behind it, it is another's. */
function filesRouter(deps: ShimDeps): Router<ShimState> {
  return new Router<ShimState>({ strict: true }).get('/files/:name', createGetFile(deps));
}

/** What else needs no API key: the state of the service, and the extension with its own token. */
function serviceRouter(deps: ShimDeps): Router<ShimState> {
  const router = new Router<ShimState>();
  return router
    .get('/health', createHealth())
    .get('/ready', createReady(deps))
    .get('/metrics', createMetrics(deps))
    .get('/openapi.json', createOpenApi(deps))
    .post('/api/plugin/update-token', createUpdateToken(deps))
    .post('/api/plugin/check-tokens', createCheckTokens(deps))
    .get('/', createRoot());
}
