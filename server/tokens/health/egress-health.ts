import { type Breaker, CLOSED, type RestPolicy, settled, type Trip, tripped } from '../../../schema/breaker.ts';
import type { Token } from '../../../schema/entities/token.ts';
import type { ErrorCode } from '../../../schema/errors.ts';
import { parseWayOut } from '../../flow/proxy-address.ts';
import type { DueQueue } from '../due-queue.ts';
import { mayWork, type Rest } from './condition.ts';
import { createTrials } from './trials.ts';

export interface EgressHealthDeps {
  tokens(): Iterable<Token>;
  /** A token's own proxy; null for the one of the settings, or none. */
  proxyOf(token: Token): string | null;
  /** The proxy of the settings; null when there is none. */
  generalProxy(): string | null;
  due: DueQueue;
  /** Told when the accounts behind a way out may no longer, or may again, be used. */
  onChanged(): void;
  now(): number;
}

/** A way out that is none of a token's own. */
const GENERAL = '';
/** The number of the way that goes through no proxy. */
export const DIRECT_WAY = 0;

export type EgressHealth = ReturnType<typeof createEgressHealth>;

/**
 * Whether ways out to the upstream work: a broken proxy, or a region that is refused, rests with all accounts behind it,
 * and none of those is blamed. It lives in memory only: a restart tries anew.
 */
export function createEgressHealth({ tokens, proxyOf, generalProxy, due, onChanged, now }: EgressHealthDeps) {
  const breakers = new Map<string, Breaker>();
  const trials = createTrials({ due, onChanged, now });
  /** By way out, the accounts whose region was refused since anybody passed. */
  const refused = new Map<string, Set<number>>();
  /** Proxies by their sealed form, since opening one costs more than looking it up. */
  const opened = new Map<string, string>();
  /** A number for each way that was ever gone: a proxy's address holds its password, so nobody else is to keep it. */
  const numbers = new Map<string, number>([['direct', DIRECT_WAY]]);

  function wayOutOf(token: Token): string {
    if (token.proxyUrl === null) return GENERAL;
    const known = opened.get(token.proxyUrl) ?? proxyOf(token) ?? GENERAL;
    opened.set(token.proxyUrl, known);
    return known;
  }

  function numberOf(token: Token): number {
    const way = wayOutOf(token);
    const address = way === GENERAL ? (generalProxy() ?? 'direct') : way;
    const number = numbers.get(address) ?? numbers.size;
    numbers.set(address, number);
    return number;
  }

  function hasOthers(way: string, { id }: Token): boolean {
    for (const other of tokens()) {
      if (other.id !== id && other.upstream === 'flow' && mayWork(other) && wayOutOf(other) === way) return true;
    }
    return false;
  }

  function set(way: string, breaker: Breaker): void {
    if (breaker.state === 'closed') breakers.delete(way);
    else breakers.set(way, breaker);
    if (breaker.state === 'half-open') trials.begin(way);
    else trials.end(way);
    if (breaker.state === 'open') due.set(`egress ${way}`, breaker.until, async () => tryAgain(way));
    onChanged();
  }

  /** One job finds out whether it works again; if it fails by it, the next rest begins. */
  function tryAgain(way: string): void {
    const breaker = breakers.get(way);
    if (breaker?.state === 'open') set(way, settled(breaker, now()));
  }

  return {
    /** Tells the ways apart that an account's calls go now and went before; `DIRECT_WAY` is the one without a proxy. */
    wayOf: numberOf,
    restOf(token: Token): Rest | null {
      if (breakers.size === 0) return null;
      const way = wayOutOf(token);
      const breaker = breakers.get(way) ?? CLOSED;
      const heldMs = trials.waitFor(way);
      if (breaker.state === 'closed' || (breaker.state === 'half-open' && heldMs === 0)) return null;
      return {
        reason: inWords(way === GENERAL ? generalProxy() : way, breaker.code),
        until: breaker.state === 'open' ? breaker.until : now() + heldMs,
        cutOff: breaker.code === 'proxy_failed',
      };
    },
    /** A job goes out with an account: after a rest it is the one that finds out. */
    taken(token: Token, generationId: string): void {
      if (breakers.size > 0) trials.sent(wayOutOf(token), generationId);
    },
    /** It has given its slot back. */
    givenBack(token: Token, generationId: string): void {
      if (breakers.size > 0) trials.letGo(wayOutOf(token), generationId);
    },
    /** Whether the region of a way out is refused to several accounts, or to the only one behind it, this one included. */
    isRefused(token: Token): boolean {
      const way = wayOutOf(token);
      const accounts = (refused.get(way) ?? new Set()).add(token.id);
      refused.set(way, accounts);
      return accounts.size > 1 || !hasOthers(way, token);
    },
    failed(token: Token, policy: RestPolicy, trip: Trip): void {
      const way = wayOutOf(token);
      set(way, tripped(breakers.get(way) ?? CLOSED, policy, trip, now()));
    },
    /** The way out was passed; what it rested for is over. */
    proven(token: Token): void {
      if (breakers.size === 0 && refused.size === 0) return;
      const way = wayOutOf(token);
      refused.delete(way);
      if (breakers.get(way)?.state === 'half-open') set(way, CLOSED);
    },
    /** The account is removed, or goes another way. */
    forget({ id }: Token): void {
      for (const accounts of refused.values()) accounts.delete(id);
    },
    forgive(token: Token): void {
      const way = wayOutOf(token);
      refused.delete(way);
      if (breakers.has(way)) set(way, CLOSED);
    },
    /** The general way out is another one now. */
    forgiveGeneral(): void {
      refused.delete(GENERAL);
      if (breakers.has(GENERAL)) set(GENERAL, CLOSED);
    },
  };
}

function inWords(proxy: string | null, code: ErrorCode): string {
  const name = proxy === null ? 'the network of this server' : `the proxy ${labelOf(proxy)}`;
  return code === 'region_refused' ? `in a region that Google refuses, by ${name}` : `cut off, because ${name} fails`;
}

/** A proxy as messages may show it, without its password. */
const labelOf = (way: string): string => parseWayOut(way)?.label ?? 'direct';
