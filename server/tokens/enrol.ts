import type { Logger } from 'pino';
import { ControlError } from '../../schema/control-error.ts';
import type { Token } from '../../schema/entities/token.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Credits, FlowClient, Session } from '../flow/types.ts';
import { type NewToken, REVIVED, type Roster, type Upstream } from './roster.ts';
import type { TokenPatch } from './token-writes.ts';

export interface EnrolRequest {
  sessionToken: string;
  upstream: Upstream;
  /** Absent leaves what the account has. */
  proxyUrl?: string | null | undefined;
  /** For a new account only. */
  remark?: string | null | undefined;
  /** What else a new account begins with. */
  settings?: AccountSettings | undefined;
  /** Whether an account that is out of the pool comes back in; `unless-off`: not one that the operator has switched off. */
  revive: boolean | 'unless-off';
  /** What the account must be; otherwise nothing is stored. */
  expects?: Expectation | undefined;
}

/** What operators decide about an account. */
export type AccountSettings = Partial<
  Pick<Token, 'enabled' | 'imageEnabled' | 'videoEnabled' | 'imageConcurrency' | 'videoConcurrency'>
> & { name?: string };

/** `isNew`: it is not in the pool yet. `email`: the account is the one with this address. */
export interface Expectation {
  isNew?: true;
  email?: string;
}

export interface Enrolled {
  token: Token;
  action: 'added' | 'updated';
  /** It was out of the pool and is in again. */
  revived: boolean;
}

export interface EnrolDeps {
  roster: Roster;
  flowFor(where: { upstream: Upstream; proxyUrl: string | null }): FlowClient;
  /** The balance could not be read now and is to be read later. */
  onBalanceUnknown(tokenId: number): void;
  now(): number;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** The account could not be stored, though its session token is good. */
export class NotStoredError extends Error {
  readonly action: Enrolled['action'];

  constructor(action: Enrolled['action'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'NotStoredError';
    this.action = action;
  }
}

/**
 * Takes an account into the pool by its session token, or gives a known one (same address, or same session token) its new
 * session. The session token is tried at once; when it does not work nothing is changed.
 */
export function createEnrol({ roster, flowFor, onBalanceUnknown, now, log }: EnrolDeps) {
  let storing: Promise<unknown> = Promise.resolve();

  async function readBalance(flow: FlowClient, accessToken: string): Promise<Credits | null> {
    try {
      return await flow.credits(accessToken);
    } catch (cause) {
      log.warn({ err: cause }, 'The credits of an account could not be read; trying again later');
      return null;
    }
  }

  function rowOf({ upstream, sessionToken, proxyUrl }: EnrolRequest, session: Session, balance: Credits | null): Row {
    return {
      email: session.email,
      name: session.name,
      ...roster.sealSession(upstream, session.sessionToken ?? sessionToken),
      accessToken: roster.seal(session.accessToken),
      accessTokenExpiresAt: session.expiresAt,
      lastRefreshAt: now(),
      ...(balance === null ? {} : { credits: balance.credits, tier: balance.tier }),
      ...(proxyUrl === undefined ? {} : { proxyUrl: proxyUrl === null ? null : roster.seal(proxyUrl) }),
    };
  }

  async function store(request: EnrolRequest, session: Session, row: Row): Promise<Enrolled> {
    const { upstream } = request;
    const holder = roster.findBySessionToken(upstream, request.sessionToken);
    const known = roster.findByEmail(upstream, session.email) ?? holder;
    refuseUnexpected(request.expects, session.email, known);
    if (known === undefined) return add(request, row);
    if (holder !== undefined && holder.id !== known.id) await takeSessionFrom(holder);
    return renew(known, request, row);
  }

  async function add({ upstream, remark, settings }: EnrolRequest, row: Row): Promise<Enrolled> {
    const token = await roster
      .add({ ...row, ...settings, upstream, remark: remark ?? null }, 'added')
      .catch((cause: unknown) => {
        throw new NotStoredError('added', cause);
      });
    log.info({ tokenId: token.id, upstream }, 'An account was added to the pool');
    return { token, action: 'added', revived: false };
  }

  async function renew(known: Token, { upstream, revive }: EnrolRequest, row: Row): Promise<Enrolled> {
    const isOut = !known.enabled || known.status !== 'active';
    const revived = isOut && (revive === 'unless-off' ? known.enabled : revive);
    const standing = revived ? { enabled: true, ...REVIVED } : keptOut(known);
    const what = revived ? 'session token updated, back in the pool' : 'session token updated';
    // The proxy is written even when it stays: what another secret key sealed must not come back with the next start.
    const patch = { proxyUrl: known.proxyUrl, ...row, name: known.name ?? row.name ?? null, ...standing };
    const token = await roster.update(known.id, patch, what).catch((cause: unknown) => {
      throw new NotStoredError('updated', cause);
    });
    log.info({ tokenId: token.id, upstream, revived }, 'An account has a new session token');
    return { token, action: 'updated', revived };
  }

  /** The same session token now names another account: the one that it was stored for has none any more. */
  async function takeSessionFrom(holder: Token): Promise<void> {
    const none = roster.sealSession(holder.upstream, `none since ${now()}, account ${holder.id}`);
    const reason = 'Its session token now belongs to another account of the pool.';
    await roster.update(holder.id, { ...none, status: 'expired', statusReason: reason }, 'signed out');
  }

  /** @throws ServiceError `token_expired` for a session token that gives no access; others when it could not be tried. @throws NotStoredError */
  return async function enrol(request: EnrolRequest): Promise<Enrolled> {
    const { upstream, sessionToken, proxyUrl, expects } = request;
    const same = roster.findBySessionToken(upstream, sessionToken);
    if (expects?.isNew === true && same !== undefined) throw isHere(same);
    const kept = same === undefined ? null : roster.proxyOf(same);
    const flow = flowFor({ upstream, proxyUrl: proxyUrl === undefined ? kept : proxyUrl });
    const session = await flow.session(sessionToken);
    if (session.email === '') throw new ServiceError('token_expired', 'The session names no account.');
    const balance = await readBalance(flow, session.accessToken);
    // One at a time: two requests with the same new account must not both add it.
    const stored = storing.then(() => store(request, session, rowOf(request, session, balance)));
    storing = stored.catch(() => {}); // its own caller hears of a failure
    const enrolled = await stored;
    if (balance === null) onBalanceUnknown(enrolled.token.id);
    return enrolled;
  };
}

/** @throws ControlError `conflict` */
function refuseUnexpected({ isNew, email }: Expectation = {}, found: string, known: Token | undefined): void {
  if (isNew === true && known !== undefined) throw isHere(known);
  if (email === undefined || email.toLowerCase() === found.toLowerCase()) return;
  const words = `This session token belongs to ${found}, not to ${email}. Nothing was changed.`;
  throw new ControlError('conflict', words, { param: 'sessionToken', current: { email: found } });
}

function isHere({ id, email }: Token): ControlError {
  const words = `${email} is in the pool already, as token ${id}. Replace its session token instead. Nothing was changed.`;
  return new ControlError('conflict', words, { param: 'sessionToken', current: { tokenId: id, email } });
}

type Row = Omit<NewToken, 'upstream'>;

/** A signed-out account with a good session is no longer signed out; if it may not come back by itself, it waits for the operator. */
function keptOut(known: Token): TokenPatch {
  if (known.status !== 'expired') return {};
  // Without faults counted, since an account that faults have put out may come back by itself.
  const statusReason = 'Its session was renewed; switch it on to use it again.';
  return { status: 'disabled', statusReason, consecutiveErrors: 0 };
}
