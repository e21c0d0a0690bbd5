import Ban from 'lucide-solid/icons/ban';
import CloudOff from 'lucide-solid/icons/cloud-off';
import Coins from 'lucide-solid/icons/coins';
import LogIn from 'lucide-solid/icons/log-in';
import OctagonX from 'lucide-solid/icons/octagon-x';
import Timer from 'lucide-solid/icons/timer';
import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { useNow } from '../../ui/clock.tsx';
import { cx } from '../../ui/cx.ts';
import { Emphasised } from '../../ui/emphasis.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { SOFT } from '../../ui/tone.ts';
import { type AttentionRow, attentionRows } from './attention-rows.ts';
import { links } from './links.ts';
import { Part } from './part.tsx';
import type { OverviewQueries } from './use-overview.ts';
import { words } from './words.ts';

const ICON = {
  stopped: OctagonX,
  outage: CloudOff,
  'signed-out': LogIn,
  disabled: Ban,
  'out-of-credits': Coins,
  cooling: Timer,
};
const MOST = 3;

/** What needs somebody to look at it, the worst first; nothing at all when all is well. */
export function Attention(props: { overview: OverviewQueries }) {
  return (
    <Part query={props.overview.troubles} failed={words().failed.attention} skeleton={null}>
      {(troubles) => <Rows overview={props.overview} troubles={troubles()} />}
    </Part>
  );
}

function Rows(props: { overview: OverviewQueries; troubles: Parameters<typeof attentionRows>[1] }) {
  const now = useNow();
  const rows = () => attentionRows(props.overview.pool.data, props.troubles, now());
  const more = () => rows().length - MOST;
  return (
    <Show when={rows().length > 0}>
      <section
        aria-label={words().attention.title}
        class="overflow-hidden rounded-card border border-line bg-panel shadow-card"
      >
        <ul>
          <For
            each={rows()
              .slice(0, MOST)
              .map((_, index) => index)}
          >
            {(index) => <Show when={rows()[index]}>{(row) => <Row row={row()} />}</Show>}
          </For>
        </ul>
        <Show when={more() > 0}>
          <p class="border-t border-line px-4 py-2 text-label">
            <TextLink alone quiet href={links.tokens()}>
              {words().attention.more(more())}
            </TextLink>
          </p>
        </Show>
      </section>
    </Show>
  );
}

function Row(props: { row: AttentionRow }) {
  return (
    <li class="flex min-h-11 items-center gap-3 px-3 py-2 not-first:border-t not-first:border-line">
      <span
        class={cx(
          'grid size-6 shrink-0 place-items-center rounded-pill [&>.lucide-icon]:size-3.5',
          SOFT[props.row.tone],
        )}
      >
        <Dynamic component={ICON[props.row.kind]} />
      </span>
      <p class="tabular min-w-0 flex-1 text-ink-2">
        <Emphasised text={props.row.sentence} isCut />
      </p>
      <LinkButton href={props.row.action.href} size="small" kind={props.row.action.isUrgent ? 'plain' : 'ghost'}>
        {props.row.action.label}
      </LinkButton>
    </li>
  );
}
