import { Show } from 'solid-js';
import { relative } from '../../../format.ts';
import { type Beat, Beats } from '../../../ui/beats.tsx';
import { useNow } from '../../../ui/clock.tsx';
import { cx } from '../../../ui/cx.ts';
import { Credits } from '../../../ui/figures.tsx';
import { Metered } from '../../../ui/progress.tsx';
import { SlotBar } from '../../../ui/slot-bar.tsx';
import { TimeAgo } from '../../../ui/time.tsx';
import { shareLeft } from '../plan-pill.tsx';
import { nameOf, type TokenRow } from '../token-types.ts';
import { words } from '../words.ts';
import type { BeatSource, TokenBeats } from './beats.ts';

/** Below this share of a month the bar of the credits warns. */
const LOW = 0.1;
/** An access token that ends sooner stands out a little. */
const SOON_MS = 20 * 60_000;

/** Name and address. */
export function TokenName(props: { row: TokenRow }) {
  return (
    <span class="block leading-4">
      <span class="block truncate font-550">{nameOf(props.row)}</span>
      <span class="block truncate text-label text-ink-3">
        {props.row.name === null ? (props.row.remark ?? words().upstreams[props.row.upstream]) : props.row.email}
      </span>
    </span>
  );
}

export function CreditsCell(props: { row: TokenRow }) {
  return (
    <Metered ratio={shareLeft(props.row)} tone={shareLeft(props.row) < LOW ? 'warn' : 'plain'}>
      <Credits value={props.row.credits} class="leading-4" />
    </Metered>
  );
}

/** How long the access token lives. */
export function AccessCell(props: { row: TokenRow }) {
  const now = useNow();
  const at = () => props.row.signIn.accessTokenExpiresAt;
  const isOver = () => (at() ?? 0) <= now();
  const isSignedOut = () => props.row.seen.state === 'signed-out';
  return (
    <Show when={isSignedOut() || !isOver()} fallback={<span class="text-ink-3">{words().whenUsed}</span>}>
      <Show when={at()} fallback={<span class="text-ink-3">–</span>}>
        {(until) => (
          <Show
            when={isOver()}
            fallback={<TimeAgo at={until()} class={until() - now() < SOON_MS ? 'text-ink' : 'text-ink-2'} />}
          >
            <span class="text-bad">{words().expired(relative(until(), now()))}</span>
          </Show>
        )}
      </Show>
    </Show>
  );
}

/** Slots of one kind of work, in use and in all. */
export function SlotsCell(props: { row: TokenRow; kind: 'image' | 'video' }) {
  const seen = () => props.row.seen.kinds.find(({ kind }) => kind === props.kind);
  const isOff = () => seen()?.state === 'off' || props.row.seen.state === 'off';
  const total = () => {
    const slots = seen()?.slots ?? 0;
    return slots < 0 ? null : slots;
  };
  return (
    <Show when={!isOff()} fallback={<span class="text-ink-3">{words().offShort}</span>}>
      <SlotBar used={seen()?.inFlight ?? 0} total={total()} tone={props.kind} label={words().slots[props.kind]} />
    </Show>
  );
}

/** The last hour. */
export function BeatsCell(props: { row: TokenRow; source: BeatSource }) {
  const read = props.source(props.row.id);
  const sum = (of: 'tried' | 'failed') => (read() ?? []).reduce((all, beat) => all + beat[of], 0);
  return <Beats beats={strokes(read())} label={words().beatsOf(nameOf(props.row), sum('tried'), sum('failed'))} />;
}

const STROKES = 24;

function strokes(beats: TokenBeats | undefined): Beat[] {
  if (!beats) return Array.from({ length: STROKES }, () => 'none');
  return beats.map(({ tried, failed }) => {
    if (tried === 0) return 'none';
    if (failed === 0) return 'ok';
    return failed * 2 > tried ? 'bad' : 'warn';
  });
}

/** When it last did something; now while it does. */
export function UsedCell(props: { row: TokenRow }) {
  const now = useNow();
  const isBusy = () => props.row.leases.length > 0;
  return (
    <Show when={isBusy()} fallback={<TimeAgo at={props.row.lastUsedAt} class="text-ink-2" />}>
      <span class={cx('text-ok')}>{relative(now(), now())}</span>
    </Show>
  );
}
