import type { Column } from '../../../ui/table-types.ts';
import { Time } from '../../../ui/time.tsx';
import { PlanPill } from '../plan-pill.tsx';
import { TokenStateBadge } from '../token-state.tsx';
import type { TokenRow } from '../token-types.ts';
import { words } from '../words.ts';
import type { BeatSource } from './beats.ts';
import { AccessCell, BeatsCell, CreditsCell, SlotsCell, TokenName, UsedCell } from './cells.tsx';

/** Columns that are shown when somebody asks for them. */
export const OPTIONAL = ['remark', 'project', 'proxy', 'errors', 'created'] as const;
export type OptionalColumn = (typeof OPTIONAL)[number];

interface ColumnsProps {
  beats: BeatSource;
  extra: readonly OptionalColumn[];
  /** A time of return has come. */
  onOver: (row: TokenRow) => void;
}

/** The columns of the tokens, the optional ones before the last. */
export function tokenColumns({ beats, extra, onOver }: ColumnsProps): Column<TokenRow>[] {
  const name = words().columns;
  const optional = (Object.keys(MADE) as OptionalColumn[]).filter((id) => extra.includes(id)).map((id) => MADE[id]());
  return [
    {
      id: 'name',
      header: name.token,
      sort: 'ascending',
      width: 'minmax(9.5rem, 1.5fr)',
      cell: (row) => <TokenName row={row} />,
    },
    {
      id: 'state',
      header: name.state,
      sort: 'ascending',
      width: 'minmax(8.5rem, 1.2fr)',
      phone: 'end',
      cell: (row) => <TokenStateBadge seen={row.seen} onOver={() => onOver(row)} />,
    },
    { id: 'plan', header: name.plan, width: '4.5rem', cell: (row) => <PlanPill plan={row.tier} /> },
    {
      id: 'credits',
      header: name.credits,
      sort: 'descending',
      align: 'end',
      width: '6rem',
      phone: 'under',
      cell: (row) => <CreditsCell row={row} />,
    },
    {
      id: 'access',
      header: name.access,
      width: 'minmax(7.5rem, 1fr)',
      from: 'xl',
      cell: (row) => <AccessCell row={row} />,
    },
    {
      id: 'images',
      header: name.images,
      width: '6.25rem',
      from: 'lg',
      cell: (row) => <SlotsCell row={row} kind="image" />,
    },
    {
      id: 'videos',
      header: name.videos,
      width: '5.75rem',
      from: 'lg',
      cell: (row) => <SlotsCell row={row} kind="video" />,
    },
    {
      id: 'beats',
      header: name.beats,
      width: '8.75rem',
      phone: 'end',
      cell: (row) => <BeatsCell row={row} source={beats} />,
    },
    ...optional,
    {
      id: 'last-used',
      header: name.used,
      sort: 'descending',
      align: 'end',
      width: '5.75rem',
      from: 'lg',
      cell: (row) => <UsedCell row={row} />,
    },
  ];
}

const quiet = (text: string | null | undefined) => <span class="text-ink-2">{text ?? '–'}</span>;

const MADE: Record<OptionalColumn, () => Column<TokenRow>> = {
  remark: () => ({ id: 'remark', header: words().columns.remark, from: 'lg', cell: (row) => quiet(row.remark) }),
  project: () => ({
    id: 'project',
    header: words().columns.project,
    from: 'lg',
    cell: (row) => quiet(row.projects[0]?.title ?? row.projects[0]?.id),
  }),
  proxy: () => ({ id: 'proxy', header: words().columns.proxy, from: 'lg', cell: (row) => quiet(row.wanted.proxy) }),
  errors: () => ({
    id: 'errors',
    header: words().columns.errors,
    align: 'end',
    width: '6.5rem',
    from: 'lg',
    cell: (row) => (
      <span class={row.seen.consecutiveErrors > 0 ? 'tabular text-bad' : 'tabular text-ink-3'}>
        {row.seen.consecutiveErrors}
      </span>
    ),
  }),
  created: () => ({
    id: 'created',
    header: words().columns.created,
    sort: 'descending',
    width: '9rem',
    from: 'lg',
    cell: (row) => <Time at={row.createdAt} withDate class="text-ink-2" />,
  }),
};
