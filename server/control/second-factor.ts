import { ControlError } from '../../schema/control-error.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { ShownAdmin } from '../access/access.ts';
import type { NewSecondFactor } from '../access/second-factor/operators-factor.ts';
import { audit, type ControlContext, peerOf, viewerOf } from './context.ts';

/** What both fronts do about second factors: each does it, and writes down that it was done. No code and no secret is written. */

/** Begins a set-up. @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`, `invalid_request` */
export async function beginSecondFactor(context: ControlContext, password: string): Promise<NewSecondFactor> {
  const viewer = viewerOf(context);
  const given = { password, from: peerOf(context), host: hostOf(context.publicUrl) };
  return refusalAudited(context, 'second-factor.set-up', viewer.id, () =>
    context.services.access.secondFactor.begin(viewer, given),
  );
}

/** Puts what was begun in force; returns recovery codes. @throws ServiceError `invalid_value`, `invalid_request` */
export async function confirmSecondFactor(context: ControlContext, code: string): Promise<string[]> {
  const viewer = viewerOf(context);
  const action = 'second-factor.set-up';
  const codes = await refusalAudited(context, action, viewer.id, () =>
    context.services.access.secondFactor.confirm(viewer, code),
  );
  await audit(context, { action, subject: viewer.id });
  return codes;
}

/** @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`, `invalid_request`, `not_found` */
export async function renewRecoveryCodes(context: ControlContext, password: string): Promise<string[]> {
  const viewer = viewerOf(context);
  const action = 'second-factor.renew-recovery-codes';
  const given = { password, from: peerOf(context) };
  const codes = await refusalAudited(context, action, viewer.id, () =>
    context.services.access.secondFactor.renewRecoveryCodes(viewer, given),
  );
  await audit(context, { action, subject: viewer.id });
  return codes;
}

/**
 * Takes it off whoever asks or, with an id, another operator, who has lost the device. No token does: one can be made by an
 * open session, which is not to be enough for it.
 * @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`, `invalid_request`, `not_found`
 */
export async function removeSecondFactor(
  context: ControlContext,
  { id, password }: { id: string | null; password: string },
): Promise<ShownAdmin> {
  const viewer = viewerOf(context);
  const { access } = context.services;
  const action = 'second-factor.remove';
  const subject = id ?? viewer.id;
  const admin = await refusalAudited(context, action, subject, async () => {
    if (viewer.kind !== 'admin') throw new ServiceError('invalid_request', OPERATORS_ALONE);
    await access.confirmPassword(viewer, { password, from: peerOf(context) });
    return access.admins.removeSecondFactor(subject);
  });
  await audit(context, { action, subject, detail: `It was that of '${admin.username}'.` });
  return admin;
}

async function refusalAudited<T>(
  context: ControlContext,
  action: string,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // Whoever is too quick is not heard at all, and could fill the log.
    const isHeard = !(cause instanceof ControlError && cause.code === 'sign_in_blocked');
    const detail = cause instanceof Error ? cause.message : null;
    if (isHeard) await audit(context, { action, subject, outcome: 'refused', detail });
    throw cause;
  }
}

/** Without its port, before whose colon some apps would cut the label off; empty when the browser told no name. */
const hostOf = (url: string): string => URL.parse(url)?.hostname ?? '';

const OPERATORS_ALONE =
  'Only an operator takes a second factor off, with the password given again. An admin token cannot.';
