import { Show } from 'solid-js';
import { late } from '../../late/late.tsx';
import type { Desk } from './desk.ts';
import { filterText } from './list/active-filters.ts';
import type { TokenList } from './list/token-list.ts';
import type { View } from './use-view.ts';

const AddDialog = late(() => import('./add/add-dialog.tsx'));
const ImportDialog = late(() => import('./transfer/import-dialog.tsx'));
const ExportDialog = late(() => import('./transfer/export-dialog.tsx'));
const BulkDialog = late(() => import('./bulk/bulk-dialog.tsx'));
const LimitsDialog = late(() => import('./bulk/limits-dialog.tsx'));

interface DialogsProps {
  view: View;
  list: TokenList;
  desk: Desk;
  onOpen: (id: number) => void;
  /** Something was done with what is ticked. */
  onDone: () => void;
}

/** The dialogs of the page, each loaded when it is first wanted. */
export function Dialogs(props: DialogsProps) {
  const { view, list, desk } = props;
  const closeAddress = () => view.show(null);
  return (
    <>
      <Show when={view.dialog() === 'add'}>
        <AddDialog
          onClose={closeAddress}
          onFailed={closeAddress}
          onImport={() => view.show('import')}
          onOpen={props.onOpen}
          onAdded={list.add}
        />
      </Show>
      <Show when={view.dialog() === 'import'}>
        <ImportDialog onClose={closeAddress} onFailed={closeAddress} onImported={list.reorder} />
      </Show>
      <Show when={desk.exporting()}>
        {(target) => (
          <ExportDialog target={target()} isFiltered={view.isFiltered()} onClose={desk.close} onFailed={desk.close} />
        )}
      </Show>
      <Show when={desk.limits()}>
        {(limits) => (
          <LimitsDialog
            {...limits()}
            onClose={desk.close}
            onFailed={desk.close}
            onSave={(changes) => {
              const { target, row } = limits();
              if (row === undefined) desk.many(target, { action: 'update', changes });
              else void desk.one(row, { action: 'update', changes });
            }}
          />
        )}
      </Show>
      <Show when={desk.bulk()} keyed>
        {(bulk) => (
          <BulkDialog
            {...bulk}
            filterText={filterText(view)}
            onClose={desk.close}
            onFailed={desk.close}
            onDone={(ids) => {
              list.renew(ids);
              if (bulk.work.action === 'delete') props.onDone();
            }}
          />
        )}
      </Show>
    </>
  );
}
