import type { Settings } from '../../schema/settings.ts';

/**
 * The settings in force as each service asks for them: in its own words, milliseconds and bytes. Structural, so that no
 * service knows how settings are kept.
 */

const HOUR_MS = 3_600_000;
const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;
const HEARTBEAT_MS = 10_000;
/**
 * As late as possible, so that as many failures as possible still get a status of their own, and yet under the minute after
 * which NextChat and many a reverse proxy give up on headers (Cloudflare after 100 s, Node's fetch after 300 s).
 */
const HOLD_ANSWER_MS = 55_000;

export const toPoolSettings = ({ generation, sandbox, admin, proxy }: Settings) => ({
  slots: { image: generation.imageConcurrency, video: generation.videoConcurrency },
  sandboxMode: sandbox.mode,
  strategy: generation.strategy,
  errorBanThreshold: admin.errorBanThreshold,
  proxy: proxy.proxyEnabled ? proxy.proxyUrl : null,
});

export const toMediaLimits = ({ cache, generation }: Settings) => ({
  maxFileBytes: cache.maxFileMb * MEGABYTE,
  maxTotalBytes: cache.maxGb * GIGABYTE,
  maxAgeMs: cache.timeout * 1000,
  maxImageBytes: generation.maxImageMb * MEGABYTE,
  imageFetchTimeoutMs: generation.imageFetchTimeout * 1000,
});

export const toJobSettings = ({ flow, generation, cache }: Settings) => ({
  profile: flow.wireProfile,
  unusedImages: generation.unusedImages,
  maxAttempts: generation.maxAttempts,
  queueDepth: generation.queueDepth,
  queueWaitMs: generation.queueWait * 1000,
  dropAbandoned: generation.dropAbandoned,
  joinWindowMs: generation.joinWindow * 1000,
  joinIdentical: generation.joinIdentical,
  videoTimeoutMs: generation.videoTimeout * 1000,
  retrieveTimeoutMs: generation.retrieveTimeout * 1000,
  pollMinMs: flow.pollInterval * 1000,
  pollMaxMs: flow.pollIntervalMax * 1000,
  reuseUploadsMs: generation.reuseUploads * HOUR_MS,
  keepFiles: cache.enabled,
});

/** How operators reach us. */
export const toControlSettings = ({ server, global }: Settings) => ({
  trustedProxies: server.trustedProxies,
  operatorNetworks: server.operatorNetworks,
  graphiql: server.graphiql,
  publicUrl: global.publicUrl,
});

export const toShimSettings = ({ global, server, debug, generation, cache }: Settings) => ({
  publicUrl: cache.baseUrl || global.publicUrl,
  trustedProxies: server.trustedProxies,
  bodyLimitBytes: server.bodyLimitMb * MEGABYTE,
  imageLimitBytes: generation.maxImageMb * MEGABYTE,
  corsOrigins: server.corsOrigins,
  chatImages: generation.chatImages,
  heartbeatMs: HEARTBEAT_MS,
  holdAnswerMs: HOLD_ANSWER_MS,
  captureBodies: debug.enabled && debug.logRequests,
  captureAnswers: debug.enabled && debug.logResponses,
  metricsOpen: server.metrics,
});
