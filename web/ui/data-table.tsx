import { createMemo, createSignal, Show } from 'solid-js';
import { cx } from './cx.ts';
import { LoadMore } from './load-more.tsx';
import { useWidths } from './media-query.ts';
import { SkeletonRows } from './skeleton-rows.tsx';
import { TableHead } from './table-head.tsx';
import { listenForTableKeys } from './table-keys.ts';
import { type TableLayout, tracks } from './table-layout.ts';
import { TableRow } from './table-row.tsx';
import type { DataTableProps } from './table-types.ts';
import { VirtualRows } from './virtual-rows.tsx';

/** A list of the server's: sorted and filtered there, shown, ticked and opened here. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isFrom = useWidths();
  const [active, setActive] = createSignal<string>();
  const byKey = createMemo(() => new Map(props.rows.map((row) => [props.rowKey(row), row])));
  const order = createMemo(() => [...byKey().keys()]);
  const isPhone = () => !isFrom('md');
  const layout: TableLayout<Row> = {
    table: props,
    isPhone,
    columns: createMemo(() => props.columns.filter((column) => column.from === undefined || isFrom(column.from))),
    order,
    active,
    setActive,
  };
  const row = (key: string) => {
    const last = createLast(() => byKey().get(key));
    return <TableRow rowKey={key} row={last} layout={layout} />;
  };
  const isEmpty = () => order().length === 0;
  let root!: HTMLDivElement;
  listenForTableKeys(() => root, layout);
  return (
    <div class={cx('min-w-0 overflow-clip', !props.isInset && 'rounded-card border border-line bg-panel shadow-card')}>
      <div
        ref={root}
        role="table"
        aria-label={props.label}
        aria-busy={props.isLoading}
        aria-rowcount={props.more?.has ? -1 : order().length + 1}
        style={{ '--tracks': tracks(layout) }}
        class="[&_[role=row]:last-child]:-mb-px"
      >
        <TableHead layout={layout} />
        <div role="rowgroup">
          <VirtualRows keys={order()} height={isPhone() ? 83 : props.compact ? 37 : 45}>
            {row}
          </VirtualRows>
        </div>
      </div>
      <Show when={isEmpty()}>
        <Show when={props.isLoading || props.more?.has} fallback={props.empty}>
          <SkeletonRows compact={props.compact} />
        </Show>
      </Show>
      <Show when={!props.isLoading && props.more?.has && props.more}>{(more) => <LoadMore {...more()} />}</Show>
    </div>
  );
}

/** The last value there was: a row that is just being taken away is drawn as it was. */
function createLast<T>(read: () => T | undefined): () => T {
  return createMemo<T | undefined>((was) => read() ?? was) as () => T;
}
