import { createMemo, createSignal, For, Show } from 'solid-js';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Pill } from '../../../ui/pill.tsx';
import type { Column } from '../../../ui/table-types.ts';
import { Tabs } from '../../../ui/tabs.tsx';
import type { Tone } from '../../../ui/tone.ts';
import { words } from '../words.ts';
import type { ImportedRow, Report } from './create-import.ts';

type Outcome = ImportedRow['outcome'];

const TONE: Record<Outcome, Tone> = { added: 'ok', updated: 'accent', 'already-here': 'plain', invalid: 'bad' };
const OUTCOMES: readonly Outcome[] = ['added', 'updated', 'already-here', 'invalid'];
/** More at once would make the dialog slow; they are there when they are asked for. */
const SHOWN = 200;

interface ImportTableProps {
  rows: ImportedRow[];
  format: Report['format'];
  notes: Report['notes'];
  /** It was done, not only looked at. */
  isDone?: boolean | undefined;
}

/** What becomes of each account, those that cannot be taken first. */
export function ImportTable(props: ImportTableProps) {
  const [shown, setShown] = createSignal<Outcome | 'all'>('all');
  const [isAll, setAll] = createSignal(false);
  const label = (outcome: Outcome) => (props.isDone ? words().import.doneOutcomes : words().import.outcomes)[outcome];
  const count = (outcome: Outcome) => props.rows.filter((row) => row.outcome === outcome).length;
  const rows = createMemo(() => {
    const wanted = props.rows.filter(({ outcome }) => shown() === 'all' || outcome === shown());
    return wanted.sort((one, other) => rank(one) - rank(other) || one.line - other.line);
  });
  const tabs = () => [
    { value: 'all' as const, label: words().allTokens, count: props.rows.length },
    ...OUTCOMES.filter((outcome) => count(outcome) > 0).map((outcome) => ({
      value: outcome,
      label: label(outcome),
      count: count(outcome),
    })),
  ];
  const columns = (): Column<ImportedRow>[] => [
    {
      id: 'email',
      header: words().import.columns.email,
      width: 'minmax(12rem, 1.2fr)',
      cell: (row) => <span class="font-500">{row.email ?? `${words().import.columns.line} ${row.line}`}</span>,
    },
    {
      id: 'outcome',
      header: words().import.columns.outcome,
      width: '8rem',
      phone: 'end',
      cell: (row) => <Pill tone={TONE[row.outcome]}>{label(row.outcome)}</Pill>,
    },
    {
      id: 'detail',
      header: words().import.columns.detail,
      width: 'minmax(12rem, 2fr)',
      phone: 'under',
      cell: (row) => (
        <span class="block py-2 whitespace-normal text-ink-2" title={detailOf(row)}>
          {detailOf(row)}
        </span>
      ),
    },
    {
      id: 'line',
      header: words().import.columns.line,
      width: '4rem',
      align: 'end',
      cell: (row) => <span class="tabular text-ink-3">{row.line}</span>,
    },
  ];
  return (
    <div>
      <For each={props.notes}>
        {(note) => (
          <Notice kind="warn" class="mb-3">
            {said(note)}
          </Notice>
        )}
      </For>
      <div class="mb-2 flex flex-wrap items-center gap-3">
        <Tabs label={words().import.pages} options={tabs()} value={shown()} onChange={setShown} />
        <span class="ml-auto text-label text-ink-3">{words().import.formats[props.format]}</span>
      </div>
      <div class="rounded-control border border-line">
        <DataTable
          isInset
          label={words().import.title}
          columns={columns()}
          rows={isAll() ? rows() : rows().slice(0, SHOWN)}
          rowKey={(row) => String(row.line)}
          rowName={(row) => row.email ?? String(row.line)}
          empty={<EmptyState text={words().import.nothing} />}
        />
      </div>
      <Show when={!isAll() && rows().length > SHOWN}>
        <div class="mt-2 flex justify-center">
          <Button kind="ghost" size="small" onClick={() => setAll(true)}>
            {words().import.showAll(rows().length)}
          </Button>
        </div>
      </Show>
    </div>
  );
}

const rank = ({ outcome }: ImportedRow): number => (outcome === 'invalid' ? 0 : 1);

/** Names of what changes come from the server, reasons in its words. */
function detailOf({ outcome, detail, name, email }: ImportedRow): string {
  if (outcome === 'already-here') return words().import.hereAs(name ?? email ?? '');
  if (detail === null) return '–';
  if (outcome === 'invalid') return said(detail);
  const fields: Record<string, string> = words().import.fields;
  return detail
    .split(', ')
    .map((field) => fields[field] ?? field)
    .join(', ');
}
