import { type SendOutcome, ServiceError } from '../../schema/errors.ts';
import { BECAUSE, ERROR_TABLE, type ErrorRow, type Refusal } from './error-table.ts';

const PREFIX = 'PUBLIC_ERROR_';

/** The row that decides about an answer. The last row fits everything. */
export function rowFor(refusal: Refusal): ErrorRow {
  const row = ERROR_TABLE.find(({ when }) => fits(when, refusal));
  if (row === undefined) throw new Error('The error table has no row for every answer.');
  return row;
}

/** The one error for an answer that was not the wanted one. */
export function refusalError(refusal: Refusal): ServiceError {
  const row = rowFor(refusal);
  return new ServiceError(row.code, fill(row.say, refusal), {
    retryAfterMs: refusal.retryAfterMs ?? row.retryAfterMs,
    reason: refusal.reason ?? undefined,
    upstreamStatus: refusal.form === 'later' ? undefined : (refusal.status ?? undefined),
    outcome: outcomeOf(refusal),
    cause: refusal.form === 'page' ? new FrontEndPage() : undefined,
  });
}

/** Why a refusal says nothing about what was asked: it is not in the service's own form, but some front end's. */
export class FrontEndPage extends Error {}

/**
 * Whether an answer proves that nothing was started. Any 4xx does, and a 5xx when the service itself wrote it; a gateway's
 * error page or a deadline passed inside Google does not: the work may go on behind it. A generation that failed later is
 * over and not charged, so it counts as refused. @see docs/wire.md, §12.3
 */
function outcomeOf({ status, form }: Refusal): SendOutcome {
  if (form === 'later') return 'refused';
  if (status !== null && status >= 400 && status < 500) return 'refused';
  return form === 'page' || status === null || status < 400 || status === 504 ? 'unknown' : 'refused';
}

function fits(when: ErrorRow['when'], { form, status, reason, message }: Refusal): boolean {
  if (when.forms !== undefined && !when.forms.includes(form)) return false;
  if (when.statuses !== undefined && !when.statuses.some((wanted) => fitsStatus(wanted, status))) return false;
  if (when.publicReason && !reason?.startsWith(PREFIX)) return false;
  if (when.reason !== undefined && (reason === null || !when.reason.test(reason.replace(PREFIX, '')))) return false;
  return when.message === undefined || when.message.test(message);
}

function fitsStatus(wanted: number | '4xx' | '5xx' | null, status: number | null): boolean {
  if (typeof wanted !== 'string') return wanted === status;
  return status !== null && `${Math.floor(status / 100)}xx` === wanted;
}

function fill(say: string, { reason, fields, status }: Refusal): string {
  const because =
    BECAUSE.find(([name]) => name.test(reason?.replace(PREFIX, '') ?? ''))?.[1] ??
    `its reason is ${reason ?? 'not known'}`;
  return say
    .replace('{because}', because)
    .replace('{fields}', fields.length === 0 ? '' : ` (${fields.join(', ')})`)
    .replace('{status}', String(status ?? 'none'));
}
