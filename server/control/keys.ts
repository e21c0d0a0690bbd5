import type { AuditChange } from '../../schema/audit.ts';
import { ControlError } from '../../schema/control-error.ts';
import type { KeyChanges, KeyWishes, NewKey, ShownKey } from '../access/managed-keys.ts';
import { audit, type ControlContext, viewerOf } from './context.ts';

/** What both fronts do about callers' keys: each does it, and writes down that it was done. */

/** @throws ControlError `scope_missing` without `secrets`, `conflict`; ServiceError `invalid_value` */
export async function createKey(context: ControlContext, wishes: KeyChanges & { name: string }): Promise<NewKey> {
  checkMayBeTold(context);
  const made = await context.services.apiKeys.create(wishes);
  await audit(context, { action: 'api-key.create', subject: made.shown.id, changes: changesOf({}, made.shown) });
  return made;
}

/** @throws ServiceError `not_found`, `invalid_value`; ControlError `conflict` */
export async function updateKey(context: ControlContext, id: string, wishes: KeyChanges): Promise<ShownKey> {
  const { before, after } = await context.services.apiKeys.update(id, wishes);
  await audit(context, { action: 'api-key.update', subject: id, changes: changesOf(before, after) });
  return after;
}

/** @throws ControlError `scope_missing` without `secrets`, `conflict`; ServiceError `not_found`, `invalid_value` */
export async function rotateKey(context: ControlContext, id: string, overlapMs: number): Promise<NewKey> {
  checkMayBeTold(context);
  const made = await context.services.apiKeys.rotate(id, overlapMs);
  const changes = [{ field: 'key', from: 'replaced', to: 'replaced' }];
  const detail = `The old key stays good for ${Math.round(overlapMs / 1_000)} s.`;
  await audit(context, { action: 'api-key.rotate', subject: id, changes, detail });
  return made;
}

/** @throws ServiceError `not_found` */
export async function revokeKey(context: ControlContext, id: string): Promise<ShownKey> {
  const revoked = await context.services.apiKeys.revoke(id);
  await audit(context, { action: 'api-key.revoke', subject: id, detail: `It was named '${revoked.name}'.` });
  return revoked;
}

/** A key that its maker may not see would be no use to anybody. */
function checkMayBeTold(context: ControlContext): void {
  if (viewerOf(context).scopes.has('secrets')) return;
  throw new ControlError(
    'scope_missing',
    "A new key is told once, to whoever makes it. That needs the scope 'secrets' beside 'operate'.",
  );
}

const FIELDS = [
  'name',
  'enabled',
  'expiresAt',
  'requestsPerMinute',
  'jobsAtOnce',
  'creditsPerDay',
  'creditsPerMonth',
  'models',
] as const satisfies (keyof KeyWishes)[];

function changesOf(before: Partial<KeyWishes>, after: KeyWishes): AuditChange[] {
  return FIELDS.map((field) => ({ field, from: before[field] ?? null, to: after[field] })).filter(
    ({ from, to }) => JSON.stringify(from) !== JSON.stringify(to),
  );
}
