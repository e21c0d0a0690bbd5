import { createMemo, createSignal, Show } from 'solid-js';
import { CopyButton } from './copy-button.tsx';
import { JsonNode } from './json-node.tsx';
import { countMatches } from './json-search.ts';
import { SearchInput } from './search-input.tsx';
import { words } from './words.ts';

interface JsonTreeProps {
  value: unknown;
  /** What it is, for screen readers: `Request body`. */
  label: string;
  /** Without the search field, for a small one. */
  plain?: boolean | undefined;
}

/** A body as a tree that folds, can be searched and copied; files in base64 are folded to their kind and size. */
export function JsonTree(props: JsonTreeProps) {
  const [query, setQuery] = createSignal('');
  const wanted = () => query().trim().toLowerCase();
  const count = createMemo(() => (wanted() === '' ? 0 : countMatches(undefined, props.value, wanted())));
  return (
    <section aria-label={props.label} class="min-w-0">
      <Show when={!props.plain}>
        <div class="mb-2 flex items-center gap-2">
          <SearchInput
            value={query()}
            onSearch={setQuery}
            label={words().search}
            placeholder={words().search}
            hasShortcut={false}
            class="min-w-0 flex-1"
          />
          <span class="tabular text-label text-ink-3" aria-live="polite">
            {wanted() === '' ? '' : words().matches(count())}
          </span>
          <CopyButton text={() => JSON.stringify(props.value, null, 2)} withText />
        </div>
      </Show>
      <div class="overflow-x-auto font-mono text-label leading-5">
        <JsonNode value={props.value} depth={0} query={wanted()} />
      </div>
    </section>
  );
}
