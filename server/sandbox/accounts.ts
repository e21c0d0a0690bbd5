import type { Tier } from '../../schema/catalogue.ts';
import { createAccessTokens } from './access-tokens.ts';
import type { Ids } from './ids.ts';
import type { AccountRecord } from './state/records.ts';
import type { Store } from './state/store.ts';
import { refuse } from './upstream-error.ts';

/** An account as it is configured. */
export interface AccountConfig {
  sessionToken: string;
  email: string;
  name?: string | undefined;
  tier: Tier;
  credits: number;
  /** Jobs of this kind that may run at once; absent is no limit. */
  maxRunningVideos?: number | undefined;
  maxRunningImages?: number | undefined;
}

/** What may be changed on an account while it runs. */
export interface AccountChange {
  credits?: number | undefined;
  tier?: Tier | undefined;
  rotateCookie?: boolean | undefined;
  /** All access tokens given out so far are refused from now on. */
  revokeAccessTokens?: true | undefined;
  accessTokenSeconds?: number | undefined;
  sessionDead?: boolean | undefined;
  /** The present cookies lead to a session in the past, a dead access token and a fresh cookie. */
  sessionExpired?: true | undefined;
  refreshNeeded?: false | 'stale' | 'absent' | undefined;
  maxRunningVideos?: number | null | undefined;
  maxRunningImages?: number | null | undefined;
}

/** What the session call answers about a cookie. */
export interface SessionAnswer {
  account: AccountRecord;
  expiresAt: number;
  accessToken: string | null;
  error: string | null;
  /** A cookie to be set in place of the one that was sent. */
  freshCookie: string | null;
}

export type Accounts = ReturnType<typeof createAccounts>;

const SESSION_MS = 24 * 3_600_000;
const DEFAULT_ACCESS_TOKEN_SECONDS = 3600;
const MAX_COOKIES = 8;

/** The accounts, their cookies, access tokens and credits. State lives in the store; the maps here are only ways to find it. */
export function createAccounts({ store, ids, now }: { store: Store; ids: Ids; now(): number }) {
  const { account: accounts, balance: balances } = store.tables;
  const tokens = createAccessTokens({ store, ids, now });
  const emailByCookie = new Map<string, string>();
  for (const account of accounts.values()) indexCookies(account);

  function indexCookies(account: AccountRecord): void {
    for (const { token } of account.cookies) emailByCookie.set(token, account.email);
  }

  const save = (account: AccountRecord) => store.put('account', account.email, account);

  /** Adds an account, or replaces the one of that email with all its cookies and tokens. */
  function replace(config: AccountConfig): AccountRecord {
    tokens.revoke(config.email);
    for (const { token } of accounts.get(config.email)?.cookies ?? []) emailByCookie.delete(token);
    const account = newAccount(config);
    indexCookies(account);
    save(account);
    setCredits(config.email, config.credits);
    return account;
  }

  /**
   * Adds an account of the start configuration. One that the state file knows with the same cookie keeps its credits,
   * cookies and tokens; tier and limits are taken from the configuration.
   */
  function configure(config: AccountConfig): AccountRecord {
    const known = accounts.get(config.email);
    if (known?.configuredSessionToken !== config.sessionToken) return replace(config);
    const { tier, name, maxRunningVideos, maxRunningImages } = newAccount(config);
    const account = { ...known, tier, name, maxRunningVideos, maxRunningImages };
    save(account);
    return account;
  }

  function find(email: string): AccountRecord {
    const account = accounts.get(email);
    if (!account) throw refuse.notFound();
    return account;
  }

  /** The account behind a cookie that labs accepts, without making a session of it. */
  function ofCookie(cookie: string | null): AccountRecord | null {
    const account = cookie === null ? undefined : accounts.get(emailByCookie.get(cookie) ?? '');
    return account && !account.sessionDead ? account : null;
  }

  /** The session call: what the cookie is worth now; null when it is worth nothing. @see docs/wire.md, §2 */
  function openSession(cookie: string | null): SessionAnswer | null {
    const account = ofCookie(cookie);
    const held = account?.cookies.find(({ token }) => token === cookie);
    if (!account || !held) return null;
    const expiresAt = now() + SESSION_MS;
    if (account.refreshNeeded !== false) {
      const accessToken = account.refreshNeeded === 'stale' ? ids.accessToken() : null;
      return { account, expiresAt, accessToken, error: 'ACCESS_TOKEN_REFRESH_NEEDED', freshCookie: null };
    }
    if (held.stale) {
      const freshCookie = issueCookie(account);
      return { account, expiresAt: now() - SESSION_MS, accessToken: ids.accessToken(), error: null, freshCookie };
    }
    retireCookiesBefore(account, held.token);
    const freshCookie = account.rotateCookie ? issueCookie(account) : null;
    return { account, expiresAt, accessToken: tokens.current(account), error: null, freshCookie };
  }

  /** A rotated cookie leaves the older one alive until the new one is used, so that a lost answer locks nobody out. */
  function issueCookie(account: AccountRecord): string {
    const token = ids.sessionToken();
    account.cookies.push({ token, stale: false });
    for (const dropped of account.cookies.splice(0, account.cookies.length - MAX_COOKIES))
      emailByCookie.delete(dropped.token);
    emailByCookie.set(token, account.email);
    save(account);
    return token;
  }

  function retireCookiesBefore(account: AccountRecord, cookie: string): void {
    const older = account.cookies.findIndex(({ token }) => token === cookie);
    if (older <= 0) return;
    for (const dropped of account.cookies.splice(0, older)) emailByCookie.delete(dropped.token);
    save(account);
  }

  /** The account behind a bearer token. @throws UpstreamError 401 when it is missing, unknown or expired. */
  function ofAccessToken(token: string | null): AccountRecord {
    if (token === null) throw refuse.noCredentials({ reason: 'CREDENTIALS_MISSING' });
    const held = tokens.find(token);
    const account = held && accounts.get(held.email);
    if (!account) throw refuse.badCredentials();
    if (held.expiresAt <= now()) throw refuse.badCredentials({ reason: 'ACCESS_TOKEN_EXPIRED' });
    return account;
  }

  function change(email: string, asked: AccountChange): AccountRecord {
    const account = find(email);
    const { credits, revokeAccessTokens, sessionExpired, ...switches } = asked;
    Object.assign(account, Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined)));
    if (sessionExpired) for (const cookie of account.cookies) cookie.stale = true;
    if (revokeAccessTokens || sessionExpired) tokens.revoke(email);
    if (credits !== undefined) setCredits(email, credits);
    save(account);
    return account;
  }

  const credits = (email: string): number => balances.get(email)?.credits ?? 0;
  const setCredits = (email: string, amount: number) => store.put('balance', email, { credits: amount });

  return {
    replace,
    configure,
    find,
    all: () => accounts.values(),
    ofCookie,
    openSession,
    ofAccessToken,
    change,
    credits,
    setCredits,
    liveTokens: tokens.countLive,
  };
}

function newAccount(config: AccountConfig): AccountRecord {
  return {
    email: config.email,
    name: config.name ?? config.email.split('@')[0] ?? config.email,
    tier: config.tier,
    configuredSessionToken: config.sessionToken,
    cookies: [{ token: config.sessionToken, stale: false }],
    maxRunningVideos: config.maxRunningVideos ?? null,
    maxRunningImages: config.maxRunningImages ?? null,
    accessTokenSeconds: DEFAULT_ACCESS_TOKEN_SECONDS,
    rotateCookie: false,
    sessionDead: false,
    refreshNeeded: false,
  };
}
