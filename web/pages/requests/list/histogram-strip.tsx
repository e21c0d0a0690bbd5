import { keepPreviousData } from '@tanstack/solid-query';
import { createMemo, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { liveState, useLiveQueries } from '../../../api/live/live.ts';
import { endOfStep } from '../../../charts/clock.ts';
import { Histogram } from '../../../charts/stacked-bars.tsx';
import { dateTime, number } from '../../../format.ts';
import { useNow } from '../../../ui/clock.tsx';
import { cx } from '../../../ui/cx.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Loading, Skeleton } from '../../../ui/skeleton.tsx';
import type { Filters } from '../filter/filters.ts';
import { filterOf, RANGES } from '../filter/query.ts';
import { words } from '../words.ts';

const LIVE_MS = 3_000;
/** Bars of a range, each of a length that a clock is divided into. */
const BARS = { '1h': 60, '24h': 96, '7d': 84, '30d': 90 };

/** Requests over time under the same filter. What is marked in it becomes the time that is filtered by. */
export function HistogramStrip(props: { filters: Filters }) {
  const now = useNow();
  const stepMs = () => RANGES[props.filters.wanted().range] / BARS[props.filters.wanted().range];
  const end = createMemo(() => endOfStep(now(), stepMs()));
  const input = () => {
    const wanted = props.filters.wanted();
    const filter = filterOf(wanted, end());
    const to = wanted.from === undefined ? (filter.to ?? end()) : filter.to;
    return { filter: { ...filter, to }, bars: BARS[wanted.range] };
  };
  const histogram = api.requests.histogram.useQuery(input, () => ({ placeholderData: keepPreviousData }));
  useLiveQueries(['request-finished'], () => [api.requests.histogram.key(input())], LIVE_MS);
  const bars = () => histogram.data?.bars ?? [];
  const values = (of: (bar: ReturnType<typeof bars>[number]) => number) => bars().map(of);
  const isOld = () => ['offline', 'reconnecting', 'paused'].includes(liveState().state);
  const failure = () => (histogram.isError ? failureOf(histogram.error) : null);
  return (
    <section class="mb-2.5 min-w-0 rounded-card border border-line bg-panel px-4 pt-3 pb-1 shadow-card">
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            class="mb-2"
            text={words().failedToCount}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void histogram.refetch()}
          />
        )}
      </Show>
      <Show
        when={histogram.data}
        fallback={
          <Show when={failure() === null}>
            <Loading>
              <Skeleton class="mb-1 h-17 w-full" />
            </Loading>
          </Show>
        }
      >
        {(data) => (
          <>
            <Histogram
              class={cx('transition-opacity', isOld() && 'opacity-55')}
              label={words().histogram}
              at={values(({ from }) => from)}
              stepMs={(bars()[0]?.to ?? 0) - (bars()[0]?.from ?? 0)}
              series={[
                {
                  label: words().bars.fine,
                  tone: 'off',
                  values: values(({ requests, refused, failed }) => requests - refused - failed),
                },
                { label: words().bars.refused, tone: 'warn', values: values(({ refused }) => refused) },
                { label: words().bars.failed, tone: 'bad', values: values(({ failed }) => failed) },
              ]}
              write={number}
              endsNow={!isOld() && props.filters.wanted().to === undefined}
              empty={words().noneInRange}
              onBrush={(from, to) => props.filters.set({ from, to })}
            />
            <Show when={data().countedFrom}>
              {(from) => <p class="mb-2 text-label text-ink-3">{words().countedFrom(dateTime(from()))}</p>}
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}
