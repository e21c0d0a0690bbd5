import type { CallSlot } from '../../schema/generation.ts';
import { mayRepeat, tellRate } from '../create-jobs.ts';
import type { ShimDeps } from '../deps.ts';
import { callerOf } from '../middleware/authenticate.ts';
import type { ShimContext } from '../state.ts';
import { isForm } from './read-form.ts';

/**
 * Takes the slot of a call in its key's minute before its form is read, so that nobody sends pictures in vain. Null for what is no
 * form, and for a call that says it may repeat another one: that counts for nothing, which only its body can tell.
 * @throws ServiceError `rate_limited`
 */
export function slotForForm(ctx: ShimContext, { generations }: Pick<ShimDeps, 'generations'>): CallSlot | null {
  if (!isForm(ctx) || mayRepeat(ctx)) return null;
  try {
    return generations.enter(callerOf(ctx).apiKeyId);
  } finally {
    tellRate(ctx, generations);
  }
}
