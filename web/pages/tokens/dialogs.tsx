import { lazy, Show, Suspense } from 'solid-js';
import { wordsReady } from '../../i18n/language.ts';
import type { Desk } from './desk.ts';
import { filterText } from './list/active-filters.ts';
import type { TokenList } from './list/token-list.ts';
import type { View } from './use-view.ts';

async function ready<T>(loaded: T): Promise<T> {
  await wordsReady();
  return loaded;
}

const AddDialog = lazy(() => import('./add/add-dialog.tsx').then(ready));
const ImportDialog = lazy(() => import('./transfer/import-dialog.tsx').then(ready));
const ExportDialog = lazy(() => import('./transfer/export-dialog.tsx').then(ready));
const BulkDialog = lazy(() => import('./bulk/bulk-dialog.tsx').then(ready));
const LimitsDialog = lazy(() => import('./bulk/limits-dialog.tsx').then(ready));

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
    <Suspense>
      <Show when={view.dialog() === 'add'}>
        <AddDialog
          onClose={closeAddress}
          onImport={() => view.show('import')}
          onOpen={props.onOpen}
          onAdded={list.add}
        />
      </Show>
      <Show when={view.dialog() === 'import'}>
        <ImportDialog onClose={closeAddress} onImported={list.reorder} />
      </Show>
      <Show when={desk.exporting()}>
        {(target) => <ExportDialog target={target()} isFiltered={view.isFiltered()} onClose={desk.close} />}
      </Show>
      <Show when={desk.limits()}>
        {(limits) => (
          <LimitsDialog
            {...limits()}
            onClose={desk.close}
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
            onDone={(ids) => {
              list.renew(ids);
              if (bulk.work.action === 'delete') props.onDone();
            }}
          />
        )}
      </Show>
    </Suspense>
  );
}
