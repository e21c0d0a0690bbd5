import { useNavigate } from '@solidjs/router';
import { Show } from 'solid-js';
import { liveState } from '../../api/live/live.ts';
import { StackedBars } from '../../charts/stacked-bars.tsx';
import { number } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import type { Tone } from '../../ui/tone.ts';
import { links } from './links.ts';
import { Part } from './part.tsx';
import { total } from './sums.ts';
import type { Activity, OverviewQueries } from './use-overview.ts';
import type { Range } from './use-range.ts';
import { words } from './words.ts';

const HEIGHT = 232;
/** In the order in which they are stacked. */
const SERIES = [
  ['image', 'image'],
  ['video', 'video'],
  ['failed', 'bad'],
] as const satisfies [keyof Activity['bars'][number], Tone][];

/** How many jobs came to their end, and how, over the range. */
export function JobsCard(props: { activity: OverviewQueries['activity']; range: Range }) {
  const navigate = useNavigate();
  const series = (bars: Activity['bars']) =>
    SERIES.map(([of, tone]) => ({
      ...{ label: words().jobs[of], tone, summary: number(total(bars, of)) },
      values: bars.map((bar) => bar[of]),
    }));
  const isBlank = () => props.activity.data?.groups.length === 0;
  return (
    <Card
      title={words().jobs.title[props.range]}
      aside={
        <Show when={isBlank()}>
          <LinkButton size="small" href="/playground">
            {words().jobs.playground}
          </LinkButton>
        </Show>
      }
    >
      <Part query={props.activity} failed={words().failed.jobs} skeleton={<Waiting />}>
        {(activity) => (
          <StackedBars
            label={words().jobs.title[props.range]}
            at={activity().bars.map(({ at }) => at)}
            stepMs={activity().stepMs}
            series={series(activity().bars)}
            height={HEIGHT}
            endsNow={liveState().state === 'live'}
            empty={words().jobs.empty[props.range]}
            onBrush={(from, to) => navigate(links.requestsBetween(from, to))}
          />
        )}
      </Part>
    </Card>
  );
}

function Waiting() {
  return (
    <Loading>
      <Skeleton class="mb-2 h-7 w-52" />
      <Skeleton class="h-58 w-full" />
    </Loading>
  );
}
