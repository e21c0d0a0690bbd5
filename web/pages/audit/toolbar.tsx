import CalendarRange from 'lucide-solid/icons/calendar-range';
import { createMemo, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { dateTime, number } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { DateRange } from '../../ui/date-range.tsx';
import { type ActiveFilter, FilterBar } from '../../ui/filter-bar.tsx';
import { Spacer, Toolbar } from '../../ui/page-header.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { actionText } from './show-line.ts';
import type { Audit } from './use-audit.ts';
import { words } from './words.ts';

const ANY = 'any';

/** What the log is filtered by. */
export function AuditToolbar(props: { audit: Audit }) {
  const wanted = () => props.audit.wanted();
  const actors = useActors();
  const names = () => new Map(actors().map(({ value, label }) => [value, label]));
  const actions = createMemo(() => [
    { value: ANY, label: words().anyAction },
    ...Object.entries(words().groups).map(([value, label]) => ({ value, label })),
    ...Object.entries(words().actions).map(([value, label]) => ({ value, label })),
  ]);
  const active = (): ActiveFilter[] => {
    const { actor, action, outcome, text, from, to } = wanted();
    const { set } = props.audit;
    const { filters } = words();
    const span = `${from === undefined ? '' : dateTime(from)} – ${to === undefined ? '' : dateTime(to)}`.trim();
    const shown: [boolean, string, string, () => void][] = [
      [actor !== undefined, filters.actor, names().get(actor ?? '') ?? actor ?? '', () => set({ actor: undefined })],
      [action !== undefined, filters.action, actionLabel(action ?? ''), () => set({ action: undefined })],
      [outcome !== undefined, filters.outcome, words().outcomes[outcome ?? 'done'], () => set({ outcome: undefined })],
      [text !== '', filters.text, text, () => set({ text: '' })],
      [from !== undefined || to !== undefined, filters.time, span, () => set({ from: undefined, to: undefined })],
    ];
    return shown.filter(([is]) => is).map(([, name, value, onRemove]) => ({ name, value, onRemove }));
  };
  return (
    <>
      <Toolbar>
        <SearchInput
          label={words().search}
          placeholder={words().search}
          value={wanted().text}
          onSearch={(text) => props.audit.set({ text: text.trim() })}
        />
        <Select
          label={words().filters.actor}
          class="w-44 max-md:flex-1"
          options={[{ value: ANY, label: words().anyone }, ...actors()]}
          value={wanted().actor ?? ANY}
          onChange={(actor) => props.audit.set({ actor: actor === ANY ? undefined : actor })}
        />
        <Select
          label={words().filters.action}
          class="w-52 max-md:flex-1"
          options={actions()}
          value={wanted().action ?? ANY}
          onChange={(action) => props.audit.set({ action: action === ANY ? undefined : action })}
        />
        <Segments
          label={words().filters.outcome}
          options={(['any', 'done', 'refused'] as const).map((value) => ({ value, label: words().outcomes[value] }))}
          value={wanted().outcome ?? 'any'}
          onChange={(value) => props.audit.set({ outcome: value === 'any' ? undefined : value })}
        />
        <Popover
          label={words().filters.time}
          trigger={
            <>
              <CalendarRange />
              {words().filters.time}
            </>
          }
        >
          <DateRange
            value={{ from: wanted().from, to: wanted().to }}
            onChange={({ from, to }) => props.audit.set({ from, to })}
          />
        </Popover>
        <Spacer />
        <Show when={props.audit.waiting()}>
          {(count) => (
            <Button size="small" onClick={() => props.audit.showNew()}>
              {words().waiting(`${number(count())}${props.audit.isMore() ? '+' : ''}`)}
            </Button>
          )}
        </Show>
      </Toolbar>
      <FilterBar filters={active()} onClear={props.audit.clear} />
    </>
  );
}

function actionLabel(action: string): string {
  return (words().groups as Record<string, string>)[action] ?? actionText(action);
}

/** Operators and admin tokens that there are. */
function useActors() {
  const admins = api.security.admins.useQuery();
  const tokens = api.security.adminTokens.useQuery();
  return createMemo(() => [
    ...(admins.data ?? []).map(({ id, username }) => ({ value: id, label: username })),
    ...(tokens.data ?? []).map(({ id, name }) => ({ value: id, label: words().tokenNamed(name) })),
  ]);
}
