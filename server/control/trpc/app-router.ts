import { presentViewer } from '../viewer.ts';
import { auditRouter } from './audit.ts';
import { authRouter } from './auth.ts';
import { exploreRouter } from './explore.ts';
import { jobsRouter } from './jobs.ts';
import { keysRouter } from './keys.ts';
import { liveRouter } from './live.ts';
import { modelsRouter, overviewRouter } from './overview.ts';
import { anyone, router } from './procedures.ts';
import { requestsRouter } from './requests.ts';
import { securityRouter } from './security.ts';
import { settingsRouter } from './settings.ts';
import { shellRouter } from './shell.ts';
import { poolRouter, tokensRouter } from './tokens.ts';
import { uploadsRouter } from './uploads.ts';

/** The console's own API, one router for each of its pages. */
export const appRouter = router({
  audit: auditRouter,
  auth: authRouter,
  explore: exploreRouter,
  keys: keysRouter,
  live: liveRouter,
  uploads: uploadsRouter,
  requests: requestsRouter,
  overview: overviewRouter,
  models: modelsRouter,
  jobs: jobsRouter,
  pool: poolRouter,
  security: securityRouter,
  settings: settingsRouter,
  shell: shellRouter,
  tokens: tokensRouter,
  viewer: anyone.query(({ ctx: { viewer } }) => (viewer === null ? null : presentViewer(viewer))),
});

/** All that the console imports of the server. */
export type AppRouter = typeof appRouter;
