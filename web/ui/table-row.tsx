import { createEffect, createSignal, For, type JSX, mergeProps, on, onCleanup, Show } from 'solid-js';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import type { TableLayout } from './table-layout.ts';
import type { Column } from './table-types.ts';
import { words } from './words.ts';

interface TableRowProps<Row> {
  rowKey: string;
  row: () => Row;
  layout: TableLayout<Row>;
}

/** What has a click of its own. */
const ACTIVE = 'a,button,input,label,select,textarea,[role=menu],[role=menuitem],[role=dialog]';
const TINT_MS = 600;

/** One row; on a phone a card of the columns that are meant for it. */
export function TableRow<Row>(props: TableRowProps<Row>) {
  const table = props.layout.table;
  // Reads of its fields are followed one by one, so a cell is drawn again only for what it shows.
  const row = mergeProps(() => props.row() as object) as Row;
  const isTinted = createTint(() => table.changes?.(row));
  const isTicked = () => table.selection?.has(props.rowKey) ?? false;
  const isOpen = () => table.openKey === props.rowKey;
  const onClick = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    const target = event.target as Element;
    if (target.closest(ACTIVE) !== null || !event.currentTarget.contains(target)) return;
    if (document.getSelection()?.type === 'Range') return; // somebody is marking text
    event.currentTarget.querySelector<HTMLElement>('[data-lead]')?.click();
  };
  return (
    <div
      role="row"
      tabindex="-1"
      data-key={props.rowKey}
      aria-selected={table.selection === undefined ? undefined : isTicked()}
      data-open={isOpen() ? '' : undefined}
      onClick={onClick}
      onFocusIn={() => props.layout.setActive(props.rowKey)}
      class={cx(
        'grid items-center border-b border-line outline-offset-[-2px]',
        props.layout.isPhone() ? 'gap-x-2 px-3 py-2.5' : '[grid-template-columns:var(--tracks)]',
        props.layout.isPhone() && (table.selection ? 'grid-cols-[auto_1fr_auto]' : 'grid-cols-[1fr_auto]'),
        !props.layout.isPhone() && (table.compact ? 'min-h-9' : 'min-h-11'),
        isTicked() ? 'row-selected' : isOpen() ? 'bg-hover shadow-[inset_2px_0_var(--accent)]' : 'hover:bg-hover',
        isTinted() && 'row-changed',
        (table.href ?? table.onOpen) && 'cursor-pointer',
      )}
    >
      <Show when={table.selection}>
        {(selection) => (
          <div role="cell" class="pl-2.5 max-md:pl-0">
            <Checkbox
              aria-label={words().select(table.rowName(row))}
              checked={isTicked()}
              onChange={(_, isRange) => selection().toggle(props.rowKey, props.layout.order(), isRange)}
            />
          </div>
        )}
      </Show>
      <Show when={props.layout.isPhone()} fallback={<WideCells row={row} layout={props.layout} />}>
        <PhoneCells row={row} layout={props.layout} />
      </Show>
    </div>
  );
}

interface CellsProps<Row> {
  row: Row;
  layout: TableLayout<Row>;
}

function WideCells<Row>(props: CellsProps<Row>) {
  return (
    <>
      <For each={props.layout.columns()}>
        {(column, index) => (
          <Cell class={cx('px-2.5', column.align === 'end' && 'justify-end text-right')}>
            <Content row={props.row} column={column} layout={props.layout} isLead={index() === 0} />
          </Cell>
        )}
      </For>
      <Show when={props.layout.table.menu}>{(menu) => <Cell class="justify-end pr-2">{menu()(props.row)}</Cell>}</Show>
    </>
  );
}

function PhoneCells<Row>(props: CellsProps<Row>) {
  const columns = () => props.layout.table.columns;
  const placed = (where: 'under' | 'end') => columns().filter((column, index) => index > 0 && column.phone === where);
  const stack = (list: Column<Row>[]) => (
    <For each={list}>
      {(column) => <Content row={props.row} column={column} layout={props.layout} isLead={false} />}
    </For>
  );
  return (
    <>
      <Cell class="flex-col items-start gap-1.5">
        <For each={columns().slice(0, 1)}>
          {(column) => <Content row={props.row} column={column} layout={props.layout} isLead />}
        </For>
        {stack(placed('under'))}
      </Cell>
      <Cell class="gap-1 self-stretch">
        <div class="flex flex-col items-start justify-between gap-1.5 self-stretch">{stack(placed('end'))}</div>
        <Show when={props.layout.table.menu}>{(menu) => menu()(props.row)}</Show>
      </Cell>
    </>
  );
}

function Cell(props: { class?: string; children: JSX.Element }) {
  return (
    <div role="cell" class={cx('flex min-w-0 items-center', props.class)}>
      {props.children}
    </div>
  );
}

/** What a column shows of a row; of the lead it is the way into the row. */
function Content<Row>(props: CellsProps<Row> & { column: Column<Row>; isLead: boolean }) {
  const table = props.layout.table;
  const look = 'target block min-w-0 max-w-full text-left';
  const shown = () => props.column.cell(props.row);
  if (props.isLead && table.href !== undefined) {
    // It opens over the list, which stays where it is; another page goes to its top by itself.
    return (
      <a data-lead noScroll href={table.href(props.row)} class={look}>
        <span class="block truncate">{shown()}</span>
      </a>
    );
  }
  if (props.isLead && table.onOpen !== undefined) {
    return (
      <button type="button" data-lead onClick={() => table.onOpen?.(props.row)} class={look}>
        <span class="block truncate">{shown()}</span>
      </button>
    );
  }
  return <div class="min-w-0 max-w-full truncate *:align-middle">{shown()}</div>;
}

/** True for a moment after the value has changed. */
function createTint(value: () => unknown): () => boolean {
  const [isTinted, setTinted] = createSignal(false);
  createEffect(
    on(
      value,
      () => {
        setTinted(true);
        const timer = setTimeout(() => setTinted(false), TINT_MS);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  return isTinted;
}
