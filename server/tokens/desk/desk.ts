import type { Logger } from 'pino';
import type { MediaKind, Tier } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { parseWayOut } from '../../flow/proxy-address.ts';
import type { ProxyTest } from '../../flow/test-proxy.ts';
import type { Schedule } from '../due-queue.ts';
import type { Tokens } from '../tokens.ts';
import { createBulk } from './bulk.ts';
import { createCheck } from './check.ts';
import { createEdits } from './edit.ts';
import { createTokenList, type TokenFilter } from './list.ts';
import { createPoolSummary } from './pool-summary.ts';
import { createPoolWatch } from './pool-watch.ts';
import { createTokenViews, proxyLabelOf, type TokenView } from './token-views.ts';
import { createExport } from './transfer/export.ts';
import { createImport } from './transfer/import.ts';

export interface TokenDeskDeps {
  tokens: Tokens;
  /** Credits that the cheapest model of a kind costs on a tier; 0 when nothing is known. */
  cheapest(kind: MediaKind, tier: Tier): number;
  /** Tries a proxy that need not be in use. */
  testProxy(url: string): Promise<ProxyTest>;
  /** The proxy of the settings; null when there is none. */
  generalProxy(): string | null;
  /** Ids of jobs that were sent with a token and have not ended. */
  unfinishedOn(tokenId: number): readonly string[];
  schedule: Schedule;
  now(): number;
  log: Pick<Logger, 'error'>;
}

/** `direct` for a way without a proxy. */
export interface TokenRoute {
  scope: 'own' | 'settings';
  label: string;
}

export type TokenDesk = ReturnType<typeof createTokenDesk>;

/** All that operators see of the tokens, and do with them. */
export function createTokenDesk(deps: TokenDeskDeps) {
  const { tokens, cheapest, testProxy, generalProxy, unfinishedOn, schedule, now, log } = deps;
  const { roster, pool } = tokens;
  const onUnexpected = (err: unknown) => log.error({ err }, 'Something that an operator asked for has failed');
  const views = createTokenViews({ tokens, cheapest });
  const list = createTokenList({ roster, views });
  const edits = createEdits({ tokens, unfinishedOn });
  const check = createCheck({ roster, flowFor: tokens.flowFor });
  const summary = createPoolSummary({ tokens, views });

  return {
    ...edits,
    view: views.view,
    /** A token as it is now; null when there is none (any more). */
    find(tokenId: number): TokenView | null {
      const token = roster.get(tokenId);
      return token === undefined ? null : views.view(token);
    },
    page: list.page,
    byState: list.byState,
    select: list.select,
    check,
    bulk: createBulk({ roster, select: list.select, onUnexpected }),
    pool: summary,
    watchPool: createPoolWatch({ summary, listen: pool.onChanged, schedule }),
    /** Lists of accounts, taken in or (dry run) only looked at. */
    import: createImport({ roster, enrol: tokens.enrol, edits, check, onUnexpected }),
    export: exportOf,

    /** The way out that its calls take, without user and password, and who says so. */
    routeOf(tokenId: number): TokenRoute {
      const own = proxyLabelOf(roster, edits.present(tokenId));
      if (own !== null) return { scope: 'own', label: own };
      const general = generalProxy();
      return { scope: 'settings', label: general === null ? 'direct' : (parseWayOut(general)?.label ?? 'direct') };
    },

    /** Tries the way out that a token's calls take. @throws ServiceError `invalid_value` when that is no proxy */
    async testProxyOf(tokenId: number): Promise<ProxyTest> {
      const proxyUrl = roster.proxyOf(edits.present(tokenId)) ?? generalProxy();
      if (proxyUrl !== null && proxyUrl !== 'direct') return testProxy(proxyUrl);
      throw new ServiceError('invalid_value', 'Its calls go through no proxy, so there is none to be tried.', {
        param: 'id',
      });
    },
  };

  function exportOf(filter: TokenFilter, withSecrets: boolean) {
    // The sandbox's account is no one's, and comes with every installation.
    const chosen = list.matching(filter).filter(({ upstream }) => upstream === 'flow');
    const inOrder = chosen.sort((one, other) => one.id - other.id);
    return createExport({ roster, views, now })(inOrder, withSecrets);
  }
}
