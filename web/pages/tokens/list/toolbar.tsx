import Columns3 from 'lucide-solid/icons/columns-3';
import ListFilter from 'lucide-solid/icons/list-filter';
import Rows3 from 'lucide-solid/icons/rows-3';
import { createMemo, For } from 'solid-js';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Spacer, Toolbar } from '../../../ui/page-header.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { SearchInput } from '../../../ui/search-input.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { PLANS, VIEWS, type ViewName, viewOf } from '../query.ts';
import type { TokenState } from '../token-types.ts';
import type { View } from '../use-view.ts';
import { words } from '../words.ts';
import { OPTIONAL } from './columns.tsx';
import { extraColumns, isCompact, setCompact, setExtraColumns } from './look.ts';
import type { TokenList } from './token-list.ts';

/** Letters are answered while they are typed: the server has the tokens in memory. */
const PAUSE_MS = 0;

/** Views, search, filter and how the list looks. */
export function TokenToolbar(props: { view: View; list: TokenList }) {
  const countOf = (states: readonly TokenState[]) => {
    const counts = props.list.counts();
    if (counts === undefined) return undefined;
    const wanted = states.length === 0 ? (Object.keys(counts) as TokenState[]) : states;
    return wanted.reduce((sum, state) => sum + counts[state], 0);
  };
  const label = (name: ViewName) => (name === 'all' ? words().allTokens : words().states[name]);
  const tabs = createMemo(() =>
    (Object.keys(VIEWS) as ViewName[]).map((name) => ({
      value: name,
      label: label(name),
      ...(countOf(VIEWS[name]) !== undefined && { count: countOf(VIEWS[name]) }),
    })),
  );
  return (
    <Toolbar>
      <Tabs
        label={words().views}
        options={tabs()}
        value={(viewOf(props.view.wanted().states) ?? '') as ViewName}
        onChange={(name) => props.view.set({ states: [...VIEWS[name]] })}
      />
      <Spacer />
      <SearchInput
        label={words().search}
        placeholder={words().searchHint}
        value={props.view.wanted().text}
        pauseMs={PAUSE_MS}
        onSearch={(text) => props.view.set({ text })}
      />
      <FilterPopover view={props.view} />
      <ColumnsPopover />
      <span class="max-md:hidden">
        <IconButton
          bordered
          label={`${words().actions.rows}: ${isCompact() ? words().rowHeights.compact : words().rowHeights.tall}`}
          icon={<Rows3 />}
          pressed={isCompact()}
          onClick={() => setCompact(!isCompact())}
        />
      </span>
    </Toolbar>
  );
}

function FilterPopover(props: { view: View }) {
  const wanted = () => props.view.wanted();
  const upstreams = () =>
    (['any', 'flow', 'sandbox'] as const).map((value) => ({
      value,
      label: value === 'any' ? words().filters.any : words().upstreams[value],
    }));
  return (
    <Popover
      label={words().actions.filter}
      trigger={
        <>
          <ListFilter />
          {words().actions.filter}
        </>
      }
    >
      <fieldset class="flex flex-col">
        <legend class="mb-1 text-label font-500 text-ink-2">{words().filters.plan}</legend>
        <For each={PLANS}>
          {(plan) => (
            <Checkbox
              label={words().plans[plan]}
              checked={wanted().plans.includes(plan)}
              onChange={(on) => {
                const others = wanted().plans.filter((each) => each !== plan);
                props.view.set({ plans: on ? [...others, plan] : others });
              }}
            />
          )}
        </For>
      </fieldset>
      <p class="mt-3 mb-1 text-label font-500 text-ink-2" aria-hidden="true">
        {words().filters.upstream}
      </p>
      <Segments
        label={words().filters.upstream}
        options={upstreams()}
        value={wanted().upstream ?? 'any'}
        onChange={(value) => props.view.set({ upstream: value === 'any' ? undefined : value })}
        wide
      />
    </Popover>
  );
}

/** Which further columns there are; a phone has no room for any. */
function ColumnsPopover() {
  return (
    <span class="max-md:hidden">
      <Popover label={words().actions.columns} triggerLabel={words().actions.columns} trigger={<Columns3 />}>
        <fieldset class="flex flex-col">
          <legend class="mb-1 text-label font-500 text-ink-2">{words().actions.columns}</legend>
          <For each={OPTIONAL}>
            {(id) => (
              <Checkbox
                label={words().columns[id]}
                checked={extraColumns().includes(id)}
                onChange={(on) =>
                  setExtraColumns(OPTIONAL.filter((each) => (each === id ? on : extraColumns().includes(each))))
                }
              />
            )}
          </For>
        </fieldset>
      </Popover>
    </span>
  );
}
