import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AccountConfig, createAccounts } from './accounts.ts';
import { createFaults } from './faults.ts';
import { type Ids, randomIds } from './ids.ts';
import { listen } from './listen.ts';
import { createMediaLibrary } from './media-library.ts';
import type { Profile } from './model-keys.ts';
import { createProjects } from './projects.ts';
import { createRenderer } from './render/renderer.ts';
import { cdnRoutes } from './routes/cdn.ts';
import { controlRoutes } from './routes/control.ts';
import { creditRoutes } from './routes/credits.ts';
import { imageRoutes } from './routes/images.ts';
import { mediaRoutes } from './routes/media.ts';
import { projectRoutes } from './routes/projects.ts';
import { sessionRoutes } from './routes/session.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { videoPollRoutes } from './routes/video-poll.ts';
import { videoSubmitRoutes } from './routes/video-submit.ts';
import { createRunningWork } from './running-work.ts';
import { createServe } from './serve.ts';
import { createSignedAddresses } from './signed-address.ts';
import { openStore, type Store } from './state/store.ts';
import { createTraffic } from './traffic.ts';
import type { Settings, World } from './world.ts';

export type { AccountConfig } from './accounts.ts';

export interface SandboxOptions {
  host?: string | undefined;
  /** 0 takes the last one of the state file when it is free, else lets the system choose. */
  port?: number | undefined;
  profile?: Profile | undefined;
  /** Wall-clock seconds that a video job takes; 0 is done at once. */
  videoSeconds?: number | undefined;
  /** How long image calls take at least. */
  imageDelayMs?: number | undefined;
  accounts?: readonly AccountConfig[] | undefined;
  /** A file that keeps accounts, projects, media and jobs over a restart, even after a kill. Without it they live in memory. */
  stateFile?: string | undefined;
  /** Signs media addresses. Kept in the state file; random without both. */
  signingKey?: string | undefined;
  /** Unix milliseconds. */
  now?: (() => number) | undefined;
  ids?: Ids | undefined;
  log?: ((message: string) => void) | undefined;
}

/** A running sandbox. The addresses are those that the upstream's client is to be configured with. */
export interface Sandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/fx/api` */
  labsBaseUrl: string;
  /** `http://127.0.0.1:PORT/v1` */
  apiBaseUrl: string;
  /** `http://127.0.0.1:PORT`; media addresses and the switches under `/_sandbox/` are here. */
  origin: string;
  /** How long videos take that are begun from now on. */
  setVideoSeconds(seconds: number): void;
  /** Stops serving; open connections are cut. */
  close(): Promise<void>;
}

const DEFAULT_VIDEO_SECONDS = 6;
const DEFAULT_MEDIA_LIFETIME_SECONDS = 21_600;
/** Longer than clients keep unused connections, so that none is closed under a request that is being sent. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Starts a Flow of our own: the upstream's wire, strictly, with real media behind it. Nothing leaves this machine.
 * @see docs/wire.md
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, now = Date.now, ids = randomIds, log = () => {} } = options;
  const settings: Settings = {
    profile: options.profile ?? 'current',
    videoSeconds: options.videoSeconds ?? DEFAULT_VIDEO_SECONDS,
    imageDelayMs: options.imageDelayMs ?? 0,
    mediaLifetimeSeconds: DEFAULT_MEDIA_LIFETIME_SECONDS,
  };
  const store = await openStore({ stateFile: options.stateFile, now, log });
  const accounts = createAccounts({ store, ids, now });
  for (const account of options.accounts ?? []) accounts.configure(account);
  const library = createMediaLibrary({ store, now });
  const renderer = createRenderer();
  const world: World = {
    settings,
    accounts,
    projects: createProjects({ store, ids, now }),
    library,
    running: createRunningWork({ accounts, library, now }),
    renderer,
    addresses: createSignedAddresses({ signingKey: keepSigningKey(store, options.signingKey), settings, now }),
    ids,
    now,
  };
  const faults = createFaults();
  const traffic = createTraffic({ now });
  const routes = [
    ...[sessionRoutes, projectRoutes, creditRoutes, uploadRoutes, imageRoutes, videoSubmitRoutes].flatMap((of) =>
      of(world),
    ),
    ...[videoPollRoutes, mediaRoutes, cdnRoutes].flatMap((of) => of(world)),
    ...controlRoutes(world, { faults, traffic }),
  ];
  let origin = '';
  const serve = createServe({ world, routes, faults, traffic, settled: store.settled, origin: () => origin, log });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(request, response).catch((cause) => {
      log(`sandbox: an answer could not be sent: ${cause}`);
      response.destroy();
    });
  });
  try {
    origin = await listen({ server, host, port, store, log });
  } catch (cause) {
    await renderer.close();
    await store.close();
    throw cause;
  }
  await store.settled();

  const close = once(async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await renderer.close();
    await store.close();
  });
  return {
    ...{ labsBaseUrl: `${origin}/fx/api`, apiBaseUrl: `${origin}/v1`, origin, close, [Symbol.asyncDispose]: close },
    setVideoSeconds(seconds) {
      settings.videoSeconds = seconds;
    },
  };
}

/** The key that addresses are signed with: the given one, else the one of the state file, else a new one. */
function keepSigningKey(store: Store, given: string | undefined): string {
  const known = store.tables.meta.get('signingKey')?.value;
  const key = given ?? known ?? randomBytes(32).toString('hex');
  if (key !== known) store.put('meta', 'signingKey', { value: key });
  return key;
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
