import DoorOpen from 'lucide-solid/icons/door-open';
import { Show } from 'solid-js';
import { day, fullTime, number, time } from '../../../format.ts';
import { cx } from '../../../ui/cx.ts';
import { Duration } from '../../../ui/figures.tsx';
import type { Column } from '../../../ui/table-types.ts';
import { attachTooltip } from '../../../ui/tooltip.tsx';
import type { RequestRow } from '../phases.ts';
import { reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import { PhaseBar } from './phase-bar.tsx';
import { ResultThumb } from './result-thumb.tsx';
import { StatusPill } from './status-pill.tsx';

/** The columns of the log. */
export const columns = (): Column<RequestRow>[] => [
  { id: 'time', header: words().columns.time, width: '5.75rem', cell: (row) => <When at={row.at} /> },
  {
    id: 'status',
    header: words().columns.status,
    width: '5rem',
    phone: 'end',
    cell: (row) => (
      <span class="flex items-center gap-1.5">
        <StatusPill status={row.status} />
        <Show when={row.callerLeft}>
          <CallerLeft />
        </Show>
      </span>
    ),
  },
  { id: 'request', header: words().columns.request, width: 'minmax(12rem, 2fr)', phone: 'under', cell: Called },
  {
    id: 'model',
    header: words().columns.model,
    width: 'minmax(8rem, 1.4fr)',
    phone: 'under',
    cell: (row) => <Model row={row} />,
  },
  {
    id: 'key',
    header: words().columns.key,
    width: 'minmax(6rem, 1fr)',
    from: 'lg',
    cell: (row) => <span class="text-ink-2">{row.apiKeyName ?? row.apiKeyId ?? '–'}</span>,
  },
  {
    id: 'token',
    header: words().columns.token,
    width: 'minmax(6rem, 1fr)',
    from: 'xl',
    cell: (row) => <span class="text-ink-2">{tokenOf(row)}</span>,
  },
  {
    id: 'duration',
    header: words().columns.duration,
    width: '7rem',
    phone: 'end',
    cell: (row) => (
      <span class="block w-22">
        <Duration value={row.durationMs} class="mb-1 block leading-4" />
        <PhaseBar row={row} />
      </span>
    ),
  },
  {
    id: 'attempts',
    header: words().columns.attempts,
    width: '5.5rem',
    align: 'end',
    from: 'xl',
    cell: (row) => <Attempts row={row} />,
  },
  {
    id: 'result',
    header: words().columns.result,
    width: '4.5rem',
    cell: (row) => (
      <Show when={row.job?.result} fallback={<span class="text-ink-3">–</span>}>
        {(result) => <ResultThumb result={result()} count={row.job?.results ?? 1} />}
      </Show>
    ),
  },
];

/** The token that did the work, by its name; by its number when it is gone. */
export function tokenOf({ tokenId, tokenName }: Pick<RequestRow, 'tokenId' | 'tokenName'>): string {
  return tokenName ?? (tokenId === null ? '–' : words().tokenNumber(tokenId));
}

const DAY_MS = 86_400_000;

function When(props: { at: number }) {
  const isOld = () => Date.now() - props.at > DAY_MS;
  return (
    <time class="tabular block leading-4" datetime={new Date(props.at).toISOString()} title={fullTime(props.at)}>
      {time(props.at)}
      <Show when={isOld()}>
        <span class="block text-label text-ink-3">{day(props.at)}</span>
      </Show>
    </time>
  );
}

function Called(row: RequestRow) {
  return (
    <span class="block leading-4">
      <span class="block truncate font-mono text-label">
        <span class="text-ink-3">{row.method}</span> {row.route}
      </span>
      <Show when={row.errorCode}>
        {(code) => (
          <span class={cx('block truncate text-label', row.status >= 500 ? 'text-bad' : 'text-warn')}>
            {reasonText(code())}
          </span>
        )}
      </Show>
    </span>
  );
}

function Model(props: { row: RequestRow }) {
  const dot = () => (props.row.kind === 'video' ? 'bg-video' : 'bg-image');
  return (
    <span class="flex min-w-0 items-center gap-1.75">
      <Show when={props.row.kind}>
        {(kind) => (
          <>
            <i class={cx('size-2 shrink-0 rounded-[2.5px]', dot())} aria-hidden="true" />
            <span class="sr-only">{words().kinds[kind()]}</span>
          </>
        )}
      </Show>
      <span class="truncate">{props.row.model ?? '–'}</span>
    </span>
  );
}

function Attempts(props: { row: RequestRow }) {
  const count = () => props.row.job?.attempts ?? 0;
  return (
    <span class={cx('tabular', count() > 1 ? 'text-warn' : 'text-ink-2')}>{count() === 0 ? '–' : number(count())}</span>
  );
}

function CallerLeft() {
  return (
    <span
      role="img"
      aria-label={words().callerLeft}
      ref={(element) => attachTooltip(element, () => words().callerLeft)}
    >
      <DoorOpen class="size-3.5 text-ink-3" />
    </span>
  );
}
