import ArrowRight from 'lucide-solid/icons/arrow-right';
import CircleCheck from 'lucide-solid/icons/circle-check';
import CloudAlert from 'lucide-solid/icons/cloud-alert';
import ServerCrash from 'lucide-solid/icons/server-crash';
import Ticket from 'lucide-solid/icons/ticket';
import UserRound from 'lucide-solid/icons/user-round';
import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { number } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { SOFT, type Tone } from '../../ui/tone.ts';
import { reasonText } from '../requests/reasons.ts';
import { links } from './links.ts';
import { Part } from './part.tsx';
import type { OverviewQueries } from './use-overview.ts';
import type { Range } from './use-range.ts';
import { words } from './words.ts';

type Failure = NonNullable<OverviewQueries['failures']['data']>[number];

const LOOK = {
  caller: { icon: UserRound, tone: 'plain' },
  token: { icon: Ticket, tone: 'warn' },
  upstream: { icon: CloudAlert, tone: 'warn' },
  service: { icon: ServerCrash, tone: 'bad' },
} as const satisfies Record<Failure['fault'], { icon: unknown; tone: Tone }>;
const MOST = 5;

/** What failed by reason; each leads to it. */
export function FailuresCard(props: { failures: OverviewQueries['failures']; range: Range }) {
  const countOf = (wanted: Failure['of']) =>
    (props.failures.data ?? []).reduce((sum, { of, count }) => sum + (of === wanted ? count : 0), 0);
  const total = () => countOf('requests');
  const inConsole = () => countOf('console');
  return (
    <Card
      title={words().failures.title}
      aside={
        <>
          <Show when={inConsole() > 0}>
            <span class="tabular">{words().failures.all(total() + inConsole())}</span>
          </Show>
          <Show when={total() > 0}>
            <TextLink alone quiet href={links.failedRequests(props.range)} class="tabular flex items-center gap-1">
              {words().failures.total(total())} {words().inRange[props.range]} <ArrowRight class="size-3" />
            </TextLink>
          </Show>
        </>
      }
    >
      <Part query={props.failures} failed={words().failed.failures} skeleton={<SkeletonLines lines={6} />}>
        {(failures) => (
          <Show when={failures().length > 0} fallback={<AllWell range={props.range} />}>
            <ul class="-mt-1">
              <For each={failures().slice(0, MOST)}>
                {(failure) => (
                  <Row failure={failure} range={props.range} isOneOfTwo={isOneOfTwo(failure, failures())} />
                )}
              </For>
            </ul>
          </Show>
        )}
      </Part>
    </Card>
  );
}

/** One reason is counted apart for requests and for the console, which is said in the title where both are there. */
const isOneOfTwo = (failure: Failure, all: readonly Failure[]): boolean =>
  all.some(({ code, of }) => code === failure.code && of !== failure.of);

function AllWell(props: { range: Range }) {
  return (
    <p class="flex h-40 items-center justify-center gap-2 text-ink-2">
      <CircleCheck class="text-ok" />
      {words().failures.none} {words().inRange[props.range]}
    </p>
  );
}

function Row(props: { failure: Failure; range: Range; isOneOfTwo: boolean }) {
  const look = () => LOOK[props.failure.fault];
  const href = () =>
    props.failure.of === 'console' ? links.failedInConsole(props.range) : links.reason(props.failure.code, props.range);
  return (
    <li class="relative -mx-2 flex min-h-11 items-center gap-3 rounded-control px-2 py-1 hover:bg-hover">
      <span
        class={cx('grid size-6 shrink-0 place-items-center rounded-pill [&>.lucide-icon]:size-3.5', SOFT[look().tone])}
      >
        <Dynamic component={look().icon} />
      </span>
      <span class="min-w-0 flex-1">
        <a href={href()} class="block truncate font-500 after:absolute after:inset-0">
          {reasonText(props.failure.code)}
          {props.isOneOfTwo && ` · ${words().failures.of[props.failure.of]}`}
        </a>
        <span class="block truncate text-label text-ink-2">
          {words().failures.whose[props.failure.of === 'console' ? 'console' : props.failure.fault]}
        </span>
      </span>
      <span class="tabular font-550">{number(props.failure.count)}</span>
    </li>
  );
}
