import { Show } from 'solid-js';
import { duration, list, number, percent } from '../../format.ts';
import { cx } from '../../ui/cx.ts';
import { Pill } from '../../ui/pill.tsx';
import type { Family, Group, Model } from './families.ts';
import { words } from './words.ts';

/** Less than this share of completed jobs stands out. */
const POOR = 0.97;

/** The least plan that is needed. */
export function Plan(props: { tier: Family['leastTier'] }) {
  return (
    <Show when={props.tier} fallback={<span class="text-ink-3">{words().noPlan}</span>}>
      {(tier) => <Pill outline>{words().plans[tier()]}</Pill>}
    </Show>
  );
}

/** `10 to 100`, `free`, or that nobody knows. */
export function costText(cost: Family['cost']): string {
  if (cost === null) return words().unknownCost;
  const [least, most] = cost;
  if (most === 0) return words().free;
  return words().cost(least === most ? number(least) : `${number(least)}–${number(most)}`);
}

export function costOf({ prices }: Model): Family['cost'] {
  const credits = (prices ?? []).map((price) => price.credits);
  return credits.length === 0 ? null : [Math.min(...credits), Math.max(...credits)];
}

/** How many tokens can take it; none stands out. */
export function Eligible(props: { count: number }) {
  return <span class={cx('tabular', props.count === 0 && 'font-550 text-bad')}>{number(props.count)}</span>;
}

type Outcome = Pick<Group, 'completed' | 'failed'>;

export function Success(props: { of: Outcome | undefined }) {
  const all = () => (props.of ? props.of.completed + props.of.failed : 0);
  const share = () => (props.of?.completed ?? 0) / all();
  return (
    <Show when={all() > 0} fallback={<span class="text-ink-3">–</span>}>
      <span class={cx('tabular', share() < POOR ? 'text-warn' : '')}>{percent(share())}</span>
    </Show>
  );
}

export function P95(props: { latency: Group['latency'] | undefined }) {
  return (
    <Show when={props.latency} fallback={<span class="text-ink-3">–</span>}>
      {(latency) => <span class="tabular">{duration(latency().p95Ms)}</span>}
    </Show>
  );
}

export const modesText = (modes: Model['modes']): string => list(modes.map((mode) => words().modes[mode]));
export const secondsText = (seconds: Model['seconds']): string =>
  seconds.length === 0 ? '–' : words().seconds(seconds.map((each) => number(each)).join(', '));

/** `4, 6, 8 s · 720p`. */
export const formText = ({ seconds, resolutions }: Model): string =>
  [seconds.length > 0 && secondsText(seconds), resolutions.join(', ')].filter(Boolean).join(' · ');
