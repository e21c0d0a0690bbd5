import Ban from 'lucide-solid/icons/ban';
import Download from 'lucide-solid/icons/download';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Trash from 'lucide-solid/icons/trash';
import { createSignal } from 'solid-js';
import type { Job } from '../../job/types.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { Selection } from '../../ui/selection.ts';
import { SelectionBar } from '../../ui/selection-bar.tsx';
import { toast } from '../../ui/toast.ts';
import { filterOf, type Wanted } from './query.ts';
import { createBulk } from './use-bulk.ts';
import { words } from './words.ts';
import { hasFile, saveZip } from './zip.ts';

interface BulkBarProps {
  selection: Selection;
  jobs: Job[];
  wanted: Wanted;
  /** How many match; more than are counted when not `isAll`. */
  total: { count: number; isAll: boolean } | undefined;
  onDone: () => void;
}

/** What can be done with the ticked jobs, or with all that match. */
export function BulkBar(props: BulkBarProps) {
  const [asked, setAsked] = createSignal<'retry' | 'forget'>();
  const [isZipping, setZipping] = createSignal(false);
  const bulk = createBulk(() => {
    props.selection.clear();
    props.onDone();
  });
  const count = () => props.selection.count();
  const selected = () => {
    const scope = props.selection.scope();
    if (scope.kind === 'matching') return { filter: filterOf(props.wanted), expectedCount: scope.count };
    return { ids: scope.kind === 'ids' ? scope.ids : [] };
  };
  const ticked = () => props.jobs.filter(({ id }) => props.selection.has(id));
  const isLoadedScope = () => props.selection.scope().kind === 'ids';
  const isForgetting = () => asked() === 'forget';
  const confirm = () => {
    const action = asked();
    setAsked(undefined);
    if (action !== undefined) void bulk.run(action, selected());
  };
  async function zip(): Promise<void> {
    const jobs = ticked();
    const files = jobs.filter(hasFile);
    if (files.length === 0) return toast.failed(words().zipNone);
    setZipping(true);
    try {
      await saveZip(files, `generations-${files.length}.zip`);
      if (files.length < jobs.length) toast.done(words().zipMissing(jobs.length - files.length));
    } catch (cause) {
      toast.failed(words().zipFailed, { hint: cause instanceof Error ? cause.message : undefined });
    } finally {
      setZipping(false);
    }
  }
  const actions = () => [
    {
      ...{ label: words().retryMany(count()), icon: <RotateCcw />, isMain: true },
      ...{ disabled: bulk.isBusy(), onSelect: () => setAsked('retry') },
    },
    {
      ...{ label: words().cancelMany(count()), icon: <Ban /> },
      ...{ disabled: bulk.isBusy(), onSelect: () => void bulk.run('cancel', selected()) },
    },
    isLoadedScope() && {
      ...{ label: words().zip, icon: <Download /> },
      ...{ disabled: isZipping(), busy: isZipping(), onSelect: () => void zip() },
    },
    {
      ...{ label: words().forgetMany(count()), icon: <Trash />, danger: true, isMain: true },
      ...{ disabled: bulk.isBusy(), onSelect: () => setAsked('forget') },
    },
  ];
  return (
    <>
      <SelectionBar
        selection={props.selection}
        loaded={props.jobs.length}
        total={props.total?.isAll ? props.total.count : undefined}
        actions={actions()}
      />
      <ConfirmDialog
        open={asked() !== undefined}
        danger={isForgetting()}
        onClose={() => setAsked(undefined)}
        title={isForgetting() ? words().forgetTitle(count()) : words().retryTitle(count())}
        description={isForgetting() ? words().forgetText : words().retryText}
        action={isForgetting() ? words().forgetMany(count()) : words().retryMany(count())}
        typed={isForgetting() && count() > 1 ? words().forgetTyped(count()) : undefined}
        onConfirm={confirm}
      />
    </>
  );
}
