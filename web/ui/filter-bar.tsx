import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import { words } from './words.ts';

export interface ActiveFilter {
  /** What is filtered by: `Model`. */
  name: string;
  /** `veo-3.1-fast`. */
  value: string;
  onRemove: () => void;
}

interface FilterBarProps {
  filters: ActiveFilter[];
  onClear: () => void;
}

/** The filters that are on, each to be taken off. Nothing at all without any. */
export function FilterBar(props: FilterBarProps) {
  return (
    <Show when={props.filters.length > 0}>
      <div class="mb-2.5 flex flex-wrap items-center gap-1.5">
        <For each={props.filters}>
          {(filter) => (
            <span class="inline-flex h-6.5 max-w-full items-center rounded-[7px] border border-line-2 bg-panel pl-2 text-label touch:h-10">
              <span class="text-ink-3">{filter.name}</span>
              <span class="ml-1.5 truncate font-500">{filter.value}</span>
              <button
                type="button"
                aria-label={`${words().remove}: ${filter.name} ${filter.value}`}
                class="grid size-6.5 place-items-center text-ink-3 hover:text-ink touch:size-10"
                onClick={() => filter.onRemove()}
              >
                <X class="size-3" />
              </button>
            </span>
          )}
        </For>
        <button
          type="button"
          class="h-6.5 px-1.5 text-label text-ink-2 hover:text-ink hover:underline touch:h-10"
          onClick={() => props.onClear()}
        >
          {words().clear}
        </button>
      </div>
    </Show>
  );
}
