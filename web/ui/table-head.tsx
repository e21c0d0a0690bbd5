import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { For, Show } from 'solid-js';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import type { TableLayout } from './table-layout.ts';
import type { Column } from './table-types.ts';
import { words } from './words.ts';

/** The names of the columns, by which the table is sorted, and the box that ticks all. */
export function TableHead<Row>(props: { layout: TableLayout<Row> }) {
  const table = () => props.layout.table;
  const cells = () => (
    <div
      role="row"
      class="grid h-9 items-center border-b border-line bg-sunken text-label text-ink-2 [grid-template-columns:var(--tracks)]"
    >
      <Show when={table().selection}>{(selection) => <TickAll layout={props.layout} selection={selection()} />}</Show>
      <For each={props.layout.columns()}>{(column) => <HeadCell column={column} layout={props.layout} />}</For>
      <Show when={table().menu}>
        <div role="columnheader">
          <span class="sr-only">{words().more}</span>
        </div>
      </Show>
    </div>
  );
  return (
    <div role="rowgroup" class={cx('max-md:hidden', !table().isInset && 'sticky top-13 z-2')}>
      {cells()}
    </div>
  );
}

function TickAll<Row>(props: {
  layout: TableLayout<Row>;
  selection: NonNullable<TableLayout<Row>['table']['selection']>;
}) {
  const order = () => props.layout.order();
  const isAll = () => order().length > 0 && order().every(props.selection.has);
  const isMixed = () => props.selection.count() > 0 && !isAll();
  return (
    <div role="columnheader" class="pl-2.5">
      <Checkbox
        aria-label={words().selectAll}
        checked={isAll()}
        mixed={isMixed()}
        onChange={() => props.selection.toggleAll(order())}
      />
    </div>
  );
}

function HeadCell<Row>(props: { column: Column<Row>; layout: TableLayout<Row> }) {
  const table = () => props.layout.table;
  const isOn = () => table().sort?.by === props.column.id;
  const sort = () => {
    const descending = isOn() ? !table().sort?.descending : props.column.sort === 'descending';
    table().onSort?.({ by: props.column.id, descending });
  };
  const direction = () => (isOn() ? (table().sort?.descending ? 'descending' : 'ascending') : undefined);
  return (
    <div
      role="columnheader"
      aria-sort={direction()}
      class={cx('flex min-w-0 px-2.5', props.column.align === 'end' && 'justify-end')}
    >
      <Show when={props.column.sort && table().onSort} fallback={<span class="truncate">{props.column.header}</span>}>
        <button
          type="button"
          title={words().sortBy(props.column.header)}
          onClick={sort}
          class={cx('flex min-h-6 min-w-0 items-center gap-1 hover:text-ink', isOn() && 'font-550 text-ink')}
        >
          <span class="truncate">{props.column.header}</span>
          <Show when={isOn()}>
            {table().sort?.descending ? <ArrowDown class="size-3" /> : <ArrowUp class="size-3" />}
          </Show>
        </button>
      </Show>
    </div>
  );
}
