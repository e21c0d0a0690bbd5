import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import { liveState, pauseLive, resumeLive } from '../../api/live/live.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { Button } from '../../ui/button.tsx';
import { Emphasised } from '../../ui/emphasis.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { OverviewQueries } from './use-overview.ts';
import { RANGES, type Range } from './use-range.ts';
import { words } from './words.ts';

interface HeadProps {
  overview: OverviewQueries;
  range: Range;
  onRange: (range: Range) => void;
}

/** The verdict, the range, and Pause. */
export function Head(props: HeadProps) {
  const isPaused = () => liveState().state === 'paused';
  const toggle = () => (isPaused() ? resumeLive() : pauseLive());
  useShortcut('Space', () => words().keys.pause, toggle);
  const verdict = () => {
    const { data: pool } = props.overview.pool;
    const { data: figures } = props.overview.figures;
    if (pool === undefined || figures === undefined) return words().noVerdict;
    if (pool.total === 0) return words().noTokens;
    return words().verdict({
      serving: pool.byState.serving + pool.byState.limited,
      total: pool.total,
      inFlight: figures.inFlight.image + figures.inFlight.video,
      queued: figures.queued.image + figures.queued.video,
    });
  };
  return (
    <PageHeader
      title={words().title}
      sentence={<Emphasised text={verdict()} />}
      actions={
        <div class="flex flex-wrap justify-between gap-2">
          <Segments
            label={words().range}
            options={RANGES.map((value) => ({ value, label: words().ranges[value] }))}
            value={props.range}
            onChange={props.onRange}
          />
          <Button icon={isPaused() ? <Play /> : <Pause />} aria-pressed={isPaused()} onClick={toggle}>
            {isPaused() ? words().resume : words().pause}
          </Button>
        </div>
      }
    />
  );
}
