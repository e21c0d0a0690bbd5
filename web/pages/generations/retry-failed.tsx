import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { createSignal, Show } from 'solid-js';
import type { Outputs } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { narrowing, type Wanted } from './query.ts';
import { createBulk } from './use-bulk.ts';
import { words } from './words.ts';

interface RetryFailedProps {
  wanted: Wanted;
  counts: Outputs['jobs']['counts'] | undefined;
  onDone: () => void;
}

/** Tries all again that have failed, of those that the filters mean. Not there without any. */
export function RetryFailed(props: RetryFailedProps) {
  const [isAsked, setAsked] = createSignal(false);
  const bulk = createBulk(() => props.onDone());
  const count = () => props.counts?.retryable.count ?? 0;
  const confirm = () => {
    setAsked(false);
    void bulk.run('retry', { filter: { ...narrowing(props.wanted), states: ['failed'] }, expectedCount: count() });
  };
  return (
    <Show when={count() > 0 && props.counts?.retryable.isAll}>
      <Button icon={<RotateCcw />} busy={bulk.isBusy()} onClick={() => setAsked(true)}>
        {words().retryFailed(count())}
      </Button>
      <Show when={isAsked()}>
        <ConfirmDialog
          open
          onClose={() => setAsked(false)}
          title={words().retryTitle(count())}
          description={words().retryText}
          action={words().retryMany(count())}
          onConfirm={confirm}
        />
      </Show>
    </Show>
  );
}
