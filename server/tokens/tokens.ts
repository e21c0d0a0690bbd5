import type { Logger } from 'pino';
import type { Token } from '../../schema/entities/token.ts';
import type { Database } from '../database/database.ts';
import type { FlowClient } from '../flow/types.ts';
import { createTokenAccess } from './access.ts';
import { createBalance } from './balance.ts';
import { createDueQueue, type Schedule } from './due-queue.ts';
import { createEnrol } from './enrol.ts';
import { createFreeCall } from './health/free-call.ts';
import { createHealth } from './health/health.ts';
import { createHealthRows } from './health/health-rows.ts';
import { createRevival } from './health/revival.ts';
import { createPool, type PoolSettings } from './pool.ts';
import { createProjects } from './projects.ts';
import { createRefresher } from './refresh.ts';
import { openRoster, type Upstream } from './roster.ts';
import { createSignIn } from './sign-in.ts';
import { createSteadyClock } from './steady-clock.ts';
import type { Vault } from './vault.ts';

export interface TokensDeps {
  database: Database;
  vault: Vault;
  /** The client that reaches an upstream, through a proxy if one is given. Asked per use, so it keeps what it makes. */
  flowFor(where: { upstream: Upstream; proxyUrl: string | null }): FlowClient;
  /** Read at each use. */
  settings(): PoolSettings & { errorBanThreshold: number; proxy: string | null };
  /** The operator wants an account of the real upstream back at once: told before anybody is sent to it. */
  onRejoin?(): void;
  schedule: Schedule;
  now(): number;
  /** What passes, whatever the clock is set to, milliseconds since some moment. */
  elapsed(): number;
  random(): number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Session calls and balance readings that run in the background in the same moment. */
const BACKGROUND_CALLS = 4;
/** Fewer than the dearest video costs. */
const FEW_CREDITS = 200;
/** How long after a job the balance is read that nobody told. */
const DOUBT_MS = 5_000;

export type Tokens = Awaited<ReturnType<typeof openTokens>>;

/** Everything about accounts: the pool, the door to each account, adding them, and keeping them signed in. */
export async function openTokens(deps: TokensDeps) {
  const { now, random, log, schedule } = deps;
  const roster = await openRoster(deps);
  const due = createDueQueue({ schedule, now, log, concurrency: BACKGROUND_CALLS });
  const flowOf = (token: Token) => deps.flowFor({ upstream: token.upstream, proxyUrl: roster.proxyOf(token) });
  const refresher = createRefresher({
    roster,
    flowOf,
    due,
    onRefreshed: (tokenId) => balance.readIn(tokenId, 0),
    now,
    random,
    log,
  });
  const signedIn = createSignIn({ roster, refresher, now });
  const isShort = (token: Token) => token.credits < FEW_CREDITS || health.isDeniedModels(token.id);
  const balance = createBalance({ roster, signedIn, flowOf, due, isShort, now, random, log });
  const projects = createProjects({ roster, flowOf, now });
  const errorBanThreshold = () => deps.settings().errorBanThreshold;
  const clock = createSteadyClock(deps);
  const healthRows = createHealthRows({ ...deps, clock });
  const healthDue = createDueQueue({ schedule, now: clock.now, log, concurrency: Number.POSITIVE_INFINITY });
  const health = createHealth({
    roster,
    rows: healthRows,
    due: healthDue,
    errorBanThreshold,
    generalProxy: () => deps.settings().proxy,
    onBalanceInDoubt: (tokenId) => balance.readIn(tokenId, 0),
    ask: createFreeCall(roster, flowOf),
    random,
    clock,
    log,
  });
  await health.load();
  const revival = createRevival({ roster, refresher, flowOf, due, now, random, log });
  const pool = createPool({
    roster,
    health,
    settings: deps.settings,
    onBalanceInDoubt: (tokenId) => balance.readIn(tokenId, DOUBT_MS),
    nextTryOf: revival.nextTryOf,
    now,
    random,
  });
  const access = createTokenAccess({ roster, signedIn, projects, health, flowOf });
  const onBalanceUnknown = (tokenId: number) => balance.readIn(tokenId, DOUBT_MS);
  const enrol = createEnrol({ roster, flowFor: deps.flowFor, onBalanceUnknown, now, log });
  const stopRefreshing = refresher.start();
  const stopReviving = revival.start();
  balance.start();

  return {
    roster,
    pool,
    access,
    enrol,
    /** What is held against an account at this moment. */
    health: {
      restOf: health.restOf,
      restCodeOf: health.restCodeOf,
      limitsOf: health.limitsOf,
      endOf: health.endOf,
      upstreamStateOf: health.upstreamStateOf,
      outageOf: health.outageOf,
      onChanged: health.onChanged,
    },
    /** Forgets whatever keeps an account from being used that the operator has not asked for. */
    rejoin(tokenId: number): Promise<Token> {
      if (roster.get(tokenId)?.upstream === 'flow') deps.onRejoin?.();
      return health.rejoin(tokenId);
    },
    /** Forgets what is held against an account; signed out or disabled it stays so. */
    forgive: health.forgive,
    /** Has the upstream give an access token now. @throws ServiceError */
    refresh: refresher.refresh,
    /** Has the upstream tell credits and tier now. @throws ServiceError */
    readBalance: balance.readNow,
    /** The client that reaches an upstream by a way out. */
    flowFor: deps.flowFor,
    healthReadings: health.readings,
    /** The client that a token's calls go through. @throws Error for an unknown token */
    flowOf(tokenId: number): FlowClient {
      const token = roster.get(tokenId);
      if (token === undefined) throw new Error(`There is no token ${tokenId}.`);
      return flowOf(token);
    },
    /** Ends background work, waiting for calls whose answers must not be lost, and stores what is left to store. */
    async close(): Promise<void> {
      stopRefreshing();
      stopReviving();
      // In this order: background work that still runs may want a refresh.
      await due.close();
      await refresher.close();
      await healthDue.close();
      await healthRows.close();
      await roster.close();
    },
  };
}
