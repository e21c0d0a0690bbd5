import { ControlError } from '../../schema/control-error.ts';
import { SCOPES, type Scope } from '../../schema/scopes.ts';
import type { ShownAdmin, ShownSession, SignedIn } from '../access/access.ts';
import type { NewAdminToken, ShownAdminToken } from '../access/admin-tokens.ts';
import { audit, type ControlContext, peerOf, viewerOf } from './context.ts';
import { passwordAgain } from './password-again.ts';
import type { Viewer } from './viewer.ts';

/** What both fronts do about who gets in: each does it, and writes down that it was done. */

/**
 * @throws ControlError `signed_out` when name or password are wrong, `second_factor_needed` when the code is missing or wrong,
 * `sign_in_blocked`
 */
export async function signIn(
  context: ControlContext,
  { username, password, code }: { username: string; password: string; code: string | null },
): Promise<Viewer> {
  const { services, viewer, userAgent } = context;
  const replaces = viewer?.sessionId ?? null;
  try {
    const from = peerOf(context);
    return await signedIn(
      context,
      'session.sign-in',
      await services.access.signIn({ username, password, code, from, userAgent, replaces }),
    );
  } catch (cause) {
    // Attempts that were not even made would fill the log; those that led there stand in it.
    if (cause instanceof ControlError && hasFailed(cause, code)) {
      // A name that nobody has may be a password in the wrong field.
      const subject = services.access.knows(username) ? username : null;
      await refused(context, 'session.sign-in', subject, cause.message);
    }
    if (isAskedForCode(cause, code)) {
      // Whoever has a password that is not theirs may stop here, and is to be seen all the same.
      const asked = { action: 'second-factor.ask', subject: username, detail: 'Name and password were right.' };
      await audit({ ...context, viewer: null }, asked);
    }
    throw cause;
  }
}

const isAskedForCode = (cause: unknown, code: string | null): boolean =>
  cause instanceof ControlError && cause.code === 'second_factor_needed' && !hasFailed(cause, code);

/** Whoever is only asked for the code has not failed. */
const hasFailed = ({ code: failure }: ControlError, code: string | null): boolean =>
  failure === 'signed_out' || (failure === 'second_factor_needed' && (code ?? '').trim() !== '');

/** Makes the first operator. @throws ControlError `signed_out` for a code that is not good, `sign_in_blocked`; ServiceError `invalid_value` */
export async function setUp(
  context: ControlContext,
  { code, username, password }: { code: string; username: string; password: string },
): Promise<Viewer> {
  const { services, address, userAgent } = context;
  try {
    const client = { address, userAgent };
    return await signedIn(context, 'set-up', await services.access.setUp.run({ code, username, password, client }));
  } catch (cause) {
    // As above; and once the server is set up, no code is good, so that nothing was tried.
    const wasTried =
      cause instanceof ControlError && cause.code !== 'sign_in_blocked' && services.access.setUp.isOpen();
    if (wasTried) await refused(context, 'set-up', null, cause.message);
    throw cause;
  }
}

async function signedIn(context: ControlContext, action: string, entered: SignedIn): Promise<Viewer> {
  const { cookie, identity, recoveryCodesLeft } = entered;
  const subject = identity.id;
  context.setSessionCookie(cookie);
  await audit({ ...context, viewer: identity }, { action, subject });
  if (recoveryCodesLeft !== null) {
    const detail = `Recovery codes that are left: ${recoveryCodesLeft}.`;
    await audit({ ...context, viewer: identity }, { action: 'second-factor.recovery-code', subject, detail });
  }
  return identity;
}

function refused(context: ControlContext, action: string, subject: string | null, detail: string): Promise<void> {
  return audit({ ...context, viewer: null }, { action, subject, outcome: 'refused', detail });
}

/** Ends the session of this browser; with none there is nothing to do. */
export async function signOut(context: ControlContext): Promise<void> {
  const { viewer, services } = context;
  if (viewer !== null && viewer.sessionId !== null) {
    await services.access.sessions.revoke(viewer.sessionId);
    await audit(context, { action: 'session.sign-out', subject: viewer.id });
  }
  context.setSessionCookie(null);
}

/** Returns how many other sessions have ended with it. @throws ServiceError `invalid_value`, ControlError `sign_in_blocked` */
export async function changePassword(
  context: ControlContext,
  { current, next }: { current: string; next: string },
): Promise<number> {
  const viewer = viewerOf(context);
  const changes = [{ field: 'password', from: 'replaced', to: 'replaced' }];
  try {
    const given = { current, next, from: peerOf(context) };
    const endedSessions = await context.services.access.changePassword(viewer, given);
    const detail = `Other sessions that ended with it: ${endedSessions}.`;
    await audit(context, { action: 'password.change', subject: viewer.id, changes, detail });
    return endedSessions;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : null;
    await audit(context, { action: 'password.change', subject: viewer.id, outcome: 'refused', detail });
    throw cause;
  }
}

/** A session, and whether it is the one that asks. */
export type SeenSession = ShownSession & { current: boolean };

export function sessionsOf({ services, viewer }: ControlContext): SeenSession[] {
  return services.access.sessions
    .list()
    .map((session) => ({ ...session, current: session.id === (viewer?.sessionId ?? null) }));
}

/** @throws ServiceError `not_found` */
export async function revokeSession(context: ControlContext, id: string): Promise<void> {
  const { adminId, address } = await context.services.access.sessions.revoke(id);
  const detail = `It was a session of ${adminId}, signed in from ${address}.`;
  await audit(context, { action: 'session.revoke', subject: id, detail });
}

/** Returns how many have ended. @throws ServiceError `invalid_request` for a token */
export async function revokeOtherSessions(context: ControlContext): Promise<number> {
  const viewer = viewerOf(context);
  const ended = await context.services.access.sessions.revokeOthers(viewer);
  await audit(context, {
    action: 'session.revoke-others',
    subject: viewer.id,
    detail: `Sessions that ended: ${ended}.`,
  });
  return ended;
}

/**
 * @throws ControlError `scope_missing` for a token that has not every scope, `conflict`, `sign_in_blocked`; ServiceError
 * `missing_parameter`, `invalid_value`
 */
export async function addAdmin(
  context: ControlContext,
  { currentPassword, ...wanted }: { username: string; password: string; currentPassword: string | null },
): Promise<ShownAdmin> {
  const { scopes } = viewerOf(context);
  const lacking = SCOPES.filter((scope) => !scopes.has(scope));
  if (lacking.length > 0) {
    const message = `An operator may do everything, and so must who adds one. This admin token lacks: ${lacking.join(', ')}.`;
    throw new ControlError('scope_missing', message);
  }
  const action = 'admin.add';
  await passwordAgain(context, { password: currentPassword, param: 'currentPassword', action });
  const added = await context.services.access.admins.add(wanted);
  await audit(context, { action, subject: added.id, detail: `The name is '${added.username}'.` });
  return added;
}

/** Ends the sessions of the operator as well. @throws ServiceError `not_found`, `invalid_request` for the last one */
export async function removeAdmin(context: ControlContext, id: string): Promise<ShownAdmin> {
  const removed = await context.services.access.admins.remove(id);
  const detail = `The name was '${removed.username}'. Sessions that ended: ${removed.sessions}.`;
  await audit(context, { action: 'admin.remove', subject: id, detail });
  return removed;
}

/** By tokens with these an open session could go on when it is over, and have told what it is not told itself. */
const LASTING: ReadonlySet<Scope> = new Set(['secrets', 'admin']);

/**
 * @throws ControlError `scope_missing` when it could do more than whoever makes it, `sign_in_blocked`; ServiceError
 * `missing_parameter`, `invalid_value`
 */
export async function createAdminToken(
  context: ControlContext,
  { currentPassword, ...wanted }: NewAdminToken & { currentPassword: string | null },
): Promise<{ token: string; shown: ShownAdminToken }> {
  const { scopes } = viewerOf(context);
  const beyond = wanted.scopes.filter((scope: Scope) => !scopes.has(scope));
  if (beyond.length > 0) {
    const message = `An admin token gives no scope that it lacks itself: ${beyond.join(', ')}.`;
    throw new ControlError('scope_missing', message, { param: 'scopes' });
  }
  const action = 'admin-token.create';
  if (wanted.scopes.some((scope) => LASTING.has(scope))) {
    await passwordAgain(context, { password: currentPassword, param: 'currentPassword', action });
  }
  const made = await context.services.access.tokens.create(wanted);
  const { id, name, expiresAt } = made.shown;
  const changes = Object.entries({ name, scopes: made.shown.scopes, expiresAt });
  await audit(context, {
    action,
    subject: id,
    changes: changes.map(([field, to]) => ({ field, from: null, to })),
  });
  return made;
}

/** @throws ServiceError `not_found` */
export async function revokeAdminToken(context: ControlContext, id: string): Promise<ShownAdminToken> {
  const revoked = await context.services.access.tokens.revoke(id);
  await audit(context, { action: 'admin-token.revoke', subject: id, detail: `It was named '${revoked.name}'.` });
  return revoked;
}
