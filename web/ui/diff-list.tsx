import ArrowRight from 'lucide-solid/icons/arrow-right';
import { For, type JSX, Show } from 'solid-js';
import { words } from './words.ts';

export interface Difference {
  name: string;
  /** Null when there was nothing before, or is nothing after. */
  old: JSX.Element | null;
  new: JSX.Element | null;
  /** A mark beside the name, as "restart". */
  mark?: JSX.Element | undefined;
  /** What follows from it: `lowers slots on 6 tokens now`. */
  effect?: string | undefined;
}

/** What changes: old → new, a line for each. */
export function DiffList(props: { items: Difference[] }) {
  return (
    <ul class="divide-y divide-line rounded-[10px] border border-line">
      <For each={props.items}>
        {(item) => (
          <li class="px-3 py-2">
            <p class="flex items-center gap-2 text-label text-ink-2">
              {item.name}
              {item.mark}
            </p>
            <p class="tabular flex flex-wrap items-center gap-x-2 font-mono text-label">
              <span class="sr-only">{words().was}</span>
              <del class="min-w-0 text-ink-3">{item.old ?? '–'}</del>
              <ArrowRight class="size-3 text-ink-3" aria-hidden="true" />
              <ins class="min-w-0 font-500 no-underline">{item.new ?? '–'}</ins>
            </p>
            <Show when={item.effect}>
              <p class="text-label text-warn">{item.effect}</p>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
