import Timer from 'lucide-solid/icons/timer';
import { createEffect, createSignal, For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { bytes } from '../../../format.ts';
import { Button } from '../../../ui/button.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { Countdown } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Described } from '../types.ts';
import { words } from '../words.ts';

const SPANS = [15, 60] as const;
const LOOK_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Debug logging for a while: at once, without the bar, and with what it costs. */
export function DebugTimer(props: { data: Described }) {
  const setting = () => props.data.settings.find(({ key }) => key === 'debug.enabled');
  const isOn = () => setting()?.value === true;
  const lock = () => setting()?.lockedBy ?? null;
  const change = api.settings.debug.useMutation(() => ({
    onSuccess: (_, { minutes }) => {
      toast.done(minutes === null ? words().debug.doneOff : words().debug.done(spanOf(minutes)));
      void api.settings.get.refresh();
    },
    onError: (cause) => {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().debug.failed, { hint: message, requestId: requestId ?? undefined });
    },
  }));
  return (
    <div class="mb-4 rounded-[9px] border border-line bg-sunken px-3 py-2.5">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <State isOn={isOn()} until={props.data.debugUntil} />
        <span class="ml-auto flex gap-2 max-sm:w-full max-sm:*:flex-1">
          <Show
            when={lock() === null}
            fallback={<span class="text-label text-ink-2">{words().debug.locked(lock() ?? '')}</span>}
          >
            <For each={SPANS}>
              {(minutes) => (
                <Button size="small" disabled={change.isPending} onClick={() => change.mutate({ minutes })}>
                  {words().debug.onFor(spanOf(minutes))}
                </Button>
              )}
            </For>
            <Show when={isOn()}>
              <Button size="small" disabled={change.isPending} onClick={() => change.mutate({ minutes: null })}>
                {words().debug.off}
              </Button>
            </Show>
          </Show>
        </span>
      </div>
      <p class="mt-1.5 text-label text-ink-2">{words().debug.says}</p>
      <LogSize isOn={isOn()} />
    </div>
  );
}

const spanOf = (minutes: number): string => (words().debug.for as Record<number, string>)[minutes] ?? `${minutes} min`;

function State(props: { isOn: boolean; until: number | null }) {
  const label = () => {
    if (!props.isOn) return words().debug.isOff;
    return props.until === null ? words().debug.isOn : words().debug.until;
  };
  return (
    <StateBadge tone={props.isOn ? 'warn' : 'off'} label={label()} icon={props.isOn ? <Timer /> : undefined}>
      <Show when={props.isOn && props.until}>
        {(until) => <Countdown until={until()} onOver={() => void api.settings.get.refresh()} />}
      </Show>
    </StateBadge>
  );
}

/** What log files take, and while debug logging is on how fast they grow since somebody looks. */
function LogSize(props: { isOn: boolean }) {
  const size = api.settings.logSize.useQuery(undefined, () => ({ refetchInterval: props.isOn ? LOOK_MS : false }));
  const [first, setFirst] = createSignal<{ bytes: number; at: number }>();
  createEffect(() => {
    if (!props.isOn) setFirst();
    else if (size.data !== undefined && first() === undefined)
      setFirst({ bytes: size.data.bytes, at: size.dataUpdatedAt });
  });
  const rate = () => {
    const [from, now] = [first(), size.data];
    if (from === undefined || now === undefined || size.dataUpdatedAt - from.at < LOOK_MS / 2) return null;
    return Math.max(0, ((now.bytes - from.bytes) / (size.dataUpdatedAt - from.at)) * HOUR_MS);
  };
  const growth = () => {
    if (!props.isOn) return '';
    const found = rate();
    return found === null ? words().debug.measuring : words().debug.rate(bytes(found));
  };
  return (
    <p class="tabular min-h-4 text-label text-ink-3">
      <Show when={size.data}>{(told) => `${words().debug.size(bytes(told().bytes))}${growth()}.`}</Show>
    </p>
  );
}
