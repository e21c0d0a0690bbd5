import type { Column, DataTableProps } from './table-types.ts';

/** What the rows of a table share. */
export interface TableLayout<Row> {
  table: DataTableProps<Row>;
  isPhone: () => boolean;
  /** Columns that the window has room for. */
  columns: () => Column<Row>[];
  /** Keys of the rows as they are listed. */
  order: () => string[];
  /** The row that `j` and `k` have come to. */
  active: () => string | undefined;
  setActive: (key: string | undefined) => void;
}

/** The tracks of the grid: tick box, columns, menu. */
export function tracks<Row>({ table, columns }: TableLayout<Row>): string {
  const widths = columns().map((column) => column.width ?? 'minmax(0, 1fr)');
  return [table.selection && '2.75rem', ...widths, table.menu && '2.75rem'].filter(Boolean).join(' ');
}
