import ListFilter from 'lucide-solid/icons/list-filter';
import { createMemo, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { DateRange } from '../../../ui/date-range.tsx';
import { Field } from '../../../ui/field.tsx';
import { NumberInput } from '../../../ui/number-input.tsx';
import { Picker } from '../../../ui/picker.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { REASONS, reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import type { Filters } from './filters.ts';

interface FilterPopoverProps {
  filters: Filters;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Everything that the log can be filtered by, behind one button. */
export function FilterPopover(props: FilterPopoverProps) {
  return (
    <Popover
      label={words().filter}
      open={props.open}
      onOpenChange={props.onOpenChange}
      trigger={
        <>
          <ListFilter />
          {words().filter}
        </>
      }
    >
      <Show when={props.open}>
        <FilterForm filters={props.filters} />
      </Show>
    </Popover>
  );
}

const MOST_TOKENS = 500;

function FilterForm(props: { filters: Filters }) {
  const models = api.models.list.useQuery(() => ({}));
  const keys = api.keys.list.useQuery();
  const tokens = api.tokens.list.useQuery(() => ({ limit: MOST_TOKENS }));
  const wanted = () => props.filters.wanted();
  const set: Filters['set'] = (changes) => props.filters.set(changes);
  const option = (value: string, label = value) => ({ value, label });
  /** What is chosen stays choosable, also when it is gone. */
  const withChosen = (options: ReturnType<typeof option>[], chosen: string[]) => [
    ...options,
    ...chosen.filter((value) => !options.some((each) => each.value === value)).map((value) => option(value)),
  ];
  const modelOptions = createMemo(() => {
    const names = (models.data ?? []).flatMap(({ id, aliases }) => [id, ...aliases]);
    return withChosen(
      names.map((name) => option(name)),
      wanted().models,
    );
  });
  const keyOptions = createMemo(() =>
    withChosen(
      (keys.data ?? []).map(({ id, name }) => option(id, name)),
      wanted().keys,
    ),
  );
  const tokenOptions = createMemo(() =>
    withChosen(
      (tokens.data?.items ?? []).map(({ id, name, email }) => option(String(id), name ?? email)),
      wanted().tokens.map(String),
    ),
  );
  const kinds = () => (['any', 'image', 'video'] as const).map((kind) => option(kind, words().kinds[kind]));
  return (
    <div class="space-y-3">
      <div>
        <p class="mb-1 text-label font-500 text-ink-2">{words().filters.kind}</p>
        <Segments
          label={words().filters.kind}
          options={kinds() as { value: 'any' | 'image' | 'video'; label: string }[]}
          value={wanted().kind ?? 'any'}
          onChange={(kind) => set({ kind: kind === 'any' ? undefined : kind })}
          wide
        />
      </div>
      <Field label={words().filters.reason}>
        <Picker
          options={REASONS.map((reason) => option(reason, reasonText(reason)))}
          values={wanted().reasons}
          onChange={(reasons) => set({ reasons })}
          placeholder={words().anyReason}
        />
      </Field>
      <Field label={words().filters.model}>
        <Picker
          options={modelOptions()}
          values={wanted().models}
          onChange={(chosen) => set({ models: chosen })}
          placeholder={words().anyModel}
        />
      </Field>
      <Field label={words().filters.key}>
        <Picker
          options={keyOptions()}
          values={wanted().keys}
          onChange={(chosen) => set({ keys: chosen })}
          placeholder={words().anyKey}
        />
      </Field>
      <Field label={words().filters.token}>
        <Picker
          options={tokenOptions()}
          values={wanted().tokens.map(String)}
          onChange={(chosen) => set({ tokens: chosen.map(Number) })}
          placeholder={words().anyToken}
        />
      </Field>
      <Field label={words().filters.over} hint={words().overHint} unit={words().seconds}>
        <NumberInput
          value={wanted().over === undefined ? null : (wanted().over ?? 0) / 1_000}
          onInput={(seconds) =>
            set({ over: seconds === null || seconds <= 0 ? undefined : Math.round(seconds * 1_000) })
          }
          min={0}
        />
      </Field>
      <DateRange value={{ from: wanted().from, to: wanted().to }} onChange={({ from, to }) => set({ from, to })} />
    </div>
  );
}
