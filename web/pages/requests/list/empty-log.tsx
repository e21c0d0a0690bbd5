import ListTree from 'lucide-solid/icons/list-tree';
import { Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { Button } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { EmptyState, NoMatch } from '../../../ui/empty-state.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import type { Filters } from '../filter/filters.ts';
import { words } from '../words.ts';

/** Nothing to list: since nobody has called yet, since nobody has lately, or since the filter lets none through. */
export function EmptyLog(props: { filters: Filters }) {
  const any = api.requests.list.useQuery(
    () => ({ first: 1 }),
    () => ({ staleTime: 0 }),
  );
  const hasNone = () => any.data?.requests.length === 0;
  return (
    <Show when={any.data} fallback={<div class="h-60" />}>
      <Show
        when={!props.filters.isFiltered()}
        fallback={<NoMatch text={words().noMatch} onClear={props.filters.clear} />}
      >
        <Show when={!hasNone()} fallback={<FirstCall />}>
          <EmptyState
            icon={<ListTree />}
            text={words().emptyInRange(words().rangesLong[props.filters.wanted().range])}
            action={
              <Show when={props.filters.wanted().range !== '30d'}>
                <Button onClick={() => props.filters.set({ range: '30d' })}>{words().showMore}</Button>
              </Show>
            }
          />
        </Show>
      </Show>
    </Show>
  );
}

function FirstCall() {
  const curl = () =>
    [
      `curl ${location.origin}/v1/images/generations \\`,
      `  -H "Authorization: Bearer $FLOW2API_KEY" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"model": "gemini-2.5-flash-image", "prompt": "a heron at dawn"}'`,
    ].join('\n');
  return (
    <div class="pb-8">
      <EmptyState
        icon={<ListTree />}
        text={words().empty}
        hint={words().emptyHint}
        action={<LinkButton href="/keys">{words().makeKey}</LinkButton>}
      />
      <div class="mx-auto max-w-160 px-4">
        <CodeBlock code={curl()} language="curl" label="curl" />
      </div>
    </div>
  );
}
