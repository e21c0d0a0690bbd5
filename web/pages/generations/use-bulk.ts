import { createSignal } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import type { Inputs } from '../../api/types.ts';
import { said } from '../../said/said.ts';
import { toast } from '../../ui/toast.ts';
import { words } from './words.ts';

type Bulk = Inputs['jobs']['bulk'];
type Selected = Omit<Bulk, 'action'>;

/** Does the same to many jobs, and says of how many it was done, and of those it was not why. */
export function createBulk(onDone: () => void) {
  const [isBusy, setBusy] = createSignal(false);

  async function run(action: Bulk['action'], selected: Selected): Promise<void> {
    setBusy(true);
    try {
      const results = await api.jobs.bulk.mutate({ action, ...selected });
      const failed = results.filter(({ error }) => error !== null);
      const done = results.length - failed.length;
      if (failed.length === 0) toast.done(words().done[action](done));
      else {
        const again = () => void run(action, { ids: failed.map(({ id }) => id) });
        toast.failed(words().partly(done, failed.length), {
          hint: [...new Set(failed.map(({ error }) => said(error?.message ?? '')))].slice(0, 2).join(' '),
          action: { label: words().again, run: again },
        });
      }
      void api.jobs.counts.refresh();
      void api.jobs.get.refresh();
      onDone();
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().bulkFailed, { hint: message, requestId: requestId ?? undefined });
    } finally {
      setBusy(false);
    }
  }
  return { run, isBusy };
}
