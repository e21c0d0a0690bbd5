import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DataTable } from './data-table.tsx';
import { setLettersOn } from './keyboard.ts';
import { createSelection } from './selection.ts';

interface Row {
  id: string;
  state: string;
}

afterEach(cleanup);
beforeEach(() => {
  setLettersOn(true);
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
});

function show() {
  const selection = createSelection();
  const opened = vi.fn();
  const [rows, setRows] = createSignal<Row[]>(['a', 'b', 'c'].map((id) => ({ id, state: 'on' })));
  render(() => (
    <DataTable
      label="Tokens"
      rows={rows()}
      rowKey={(row) => row.id}
      rowName={(row) => row.id}
      onOpen={(row) => opened(row.id)}
      selection={selection}
      columns={[
        { id: 'id', header: 'Name', cell: (row) => row.id },
        { id: 'state', header: 'State', cell: (row) => <b>{row.state}</b> },
      ]}
      changes={(row) => row.state}
      empty="none"
    />
  ));
  const press = (key: string, shiftKey = false) =>
    fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey });
  return { selection, opened, setRows, press };
}

test('j and k go from row to row, x ticks, Shift with x ticks a range, Enter opens', () => {
  const { selection, opened, press } = show();
  press('j');
  press('x');
  press('j');
  press('j');
  press('X', true);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ['a', 'b', 'c'] });
  press('k');
  press('Enter');
  expect(opened).toHaveBeenCalledExactlyOnceWith('b');
  press('Escape');
  expect(selection.count()).toBe(0);
});

test('letters do nothing when they are switched off, nor while somebody types', () => {
  const { selection, press } = show();
  press('j');
  setLettersOn(false);
  press('x');
  expect(selection.count()).toBe(0);
  setLettersOn(true);
  const input = document.body.appendChild(document.createElement('input'));
  input.focus();
  press('x');
  input.remove();
  expect(selection.count()).toBe(0);
});

test('a row that changes keeps its place in the page, and is tinted', () => {
  const { setRows } = show();
  const row = screen.getAllByRole('row')[2];
  setRows((rows) => rows.map((each) => (each.id === 'b' ? { id: 'b', state: 'off' } : each)));
  expect(screen.getAllByRole('row')[2]).toBe(row);
  expect(row?.textContent).toContain('off');
  expect(row?.className).toContain('row-changed');
});

test('an empty page that is not the last is no answer yet: the next one is looked for', () => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  const load = vi.fn();
  const [has, setHas] = createSignal(true);
  render(() => (
    <DataTable
      label="Lines"
      rows={[] as Row[]}
      rowKey={(row) => row.id}
      rowName={(row) => row.id}
      columns={[{ id: 'id', header: 'Name', cell: (row) => row.id }]}
      more={{ has: has(), isLoading: false, load }}
      empty={<p>none</p>}
    />
  ));
  expect(screen.queryByText('none')).toBeNull();
  fireEvent.click(screen.getByRole('button'));
  expect(load).toHaveBeenCalledOnce();
  setHas(false);
  expect(screen.getByText('none')).toBeDefined();
});
