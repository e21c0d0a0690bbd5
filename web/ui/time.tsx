import { createMemo, Show } from 'solid-js';
import { countdown, dateTime, fullTime, relative, time } from '../format.ts';
import { useNow } from './clock.tsx';

const iso = (at: number) => new Date(at).toISOString();

interface MomentProps {
  /** Unix milliseconds; a dash when there is none. */
  at: number | null | undefined;
  class?: string | undefined;
}

/** `6 min ago`, `in 38 min`: goes on by itself, and says the exact time in its title. */
export function TimeAgo(props: MomentProps) {
  const now = useNow();
  const text = createMemo(() => (props.at == null ? '–' : relative(props.at, now())));
  return <Moment at={props.at} text={text()} class={props.class} />;
}

/** `19:03:41`, with the day before it by `withDate`. In the operator's zone. */
export function Time(props: MomentProps & { withDate?: boolean }) {
  const text = () => (props.at == null ? '–' : props.withDate ? dateTime(props.at) : time(props.at));
  return <Moment at={props.at} text={text()} class={props.class} />;
}

function Moment(props: MomentProps & { text: string }) {
  return (
    <Show when={props.at != null} fallback={<span class={props.class}>–</span>}>
      <time class={`tabular ${props.class ?? ''}`} datetime={iso(props.at ?? 0)} title={fullTime(props.at ?? 0)}>
        {props.text}
      </time>
    </Show>
  );
}

interface CountdownProps {
  /** Unix milliseconds. */
  until: number;
  /** Told once when it is over. */
  onOver?: (() => void) | undefined;
  class?: string | undefined;
}

/** `11:42`, going down to `0:00`. */
export function Countdown(props: CountdownProps) {
  const now = useNow();
  const text = createMemo((was: string | undefined) => {
    const left = countdown(props.until, now());
    if (left === '0:00' && was !== undefined && was !== left) props.onOver?.();
    return left;
  });
  return (
    <time class={`tabular ${props.class ?? ''}`} role="timer" datetime={iso(props.until)} title={fullTime(props.until)}>
      {text()}
    </time>
  );
}
