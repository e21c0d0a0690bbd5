import { Show } from 'solid-js';
import { time } from '../../format.ts';
import { cx } from '../../ui/cx.ts';
import { Attention } from './attention.tsx';
import { FailuresCard } from './failures-card.tsx';
import { FigureStrip } from './figure-strip.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Head } from './head.tsx';
import { JobsCard } from './jobs-card.tsx';
import { LatencyCard } from './latency-card.tsx';
import { ModelsCard } from './models-card.tsx';
import { PoolCard } from './pool-card.tsx';
import { isStale, staleSince, useOverview } from './use-overview.ts';
import { useRange } from './use-range.ts';
import { words } from './words.ts';

/** Is it fine, and if not, where? */
export default function OverviewPage() {
  const [range, choose] = useRange();
  const overview = useOverview(range);
  return (
    <>
      <Head overview={overview} range={range()} onRange={choose} />
      <div class={cx('flex flex-col gap-3', isStale() && 'stale')}>
        <Show when={isStale() && staleSince()}>{(at) => <p class="text-ink-2">{words().asOf(time(at()))}</p>}</Show>
        <Show when={overview.isNew() && overview.firstSteps.data}>{(done) => <FirstSteps done={done()} />}</Show>
        <Attention overview={overview} />
        <FigureStrip overview={overview} range={range()} />
        <div class="grid gap-3 lg:grid-cols-[minmax(0,1.85fr)_minmax(0,1fr)]">
          <JobsCard activity={overview.activity} range={range()} />
          <PoolCard pool={overview.pool} tiles={overview.tiles} />
        </div>
        <div class="grid gap-3 lg:grid-cols-3">
          <LatencyCard activity={overview.activity} range={range()} />
          <ModelsCard activity={overview.activity} range={range()} />
          <FailuresCard failures={overview.failures} range={range()} />
        </div>
      </div>
    </>
  );
}
