import Ban from 'lucide-solid/icons/ban';
import Coins from 'lucide-solid/icons/coins';
import LogIn from 'lucide-solid/icons/log-in';
import Power from 'lucide-solid/icons/power';
import Timer from 'lucide-solid/icons/timer';
import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cx } from '../../ui/cx.ts';
import { Countdown } from '../../ui/time.tsx';
import { SOFT, SOLID, type Tone } from '../../ui/tone.ts';
import { attachTooltip } from '../../ui/tooltip.tsx';
import { links } from './links.ts';
import type { PoolToken } from './use-overview.ts';
import { words } from './words.ts';

type Out = Exclude<PoolToken['seen']['state'], 'serving' | 'limited'>;

const OUT = {
  'signed-out': { icon: LogIn, tone: 'bad' },
  disabled: { icon: Ban, tone: 'bad' },
  'out-of-credits': { icon: Coins, tone: 'warn' },
  cooling: { icon: Timer, tone: 'warn' },
  off: { icon: Power, tone: 'off' },
} as const satisfies Record<Out, { icon: unknown; tone: Tone }>;
/** Of one kind; more are drawn as a share of these. */
const MOST_BARS = 5;

/** A token in the pool: its slots while it serves, else why it does not. */
export function PoolTile(props: { token: PoolToken }) {
  const name = () => props.token.name ?? props.token.email;
  const state = () => props.token.seen.state;
  const out = () => {
    const current = state();
    return current === 'serving' || current === 'limited' ? null : current;
  };
  const details = () => {
    const slots = props.token.seen.kinds.map(({ kind, inFlight, slots: all }) =>
      words().pool.slots(words().figures.kinds[kind], inFlight, all < 0 ? '∞' : String(all)),
    );
    const { reason } = props.token.seen;
    const why = reason === null ? words().pool.states[state()] : `${words().pool.states[state()]} (${reason})`;
    return `${why}, ${slots.join(', ')}`;
  };
  const summary = () => `${name()}: ${details()}`;
  return (
    <li class="min-w-0">
      <a
        href={links.token(props.token.id)}
        ref={(element) => attachTooltip(element, summary)}
        class={cx('relative block h-9.5 rounded-pill px-2 py-1 text-micro hover:ring-1 hover:ring-line-2', look(out()))}
      >
        <span class="block truncate leading-4 font-450">{name()}</span>
        <Show when={out()} fallback={<Slots token={props.token} />}>
          {(current) => (
            <span class="flex items-center gap-1 truncate leading-3.5 [&>.lucide-icon]:size-2.75">
              <Dynamic component={OUT[current()].icon} />
              <Show when={current() === 'cooling' && props.token.seen.until} fallback={words().pool.tile[current()]}>
                {(until) => <Countdown until={until()} />}
              </Show>
            </span>
          )}
        </Show>
        {/* Within the link, and no label in its place: whoever speaks to the computer says what is seen. */}
        <span class="sr-only">, {details()}</span>
      </a>
    </li>
  );
}

const look = (out: Out | null) => (out === null ? 'bg-sunken' : SOFT[OUT[out].tone]);

function Slots(props: { token: PoolToken }) {
  return (
    <span class="mt-1.5 flex gap-1.5">
      <For each={props.token.seen.kinds.filter(({ slots, state }) => slots !== 0 && state !== 'off')}>
        {(kind) => (
          <span class="flex min-w-0 gap-0.5">
            <For each={bars(kind.inFlight, kind.slots)}>
              {(isTaken) => (
                <i class={cx('h-1 w-2.25 min-w-1 shrink rounded-[2px]', isTaken ? SOLID[kind.kind] : 'bg-line-2')} />
              )}
            </For>
          </span>
        )}
      </For>
    </span>
  );
}

/** One for each slot, taken or free; without a limit one is always free. */
function bars(taken: number, slots: number): boolean[] {
  const all = slots < 0 ? taken + 1 : slots;
  const count = Math.min(MOST_BARS, all);
  const filled = all <= MOST_BARS ? taken : Math.ceil((taken / all) * (slots < 0 ? MOST_BARS - 1 : MOST_BARS));
  return Array.from({ length: count }, (_, index) => index < filled);
}
