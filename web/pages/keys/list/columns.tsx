import { Show } from 'solid-js';
import { credits, dateTime, list } from '../../../format.ts';
import { type Beat, Beats } from '../../../ui/beats.tsx';
import { cx } from '../../../ui/cx.ts';
import { Count } from '../../../ui/figures.tsx';
import { Pill } from '../../../ui/pill.tsx';
import type { Column } from '../../../ui/table-types.ts';
import { TimeAgo } from '../../../ui/time.tsx';
import { attachTooltip } from '../../../ui/tooltip.tsx';
import { type Key, type KeyUsage, maskOf } from '../keys.ts';
import { words } from '../words.ts';
import { KeyBadge } from './key-badge.tsx';

/** The columns of the list of keys. */
export const columns = (usage: KeyUsage): Column<Key>[] => [
  { id: 'name', header: words().columns.name, width: 'minmax(11rem, 2.4fr)', cell: (key) => <Name of={key} /> },
  {
    id: 'state',
    header: words().columns.state,
    width: '7rem',
    phone: 'end',
    cell: (key) => <KeyBadge of={key} />,
  },
  { id: 'models', header: words().columns.models, width: '6.5rem', from: 'lg', cell: (key) => <Models of={key} /> },
  {
    id: 'limits',
    header: words().columns.limits,
    width: 'minmax(8rem, 1fr)',
    from: 'lg',
    cell: (key) => limitsOf(key),
  },
  {
    id: 'today',
    header: words().columns.today,
    width: '7.5rem',
    align: 'end',
    cell: (key) => <Spent used={usage.today(key.id)} limit={key.creditsPerDay} />,
  },
  {
    id: 'month',
    header: words().columns.month,
    width: '7.5rem',
    align: 'end',
    from: 'lg',
    cell: (key) => <Spent used={usage.month(key.id)} limit={key.creditsPerMonth} />,
  },
  {
    id: 'expires',
    header: words().columns.expires,
    width: '7rem',
    from: 'xl',
    cell: (key) => <Expires at={key.expiresAt} />,
  },
  {
    id: 'used',
    header: words().columns.used,
    width: '7rem',
    phone: 'under',
    cell: (key) => (
      <Show
        when={key.lastUsedAt}
        fallback={<span class="text-ink-3">{key.source === 'stored' ? words().notUsed : '–'}</span>}
      >
        {(at) => <TimeAgo at={at()} class="text-ink-2" />}
      </Show>
    ),
  },
  {
    id: 'hour',
    header: words().columns.hour,
    width: '8.5rem',
    phone: 'end',
    cell: (key) => <Hour of={key} usage={usage} />,
  },
];

function Name(props: { of: Key }) {
  return (
    <span class="block leading-4.5">
      <span class="flex items-center gap-1.5">
        <span class="truncate font-550">{props.of.name}</span>
        <Show when={props.of.source === 'configured'}>
          <Pill outline>{words().states.configured}</Pill>
        </Show>
      </span>
      <span class="block truncate font-mono text-micro text-ink-3">{maskOf(props.of)}</span>
    </span>
  );
}

function Models(props: { of: Key }) {
  return (
    <Show when={props.of.models} fallback={<span class="text-ink-2">{words().allModels}</span>}>
      {(models) => (
        <span ref={(element) => attachTooltip(element, () => list([...models()]))}>
          {words().models(models().length)}
        </span>
      )}
    </Show>
  );
}

function limitsOf({ requestsPerMinute, jobsAtOnce }: Key) {
  const parts = [
    requestsPerMinute !== null && words().perMinute(requestsPerMinute),
    jobsAtOnce !== null && words().atOnce(jobsAtOnce),
  ].filter((part) => part !== false);
  return <span class={parts.length === 0 ? 'text-ink-3' : 'tabular'}>{parts.join(' · ') || words().noLimit}</span>;
}

const NEARLY = 0.8;

/** Credits that were spent, and how much of the limit that is. */
function Spent(props: { used: number; limit: number | null }) {
  const share = () => (props.limit === null ? 0 : Math.min(1, props.used / props.limit));
  const ground = () => (share() >= 1 ? 'bg-bad-solid' : share() >= NEARLY ? 'bg-warn-solid' : 'bg-ink-3');
  return (
    <span class="block">
      <span class="tabular block leading-4">
        {credits(props.used)}
        <Show when={props.limit}>{(limit) => <span class="text-ink-3"> / {credits(limit())}</span>}</Show>
      </span>
      <Show when={props.limit !== null}>
        <span class="bar mt-1 ml-auto block h-0.75 w-16 overflow-hidden rounded-full bg-line-2">
          <i class={cx('block h-full rounded-full', ground())} style={{ width: `${share() * 100}%` }} />
        </span>
      </Show>
    </span>
  );
}

function Expires(props: { at: number | null }) {
  return (
    <Show when={props.at} fallback={<span class="text-ink-3">{words().never}</span>}>
      {(at) => (
        <span ref={(element) => attachTooltip(element, () => dateTime(at()))}>
          <TimeAgo at={at()} class="text-ink-2" />
        </span>
      )}
    </Show>
  );
}

function Hour(props: { of: Key; usage: KeyUsage }) {
  const requests = () => props.usage.requests(props.of.id);
  return (
    <span class="flex items-center gap-2">
      <Beats
        class="w-16"
        beats={props.usage.beats(props.of.id).map(beatOf)}
        label={words().beats(props.of.name, requests().failed, requests().all)}
      />
      <Count value={requests().all} class="text-ink-2" />
    </span>
  );
}

function beatOf({ requests, failed }: { requests: number; failed: number }): Beat {
  if (requests === 0) return 'none';
  if (failed === 0) return 'ok';
  return failed * 2 > requests ? 'bad' : 'warn';
}
