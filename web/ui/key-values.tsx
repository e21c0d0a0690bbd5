import { For, type JSX, Show } from 'solid-js';

export interface KeyValue {
  name: string;
  value: JSX.Element;
  /** Copy buttons, pencils; after the value. */
  action?: JSX.Element | undefined;
  /** Ids and code. */
  mono?: boolean | undefined;
}

/** Names and values, a hairline between each two; `false` for one that does not apply. */
export function KeyValues(props: { items: (KeyValue | false | undefined)[] }) {
  return (
    <dl>
      <For each={props.items.filter((item) => !!item)}>
        {(item) => (
          <div class="flex min-h-8.5 items-center gap-3 border-t border-line py-1">
            <dt class="shrink-0 text-ink-2">{item.name}</dt>
            <dd class="ml-auto flex min-w-0 items-center gap-1 text-right">
              <span class={item.mono ? 'truncate font-mono text-label' : 'tabular min-w-0'}>{item.value}</span>
              {item.action}
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}

export interface Stat {
  name: string;
  value: JSX.Element;
  /** Small, after the value. */
  unit?: string | undefined;
}

/** Two to five figures side by side, as in a drawer. */
export function Stats(props: { items: Stat[] }) {
  return (
    <dl class="grid auto-cols-fr grid-flow-col overflow-hidden rounded-[10px] border border-line max-sm:grid-flow-row max-sm:grid-cols-2">
      <For each={props.items}>
        {(item) => (
          <div class="px-2.75 py-2 not-first:border-l not-first:border-line max-sm:odd:border-l-0">
            <dt class="text-micro text-ink-2">{item.name}</dt>
            <dd class="tabular text-[1.0625rem] leading-5.5 font-550 tracking-[-0.02em]">
              {item.value}
              <Show when={item.unit}>
                <span class="ml-0.5 text-micro font-400 tracking-normal text-ink-3">{item.unit}</span>
              </Show>
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
