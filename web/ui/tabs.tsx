import { createEffect, For, type JSX, Show } from 'solid-js';
import { number } from '../format.ts';
import { cx } from './cx.ts';
import type { Segment } from './segments.tsx';

interface TabsProps<Value extends string> {
  label: string;
  options: Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** The id of what they change; makes them real tabs, for a `<TabPanel id=…>`. Without it they are saved views. */
  panelId?: string | undefined;
}

const LOOK =
  'flex h-8 shrink-0 items-center gap-1.5 rounded-control border border-transparent px-2.75 font-500 whitespace-nowrap text-ink-2 transition-colors not-disabled:hover:text-ink disabled:opacity-45 touch:h-11';
const ON = 'border-line! bg-panel text-ink! shadow-card [&>.lucide-icon]:text-accent';

/** Saved views, modes or panels with their counts. Scrolls sideways where there is no room; arrows move along it. */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  let row!: HTMLDivElement;
  const isTabs = () => props.panelId !== undefined;
  const state = (isOn: boolean) =>
    isTabs()
      ? ({
          role: 'tab',
          'aria-selected': isOn,
          'aria-controls': isOn ? props.panelId : undefined,
          tabindex: isOn ? 0 : -1,
        } as const)
      : { 'aria-pressed': isOn };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const usable = props.options.filter((option) => !option.disabled);
    const at = usable.findIndex((option) => option.value === props.value);
    const next = usable[(at + by + usable.length) % usable.length];
    if (next === undefined) return;
    event.preventDefault();
    props.onChange(next.value);
    const index = props.options.indexOf(next);
    queueMicrotask(() => row.querySelectorAll<HTMLElement>('button')[index]?.focus());
  };
  // Where they do not all fit, the one that is on is in view.
  createEffect(() => {
    void props.value;
    const isOn = row.querySelector('[aria-pressed=true],[aria-selected=true]')?.getBoundingClientRect();
    const { left, width } = row.getBoundingClientRect();
    if (isOn && (isOn.left < left || isOn.right > left + width)) {
      row.scrollLeft += isOn.left - left - (width - isOn.width) / 2;
    }
  });
  return (
    <div
      ref={row}
      {...{ role: isTabs() ? 'tablist' : 'group', 'aria-label': props.label }}
      class="scroll-quiet -m-1 flex min-w-0 gap-0.5 overflow-x-auto p-1"
    >
      <For each={props.options}>
        {(option) => {
          const isOn = () => props.value === option.value;
          return (
            <button
              type="button"
              {...state(isOn())}
              onKeyDown={onKeyDown}
              disabled={option.disabled}
              onClick={() => props.onChange(option.value)}
              class={cx(LOOK, isOn() && ON)}
            >
              {option.icon}
              {option.label}
              <Show when={option.count !== undefined}>
                <span class="tabular text-label text-ink-3">{number(option.count ?? 0)}</span>
              </Show>
            </button>
          );
        }}
      </For>
    </div>
  );
}

/** What a row of tabs with this `panelId` shows. */
export function TabPanel(props: { id: string; label: string; class?: string; children: JSX.Element }) {
  return (
    <div id={props.id} role="tabpanel" aria-label={props.label} class={props.class}>
      {props.children}
    </div>
  );
}
