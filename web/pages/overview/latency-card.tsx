import { createSignal } from 'solid-js';
import { liveState } from '../../api/live/live.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { duration } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import type { Tone } from '../../ui/tone.ts';
import { Part } from './part.tsx';
import type { Activity, OverviewQueries } from './use-overview.ts';
import type { Range } from './use-range.ts';
import { words } from './words.ts';

type Kind = 'image' | 'video';

const LINES = [
  ['p50', 'p50Ms', 'video'],
  ['p95', 'p95Ms', 'warn'],
  ['p99', 'p99Ms', 'bad'],
] as const satisfies [string, keyof NonNullable<Activity['latency']['image']['all']>, Tone][];

/** How long completed jobs took, from being made to their end. */
export function LatencyCard(props: { activity: OverviewQueries['activity']; range: Range }) {
  const [chosen, choose] = createSignal<Kind>();
  /** Until somebody chooses, what there is. */
  const kind = (): Kind => chosen() ?? (hasOnlyPictures(props.activity.data) ? 'image' : 'video');
  const series = (of: Activity['latency'][Kind]) =>
    LINES.map(([label, field, tone]) => ({
      ...{ label, tone, summary: of.all === null ? undefined : duration(of.all[field]) },
      values: of.points.map(({ latency }) => latency?.[field] ?? null),
    }));
  return (
    <Card
      title={words().latency.title}
      aside={
        <Segments
          label={words().latency.kind}
          options={(['video', 'image'] as const).map((value) => ({ value, label: words().latency[value] }))}
          value={kind()}
          onChange={choose}
        />
      }
    >
      <Part query={props.activity} failed={words().failed.jobs} skeleton={<Waiting />}>
        {(activity) => (
          <TimeChart
            label={`${words().latency.title}, ${words().latency[kind()]}`}
            at={activity().latency[kind()].points.map(({ at }) => at)}
            series={series(activity().latency[kind()])}
            range={{ from: activity().from, to: activity().to }}
            write={duration}
            unit="ms"
            height={214}
            endsNow={liveState().state === 'live'}
            empty={`${words().latency.empty[kind()]} ${words().inRange[props.range]}`}
          />
        )}
      </Part>
    </Card>
  );
}

const hasOnlyPictures = (activity: Activity | undefined): boolean =>
  activity?.latency.video.all === null && activity.latency.image.all !== null;

function Waiting() {
  return (
    <Loading>
      <Skeleton class="mb-2 h-7 w-40" />
      <Skeleton class="h-53 w-full" />
    </Loading>
  );
}
