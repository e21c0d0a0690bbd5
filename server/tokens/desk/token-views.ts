import { type MediaKind, TIERS, type Tier } from '../../../schema/catalogue.ts';
import type { Token } from '../../../schema/entities/token.ts';
import { parseWayOut } from '../../flow/proxy-address.ts';
import { inWords } from '../health/condition.ts';
import type { Roster, Upstream } from '../roster.ts';
import type { Tokens } from '../tokens.ts';
import type { Lease } from '../types.ts';
import { VaultError } from '../vault.ts';
import { createKeptStandings } from './kept-standings.ts';
import { type KindStanding, kindStandingOf, type Standing, standingOf } from './standing.ts';

/** One kind of work of a token. */
export interface KindView extends KindStanding {
  /** Jobs at once, -1 for no limit. */
  slots: number;
  inFlight: number;
  /** Models that it cannot run now, by the upstream's keys. */
  limits: readonly { model: string; reason: string; until: number }[];
}

/** A token as operators see it. What they want of it and what the pool sees are apart; no secret is in it. */
export interface TokenView {
  id: number;
  upstream: Upstream;
  email: string;
  name: string | null;
  remark: string | null;
  wanted: {
    enabled: boolean;
    imageEnabled: boolean;
    videoEnabled: boolean;
    /** Jobs at once; null follows the setting, -1 is no limit. */
    imageConcurrency: number | null;
    videoConcurrency: number | null;
    /** Its own way out, without user and password; null follows the settings. */
    proxy: string | null;
  };
  seen: Standing & { kinds: readonly KindView[]; consecutiveErrors: number; lastError: string | null };
  tier: Tier;
  credits: number;
  /** Credits set aside for running jobs. */
  reserved: number;
  signIn: {
    /** The last characters of the session token; null when it cannot be opened. */
    sessionTokenEnd: string | null;
    accessTokenExpiresAt: number | null;
    lastRefreshAt: number | null;
  };
  projects: readonly { id: string; title: string | null }[];
  leases: readonly Pick<Lease, 'generationId' | 'kind' | 'credits' | 'takenAt'>[];
  lastUsedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** How a token stands, without what it is busy with. */
type KeptKind = Omit<KindView, 'inFlight'>;
export type KeptStanding = Standing & { kinds: readonly KeptKind[] };

export interface TokenViewsDeps {
  tokens: Pick<Tokens, 'roster' | 'pool' | 'health'>;
  /** Credits that the cheapest model of a kind costs on a tier; 0 when nothing is known. */
  cheapest(kind: MediaKind, tier: Tier): number;
}

export const KINDS = ['image', 'video'] as const satisfies MediaKind[];
const SHOWN_CHARACTERS = 4;
const ASIDE: Record<Upstream, string> = {
  sandbox: 'the sandbox stands aside for the real accounts of the pool',
  flow: 'the pool does not use this upstream now',
};

export type TokenViews = ReturnType<typeof createTokenViews>;

/** Tokens as operators see them, made from what the pool knows at this moment. */
export function createTokenViews({ tokens: { roster, pool, health }, cheapest }: TokenViewsDeps) {
  function kindsOf(token: Token): KeptKind[] {
    const { slots } = pool.occupancyOf(token);
    const tier: Tier = token.tier;
    return KINDS.map((kind) => {
      const limits = [...health.limitsOf(token.id, kind).values()].map((limit) => ({
        ...limit,
        until: health.endOf(limit),
      }));
      const standing = kindStandingOf(token, {
        ...{ kind, slots: slots[kind], limits, cheapest: cheapest(kind, tier) },
        rest: health.restOf(token, kind),
        restCode: health.restCodeOf(token.id, kind),
      });
      const shown = limits.map(({ modelKey, until, code }) => ({ model: modelKey, until, reason: inWords(code) }));
      return { ...standing, slots: slots[kind], limits: shown };
    });
  }

  function asideOf({ upstream }: Token): string | null {
    const known: Upstream = upstream;
    return pool.serving().includes(known) ? null : ASIDE[known];
  }

  const look = createKeptStandings<KeptStanding>({
    tokens: { roster, health },
    conditions: () =>
      JSON.stringify([
        pool.usualSlots(),
        pool.serving(),
        KINDS.map((kind) => TIERS.map((tier) => cheapest(kind, tier))),
      ]),
    workOut(token) {
      const kinds = kindsOf(token);
      return { ...standingOf(token, kinds, asideOf(token)), kinds };
    },
  });

  function seen(token: Token): TokenView['seen'] {
    const { inFlight } = pool.occupancyOf(token);
    const { kinds, ...standing } = look()(token);
    const { consecutiveErrors, lastError } = token;
    const busy = kinds.map((of) => ({ ...of, inFlight: inFlight[of.kind] }));
    return { ...standing, kinds: busy, consecutiveErrors, lastError };
  }

  return {
    /** How tokens stand, for one look at any number of them. */
    look,

    view(token: Token): TokenView {
      const { id, upstream, email, name, remark, tier, credits, projectId, projectTitle } = token;
      const { enabled, imageEnabled, videoEnabled, imageConcurrency, videoConcurrency } = token;
      const { accessTokenExpiresAt, lastRefreshAt, lastUsedAt, createdAt, updatedAt } = token;
      const { reserved } = pool.occupancyOf(token);
      return {
        ...{ id, upstream, email, name, remark, tier, credits, reserved, lastUsedAt, createdAt, updatedAt },
        wanted: {
          ...{ enabled, imageEnabled, videoEnabled, imageConcurrency, videoConcurrency },
          proxy: proxyLabelOf(roster, token),
        },
        seen: seen(token),
        signIn: { sessionTokenEnd: endOf(roster, token), accessTokenExpiresAt, lastRefreshAt },
        projects: projectId === null ? [] : [{ id: projectId, title: projectTitle }],
        leases: pool.leasesOf(id).map(({ generationId, kind, credits: price, takenAt }) => ({
          ...{ generationId, kind, credits: price, takenAt },
        })),
      };
    },
  };
}

/** A token's own way out, as it may be shown. */
export function proxyLabelOf(roster: Pick<Roster, 'proxyOf'>, token: Token): string | null {
  const proxyUrl = readable(() => roster.proxyOf(token));
  if (proxyUrl === null) return null;
  try {
    return parseWayOut(proxyUrl)?.label ?? 'direct';
  } catch {
    return 'not usable';
  }
}

function endOf(roster: Roster, token: Token): string | null {
  const sessionToken = readable(() => roster.sessionTokenOf(token));
  // Of a short one even the end would tell too much.
  return sessionToken === null || sessionToken.length < 4 * SHOWN_CHARACTERS
    ? null
    : sessionToken.slice(-SHOWN_CHARACTERS);
}

/** Null for what another key has sealed. */
function readable<T>(open: () => T): T | null {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof VaultError) return null;
    throw cause;
  }
}
