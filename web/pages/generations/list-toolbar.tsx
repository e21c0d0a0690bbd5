import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import LayoutGrid from 'lucide-solid/icons/layout-grid';
import ListFilter from 'lucide-solid/icons/list-filter';
import Rows3 from 'lucide-solid/icons/rows-3';
import { api } from '../../api/api.ts';
import type { Outputs } from '../../api/types.ts';
import { dateTime } from '../../format.ts';
import { words as jobWords } from '../../job/words.ts';
import { DateRange } from '../../ui/date-range.tsx';
import { Field } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Spacer, Toolbar } from '../../ui/page-header.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { arePromptsHidden, hidePrompts } from './prompts.ts';
import { TABS, type Wanted } from './query.ts';
import { words } from './words.ts';

interface ListToolbarProps {
  wanted: Wanted;
  counts: Outputs['jobs']['counts'] | undefined;
  onChange: (change: Partial<Wanted>) => void;
}

/** Tabs, search, filters and the way of showing, over the list. */
export function ListToolbar(props: ListToolbarProps) {
  return (
    <Toolbar>
      <Tabs
        label={words().list}
        value={props.wanted.tab}
        onChange={(tab) => props.onChange({ tab })}
        options={TABS.map((value) => ({ value, label: words().tabs[value], count: props.counts?.[value].count }))}
      />
      <Spacer />
      <SearchInput
        label={words().search}
        placeholder={words().search}
        value={props.wanted.text}
        onSearch={(text) => props.onChange({ text })}
        class="w-70 max-md:w-full max-md:basis-full"
      />
      <Popover
        label={words().filter}
        trigger={
          <span id="generations-filter" class="inline-flex items-center gap-1.75">
            <ListFilter class="size-3.5" />
            {words().filter}
          </span>
        }
      >
        <Filters {...props} />
      </Popover>
      <Segments
        label={words().views}
        value={props.wanted.view}
        onChange={(view) => props.onChange({ view })}
        options={[
          { value: 'grid', label: words().grid, icon: <LayoutGrid /> },
          { value: 'rows', label: words().rows, icon: <Rows3 /> },
        ]}
      />
      <IconButton
        bordered
        pressed={arePromptsHidden()}
        label={arePromptsHidden() ? words().showPrompts : words().hidePrompts}
        icon={arePromptsHidden() ? <EyeOff /> : <Eye />}
        onClick={() => hidePrompts(!arePromptsHidden())}
      />
    </Toolbar>
  );
}

function Filters(props: ListToolbarProps) {
  const models = api.models.list.useQuery(() => ({}));
  const keys = api.keys.list.useQuery();
  const modelNames = () => {
    const offered = (models.data ?? []).flatMap(({ id, aliases }) => [id, ...aliases]);
    return [...new Set([...props.wanted.models, ...offered])];
  };
  return (
    <div class="space-y-3">
      <Field label={words().model}>
        <Picker
          options={modelNames().map((value) => ({ value, label: value }))}
          values={props.wanted.models}
          onChange={(names) => props.onChange({ models: names })}
        />
      </Field>
      <Field label={words().key}>
        <Picker
          options={[
            { value: 'console', label: words().console },
            ...(keys.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          values={props.wanted.keys}
          onChange={(ids) => props.onChange({ keys: ids })}
        />
      </Field>
      <Segments
        wide
        label={words().kind}
        value={props.wanted.kind ?? 'any'}
        onChange={(kind) => props.onChange({ kind: kind === 'any' ? undefined : kind })}
        options={[
          { value: 'any', label: words().anyKind },
          { value: 'image', label: jobWords().kinds.image },
          { value: 'video', label: jobWords().kinds.video },
        ]}
      />
      <DateRange
        value={{ from: props.wanted.from, to: props.wanted.to }}
        onChange={({ from, to }) => props.onChange({ from, to })}
      />
    </div>
  );
}

interface ActiveFiltersProps {
  wanted: Wanted;
  onChange: (change: Partial<Wanted>) => void;
  onClear: () => void;
}

/** What narrows the list beside the tab. */
export function ActiveFilters(props: ActiveFiltersProps) {
  const keys = api.keys.list.useQuery();
  const keyName = (id: string) =>
    id === 'console' ? words().console : (keys.data?.find((key) => key.id === id)?.name ?? id);
  const range = () => {
    const { from, to } = props.wanted;
    if (from !== undefined && to !== undefined) return words().between(dateTime(from), dateTime(to));
    if (from !== undefined) return words().since(dateTime(from));
    return to === undefined ? null : words().until(dateTime(to));
  };
  const filters = () => {
    const { models, keys: ids, kind, text } = props.wanted;
    const dates = range();
    return [
      ...(text === '' ? [] : [{ name: words().text, value: text, onRemove: () => props.onChange({ text: '' }) }]),
      ...models.map((value) => ({
        ...{ name: words().model, value },
        onRemove: () => props.onChange({ models: models.filter((other) => other !== value) }),
      })),
      ...ids.map((id) => ({
        ...{ name: words().key, value: keyName(id) },
        onRemove: () => props.onChange({ keys: ids.filter((other) => other !== id) }),
      })),
      ...(kind === undefined
        ? []
        : [{ name: words().kind, value: jobWords().kinds[kind], onRemove: () => props.onChange({ kind: undefined }) }]),
      ...(dates === null
        ? []
        : [{ name: words().date, value: dates, onRemove: () => props.onChange({ from: undefined, to: undefined }) }]),
    ];
  };
  return <FilterBar filters={filters()} onClear={props.onClear} />;
}
