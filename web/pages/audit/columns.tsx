import ArrowRight from 'lucide-solid/icons/arrow-right';
import Bot from 'lucide-solid/icons/bot';
import CircleX from 'lucide-solid/icons/circle-x';
import Server from 'lucide-solid/icons/server';
import User from 'lucide-solid/icons/user';
import UserX from 'lucide-solid/icons/user-x';
import { Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { date, fullTime, time } from '../../format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Column } from '../../ui/table-types.ts';
import { aboutText, actionText, actorText, detailText, firstChange, valueText } from './show-line.ts';
import type { Line } from './use-audit.ts';
import { words } from './words.ts';

/** Who, what, old and new, from where, and with what result. */
export const columns = (): Column<Line>[] => [
  { id: 'what', header: words().columns.what, width: 'minmax(11rem, 1.3fr)', cell: (line) => <What line={line} /> },
  {
    id: 'who',
    header: words().columns.who,
    width: 'minmax(7rem, 0.8fr)',
    phone: 'under',
    cell: (line) => <Who line={line} />,
  },
  {
    id: 'change',
    header: words().columns.change,
    width: 'minmax(10rem, 1.7fr)',
    from: 'md',
    cell: (line) => <Changed line={line} />,
  },
  {
    id: 'from',
    header: words().columns.from,
    width: '8.5rem',
    from: 'lg',
    cell: (line) => <span class="truncate font-mono text-label text-ink-2">{line.address ?? '–'}</span>,
  },
  {
    id: 'result',
    header: words().columns.result,
    width: '6.5rem',
    phone: 'end',
    cell: (line) => <Result outcome={line.outcome} />,
  },
  {
    id: 'when',
    header: words().columns.when,
    width: '8.5rem',
    align: 'end',
    phone: 'end',
    cell: (line) => <When at={line.at} />,
  },
];

function What(props: { line: Line }) {
  return (
    <span class="block min-w-0 leading-4">
      <span class="block truncate font-500">{actionText(props.line.action, props.line.outcome)}</span>
      <Show when={aboutText(props.line)}>
        {(about) => <span class="block truncate font-mono text-micro text-ink-3">{about()}</span>}
      </Show>
    </span>
  );
}

const ICON = { admin: User, token: Bot, service: Server, nobody: UserX };

/** Whoever did it, with a sign for the kind. */
export function Who(props: { line: Pick<Line, 'actorKind' | 'actorName'> }) {
  return (
    <span class="inline-flex min-w-0 max-w-full items-center gap-1.5">
      <Dynamic component={ICON[props.line.actorKind]} class="size-3.5! text-ink-3" aria-hidden="true" />
      <span class="sr-only">{words().kinds[props.line.actorKind]} </span>
      <span class="truncate">{actorText(props.line)}</span>
    </span>
  );
}

function Changed(props: { line: Line }) {
  return (
    <Show
      when={firstChange(props.line)}
      fallback={<span class="truncate text-ink-3">{detailText(props.line) ?? '–'}</span>}
    >
      {(found) => (
        <span class="flex min-w-0 items-center gap-1.5 text-label">
          <span class="shrink-0 text-ink-2">{found().change.field}</span>
          <span class="truncate font-mono text-ink-3">{valueText(found().change.from)}</span>
          <ArrowRight class="size-3! shrink-0 text-ink-3" aria-hidden="true" />
          <span class="truncate font-mono">{valueText(found().change.to)}</span>
          <Show when={found().more > 0}>
            <span class="shrink-0 text-ink-3">{words().more(found().more)}</span>
          </Show>
        </span>
      )}
    </Show>
  );
}

/** Done or refused. */
export function Result(props: { outcome: Line['outcome'] }) {
  return (
    <Show
      when={props.outcome === 'done'}
      fallback={<StateBadge tone="bad" icon={<CircleX />} label={words().outcomes.refused} />}
    >
      <StateBadge tone="ok" label={words().outcomes.done} />
    </Show>
  );
}

function When(props: { at: number }) {
  return (
    <time class="tabular block leading-4" datetime={new Date(props.at).toISOString()} title={fullTime(props.at)}>
      {time(props.at)}
      <span class="block text-micro text-ink-3">{date(props.at)}</span>
    </time>
  );
}
