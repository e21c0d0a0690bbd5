import type { Logger } from 'pino';
import { z } from 'zod';
import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import { parseWayOut } from '../flow/proxy-address.ts';
import { type Enrolled, type EnrolRequest, NotStoredError } from './enrol.ts';
import type { Roster } from './roster.ts';
import { problemOfSessionToken, readSessionToken } from './session-token.ts';

/** HTTP status and body, as the browser extension expects them. */
export interface PluginAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface PluginDeps {
  roster: Roster;
  enrol(request: EnrolRequest): Promise<Enrolled>;
  /** Whether this is the connection token, compared in constant time. */
  isConnectionToken(shown: string | null): boolean;
  /** Whether an account that is out of the pool comes back in with a new session. */
  autoEnable(): boolean;
  now(): number;
  log: Pick<Logger, 'warn' | 'error'>;
}

const REMARK = 'Added by Chrome Extension';
/** Under this an access token counts as in need of a refresh, for the extension's list. */
const NEEDS_REFRESH_MS = 3_600_000;

/** Only what is read is named: logins and Google cookies that old extensions send are neither kept nor looked at. */
const updateBody = z.object({ session_token: z.unknown().optional(), proxy_url: z.unknown().optional() });
const checkBody = z.object({ emails: z.array(z.string()).nullish() });

/** What the browser extension talks to. Every outcome is an answer; nothing is thrown. @see docs/tokens.md */
export function createPlugin({ roster, enrol, isConnectionToken, autoEnable, now, log }: PluginDeps) {
  return {
    /** Takes the session token that the extension read, for a new account or a known one. */
    async updateToken(connectionToken: string | null, body: unknown): Promise<PluginAnswer> {
      if (!isConnectionToken(connectionToken)) return INVALID_CONNECTION;
      const parsed = updateBody.safeParse(body);
      if (!parsed.success) return detail(400, 'The body must be a JSON object with session_token.');
      const given = parsed.data.session_token;
      const sessionToken = typeof given === 'string' ? readSessionToken(given) : '';
      if (sessionToken === '') return detail(400, 'Missing session_token');
      const problem = problemOfSessionToken(sessionToken);
      if (problem !== null) return detail(400, `Invalid session token: ${problem}`);
      const proxy = readProxy(parsed.data.proxy_url);
      if ('problem' in proxy) return detail(400, `Invalid proxy_url: ${proxy.problem}`);
      try {
        const request = { sessionToken, ...proxy, upstream: 'flow', remark: REMARK, revive: autoEnable() } as const;
        return told(await enrol(request));
      } catch (cause) {
        return refused(cause);
      }
    },

    /** Lists the accounts, all or those of some addresses, so that the extension knows which sessions to send. */
    async checkTokens(connectionToken: string | null, body: unknown): Promise<PluginAnswer> {
      if (!isConnectionToken(connectionToken)) return INVALID_CONNECTION;
      const parsed = checkBody.safeParse(body ?? {});
      if (!parsed.success) return detail(400, problemOfCheck(parsed.error));
      const emails = parsed.data.emails?.map((email) => email.trim().toLowerCase());
      const wanted = [...roster.all()]
        .filter((token) => token.upstream === 'flow')
        .filter((token) => emails === undefined || emails.length === 0 || emails.includes(token.email.toLowerCase()))
        .sort((a, b) => a.id - b.id);
      return { status: 200, body: { success: true, tokens: wanted.map((token) => listed(token, now())) } };
    },
  };

  function refused(cause: unknown): PluginAnswer {
    if (cause instanceof NotStoredError) {
      log.error({ err: cause }, 'A session token from the browser extension could not be stored');
      return detail(
        500,
        `Failed to ${cause.action === 'added' ? 'add' : 'update'} token: the database refused it; the log has the details`,
      );
    }
    const error = ServiceError.from(cause);
    if (error.code === 'internal_error') {
      log.error({ err: error }, 'A session token from the browser extension could not be taken');
      return detail(500, `Failed to update token: ${error.message}`);
    }
    if (error.code === 'token_expired' || error.code === 'token_unauthorized') {
      return detail(400, `Invalid session token: ${error.message}`);
    }
    log.warn({ err: error }, 'A session token from the browser extension could not be tried');
    return detail(
      OUTAGES.has(error.code) ? 503 : 502,
      `The session token could not be tried, nothing was changed: ${error.message}`,
    );
  }
}

/** The upstream will be back; anything else needs somebody to look at it. */
const OUTAGES = new Set(['upstream_unavailable', 'upstream_timeout', 'token_throttled']);

const detail = (status: number, text: string): PluginAnswer => ({ status, body: { detail: text } });

function problemOfCheck({ issues }: z.ZodError): string {
  return issues[0]?.path[0] === 'emails'
    ? 'Invalid emails: it must be a list of addresses'
    : 'The body must be a JSON object.';
}

const INVALID_CONNECTION = detail(401, 'Invalid connection token');

function told({ token, action, revived }: Enrolled): PluginAnswer {
  if (action === 'added') {
    const body = { success: true, message: `Token added for ${token.email}`, action, token_id: token.id };
    return { status: 200, body };
  }
  const verb = revived ? 'updated and auto-enabled' : 'updated';
  const body = { success: true, message: `Token ${verb} for ${token.email}`, action };
  return { status: 200, body: revived ? { ...body, auto_enabled: true } : body };
}

function readProxy(value: unknown): { proxyUrl?: string } | { problem: string } {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string') return { problem: 'it must be text' };
  if (value.trim() === '') return {};
  try {
    parseWayOut(value);
    return { proxyUrl: value.trim() };
  } catch (cause) {
    return { problem: ServiceError.from(cause).message };
  }
}

function listed(token: Token, now: number): Record<string, unknown> {
  const expiresAt = token.accessToken === null ? null : token.accessTokenExpiresAt;
  return {
    id: token.id,
    email: token.email,
    is_active: token.enabled && token.status === 'active',
    needs_refresh: token.status === 'expired' || (expiresAt ?? 0) - now < NEEDS_REFRESH_MS,
    at_expires: iso(expiresAt),
    last_used_at: iso(token.lastUsedAt),
    protocol_mode: 'session',
    auto_refresh_enabled: true,
    refresh_interval_minutes: 60,
    last_st_refresh_at: iso(token.lastRefreshAt),
    last_st_refresh_result: token.status === 'expired' ? (token.statusReason ?? 'signed out') : 'success',
    credits: token.credits,
  };
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
