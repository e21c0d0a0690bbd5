import type { JSX } from 'solid-js';
import type { Width } from './media-query.ts';
import type { Selection } from './selection.ts';

/** By which column the server sorts. */
export interface Sort {
  by: string;
  descending: boolean;
}

/** One column. The first of a table is its lead: the name of the row, and the link to it. */
export interface Column<Row> {
  id: string;
  header: string;
  /** Read the row's fields in the markup: they go on by themselves when the row changes. */
  cell: (row: Row) => JSX.Element;
  /** Figures stand at the end. */
  align?: 'start' | 'end' | undefined;
  /** Whether the server sorts by it; the first click sorts upwards, unless this says otherwise. */
  sort?: 'ascending' | 'descending' | undefined;
  /** A track of a CSS grid: `7rem`, `minmax(8rem, 2fr)`; an even share of the rest when left out. */
  width?: string | undefined;
  /** Shown from this width of the window on. */
  from?: Width | undefined;
  /** Where it is on a phone: under the lead, or at the end of the row. Not at all when left out. */
  phone?: 'under' | 'end' | undefined;
}

export interface DataTableProps<Row> {
  /** What it lists. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** What a row is called, for screen readers: `Select north-02`. */
  rowName: (row: Row) => string;
  /** Where a row leads to: its drawer. */
  href?: ((row: Row) => string) | undefined;
  /** What opens a row that has no address. */
  onOpen?: ((row: Row) => void) | undefined;
  /** The row whose drawer is open. */
  openKey?: string | undefined;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
  /** From `createSelection()`; puts a tick box before each row. */
  selection?: Selection | undefined;
  /** At the end of each row: a `Menu`. */
  menu?: ((row: Row) => JSX.Element) | undefined;
  /** The row is tinted for a moment when this changes: its state. */
  changes?: ((row: Row) => unknown) | undefined;
  /** 36 pixels instead of 44. */
  compact?: boolean | undefined;
  /** Nothing has come yet: rows of grey. */
  isLoading?: boolean | undefined;
  /** The next page, loaded when the end comes into view. */
  more?: { has: boolean; isLoading: boolean; load: () => void } | undefined;
  /** Instead of rows: an `EmptyState`, or `NoMatch` when a filter is on. */
  empty: JSX.Element;
  /** Inside of a card or drawer: no frame of its own, and its head does not stick. */
  isInset?: boolean | undefined;
}
