import { ServiceError } from '../../schema/errors.ts';
import { audit, type ControlContext, peerOf, signedOut, viewerOf } from './context.ts';

export interface AskedAgain {
  /** As it was given; null when it was not. */
  password: string | null;
  /** The field that it is given in. */
  param: string;
  /** What it is asked for, for the audit log. */
  action: string;
  subject?: string | null;
}

/**
 * Has an operator in a browser give the password again, for what would outlive the session: it may have been left open. Scripts
 * show a token, which has no password.
 * @throws ServiceError `missing_parameter`, `invalid_value`; ControlError `sign_in_blocked`, `signed_out`
 */
export async function passwordAgain(
  context: ControlContext,
  { password, param, action, subject = null }: AskedAgain,
): Promise<void> {
  const viewer = viewerOf(context);
  if (viewer.kind !== 'admin') return;
  if (password === null) throw new ServiceError('missing_parameter', GIVE_IT, { param });
  try {
    await context.services.access.confirmPassword(viewer, { password, param, from: peerOf(context) });
  } catch (cause) {
    // Whoever is too quick is not heard at all, and could fill the log.
    const isHeard = cause instanceof ServiceError;
    if (isHeard) await audit(context, { action, subject, outcome: 'refused', detail: NOT_GIVEN });
    throw cause;
  }
  // Passwords wait for one another: meanwhile the session may have ended, or the operator been removed.
  if (viewer.over.aborted) throw signedOut();
}

const NOT_GIVEN = 'The password was not given again.';

const GIVE_IT = 'Give your password again: a session that was left open is not enough for this.';
