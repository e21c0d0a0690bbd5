import Ban from 'lucide-solid/icons/ban';
import CircleGauge from 'lucide-solid/icons/circle-gauge';
import Coins from 'lucide-solid/icons/coins';
import LogIn from 'lucide-solid/icons/log-in';
import PowerOff from 'lucide-solid/icons/power-off';
import Timer from 'lucide-solid/icons/timer';
import { type Component, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { day } from '../../format.ts';
import { said } from '../../said/said.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Countdown } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';
import { attachTooltip } from '../../ui/tooltip.tsx';
import type { TokenRow, TokenState } from './token-types.ts';
import { words } from './words.ts';

const TONE: Record<TokenState, Tone> = {
  'signed-out': 'bad',
  disabled: 'bad',
  'out-of-credits': 'warn',
  cooling: 'warn',
  limited: 'plain',
  serving: 'ok',
  off: 'off',
};
const ICON: Record<Exclude<TokenState, 'serving'>, Component> = {
  'signed-out': LogIn,
  disabled: Ban,
  'out-of-credits': Coins,
  cooling: Timer,
  limited: CircleGauge,
  off: PowerOff,
};
/** Further away a date says more than hours that go down. */
const COUNTED_MS = 24 * 3_600_000;

interface TokenStateBadgeProps {
  seen: Pick<TokenRow['seen'], 'state' | 'reason' | 'until'>;
  /** Told once when the time of return has come. */
  onOver?: (() => void) | undefined;
}

/** How a token stands, and until when; why is told while the pointer rests on it. */
export function TokenStateBadge(props: TokenStateBadgeProps) {
  const state = () => props.seen.state;
  const icon = () => {
    const now = state();
    return now === 'serving' ? undefined : <Dynamic component={ICON[now]} />;
  };
  return (
    <span class="inline-flex" ref={(element) => attachTooltip(element, () => said(props.seen.reason ?? ''))}>
      <StateBadge tone={TONE[state()]} label={words().states[state()]} icon={icon()}>
        <Show when={state() === 'off' ? null : props.seen.until}>
          {(until) => (
            <Show when={until() - Date.now() < COUNTED_MS} fallback={<span>{day(until())}</span>}>
              <Countdown until={until()} onOver={props.onOver} />
            </Show>
          )}
        </Show>
      </StateBadge>
    </span>
  );
}
