import { For } from 'solid-js';
import { credits, duration, number, percent, span } from '../../format.ts';
import { useNow } from '../../ui/clock.tsx';
import { cx } from '../../ui/cx.ts';
import { Emphasised } from '../../ui/emphasis.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { SOLID } from '../../ui/tone.ts';
import { Figure } from './figure.tsx';
import { links } from './links.ts';
import { Part } from './part.tsx';
import { coarse, successOf } from './sums.ts';
import type { Activity, Figures, OverviewQueries } from './use-overview.ts';
import type { Range } from './use-range.ts';
import { words } from './words.ts';

/** The strip's frame: hairlines between the figures, however many stand in a row. */
const STRIP =
  'overflow-hidden rounded-card border border-line bg-panel shadow-card [&>dl]:-mt-px [&>dl]:-ml-px [&>dl]:grid [&>dl]:grid-cols-2 lg:[&>dl]:grid-cols-5';

interface StripProps {
  overview: OverviewQueries;
  range: Range;
}

/** The five figures on top. */
export function FigureStrip(props: StripProps) {
  return (
    <Part query={props.overview.figures} failed={words().failed.figures} skeleton={<Waiting />}>
      {(figures) => (
        <section aria-label={words().figures.label} class={STRIP}>
          <dl class="*:last:max-lg:col-span-2">
            <InFlight {...props} figures={figures()} />
            <Queue {...props} figures={figures()} />
            <Success {...props} figures={figures()} />
            <Latency {...props} />
            <Credits {...props} figures={figures()} />
          </dl>
        </section>
      )}
    </Part>
  );
}

function Waiting() {
  return (
    <Loading class={STRIP}>
      <dl>
        <For each={[0, 1, 2, 3, 4]}>
          {() => (
            <div class="border-t border-l border-line px-4 py-3 last:max-lg:col-span-2">
              <dt>
                <Skeleton class="h-4 w-16" />
              </dt>
              <dd>
                <Skeleton class="my-1.5 h-6.5 w-24" />
                <Skeleton class="mt-2.5 h-3.5 w-28" />
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Loading>
  );
}

type FigureProps = StripProps & { figures: Figures };

/** A name for screen readers: what, and over which time. */
const lineLabel = (what: string, range: Range) => `${what}, ${words().inRange[range]}`;
const bars = ({ overview }: StripProps): Activity['bars'] => overview.activity.data?.bars ?? [];

function InFlight(props: FigureProps) {
  const kinds = () => props.overview.pool.data?.kinds ?? [];
  const isUnlimited = () => kinds().some(({ slots }) => slots < 0);
  const slots = () => kinds().reduce((sum, kind) => sum + kind.slots, 0);
  return (
    <Figure
      name={words().figures.inFlight}
      href={links.running}
      value={number(props.figures.inFlight.image + props.figures.inFlight.video)}
      unit={isUnlimited() ? words().figures.noLimit : words().figures.slots(slots())}
      note={
        <For each={['image', 'video'] as const}>
          {(kind) => (
            <span class="flex items-center gap-1.5">
              <i class={cx('size-2 rounded-[2.5px]', SOLID[kind])} />
              {number(props.figures.inFlight[kind])} {words().figures.kinds[kind]}
            </span>
          )}
        </For>
      }
      line={{
        values: (props.overview.activity.data?.occupancy ?? []).map(({ inFlight }) => inFlight),
        label: lineLabel(words().figures.lines.inFlight, props.range),
        tone: 'video',
      }}
    />
  );
}

function Queue(props: FigureProps) {
  const now = useNow();
  const queued = () => props.figures.queued.image + props.figures.queued.video;
  const note = () => {
    const since = props.figures.oldestWaitsSince;
    return since === null ? words().figures.nobodyWaits : words().figures.oldest(span(Math.max(0, now() - since)));
  };
  return (
    <Figure
      name={words().figures.queue}
      href={links.running}
      value={number(queued())}
      unit={words().figures.jobs(queued())}
      note={
        <span>
          <Emphasised text={note()} />
        </span>
      }
      line={{
        values: (props.overview.activity.data?.occupancy ?? []).map((point) => point.queued),
        label: lineLabel(words().figures.lines.queue, props.range),
        tone: 'plain',
      }}
    />
  );
}

function Success(props: FigureProps) {
  const share = () => {
    const { data } = props.overview.activity;
    return data === undefined ? props.figures.jobs.share : successOf(data.bars);
  };
  /** In points of a hundred; null where there is nothing to compare. */
  const difference = () => {
    const [now, before] = [share(), props.figures.before.share];
    return now === null || before === null ? null : (now - before) * 100;
  };
  const note = () => {
    const points = difference();
    if (points === null) return share() === null ? words().figures.noJobs : words().figures.noneBefore[props.range];
    if (Math.abs(points) < 0.05) return words().figures.same(props.range);
    return words().figures.compared(number(Math.abs(points), 1), points < 0, props.range);
  };
  const tone = () => ((difference() ?? 0) <= -0.5 ? 'text-bad' : (difference() ?? 0) >= 0.5 ? 'text-ok' : undefined);
  return (
    <Figure
      name={words().figures.success}
      href={links.failedJobs(props.range)}
      value={share() === null ? '–' : percent(share() ?? 0)}
      note={
        <span>
          <Emphasised text={note()} class={tone()} />
        </span>
      }
      line={{
        values: coarse(bars(props), 5).map(successOf),
        label: lineLabel(words().figures.lines.success, props.range),
        tone: 'ok',
      }}
    />
  );
}

function Latency(props: StripProps) {
  const latency = () => props.overview.activity.data?.latency;
  /** Videos are what is waited for; of a pool that makes only pictures, pictures. */
  const kind = () => (latency()?.video.all == null && latency()?.image.all != null ? 'image' : 'video');
  const other = () => (kind() === 'image' ? 'video' : 'image');
  const p95 = (of: 'image' | 'video') => latency()?.[of].all?.p95Ms ?? null;
  const value = () => p95(kind());
  const note = () => {
    const beside = p95(other());
    if (beside !== null) {
      return (
        <span>
          {words().figures.otherP95[other()]} <b class="font-550 text-ink">{duration(beside)}</b>
        </span>
      );
    }
    const jobs = latency()?.[kind()].all?.jobs ?? 0;
    return jobs === 0 ? words().figures.noJobs : words().figures.oneKind(jobs);
  };
  return (
    <Figure
      name={kind() === 'image' ? words().figures.imageP95 : words().figures.videoP95}
      href="/models"
      value={value() === null ? '–' : duration(value() ?? 0)}
      unit={(value() ?? 0) >= 60_000 ? words().figures.minutes : undefined}
      note={note()}
      line={{
        values: (latency()?.[kind()].points ?? []).map((point) => point.latency?.p95Ms ?? null),
        label: lineLabel(words().figures.lines.p95, props.range),
        tone: 'warn',
      }}
    />
  );
}

function Credits(props: FigureProps) {
  const note = () => {
    const hours = props.figures.credits.hoursLeft;
    return hours === null ? words().figures.noBurn : words().figures.burn(span(hours * 3_600_000));
  };
  return (
    <Figure
      name={words().figures.credits}
      href={links.tokens()}
      value={credits(props.figures.credits.left)}
      note={
        <span>
          <Emphasised text={note()} />
        </span>
      }
      line={{
        values: props.figures.credits.spent === 0 ? [] : coarse(bars(props), 5).map(sumOfCredits),
        label: lineLabel(words().figures.lines.credits, props.range),
        tone: 'plain',
      }}
    />
  );
}

const sumOfCredits = (group: Activity['bars']) => group.reduce((sum, bar) => sum + bar.credits, 0);
