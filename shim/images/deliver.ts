import type { JobView } from '../../schema/generation.ts';
import { markUpstream } from '../chat/answer.ts';
import type { ShimDeps } from '../deps.ts';
import { finished } from '../outcome.ts';
import type { ShimContext } from '../state.ts';
import { type DeliveryOptions, type Made, openMade } from './made.ts';

export interface Delivery extends DeliveryOptions {
  watch: ShimDeps['generations']['watch'];
  /** Told each time a job has changed. */
  onChange?: ((job: JobView) => void | Promise<void>) | undefined;
}

/**
 * Waits for each job and opens what it has made, all at the same time.
 * @returns a promise for each job, in their order; it rejects with what the job failed of, or `CallerLeft`
 */
export function deliverAll(ctx: ShimContext, jobs: readonly JobView[], delivery: Delivery): Promise<Made>[] {
  const { watch, signal } = delivery;
  const onChange = (now: JobView) => {
    markUpstream(ctx, now);
    return delivery.onChange?.(now);
  };
  return jobs.map(async (job) => {
    const ended = await finished(job, { watch, signal, onChange });
    signal.throwIfAborted();
    return openMade(ended, delivery);
  });
}

/** Closes whatever comes of them and was not written. */
export function closing(making: readonly Promise<Made>[]): Disposable {
  const close = (made: Made) => made[Symbol.dispose]();
  return {
    [Symbol.dispose]() {
      for (const each of making) each.then(close, () => undefined);
    },
  };
}
