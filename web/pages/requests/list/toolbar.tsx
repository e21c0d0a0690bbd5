import Radio from 'lucide-solid/icons/radio';
import { Button } from '../../../ui/button.tsx';
import { Spacer, Toolbar } from '../../../ui/page-header.tsx';
import { SearchInput } from '../../../ui/search-input.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { attachTooltip } from '../../../ui/tooltip.tsx';
import { FilterPopover } from '../filter/filter-popover.tsx';
import type { Filters } from '../filter/filters.ts';
import { words } from '../words.ts';
import type { RequestList } from './request-list.ts';

interface LogToolbarProps {
  filters: Filters;
  list: RequestList;
  isFilterOpen: boolean;
  onFilterOpen: (open: boolean) => void;
  search: string;
  onSearch: (text: string) => void;
}

const STATUSES = ['all', '2', '4', '5'] as const;
type Status = (typeof STATUSES)[number] | 'mixed';

/** Status, id, filters and the tail: the line over the log. */
export function LogToolbar(props: LogToolbarProps) {
  const status = (): Status => {
    const { statuses } = props.filters.wanted();
    if (statuses.length === 0) return 'all';
    const [one] = statuses;
    return statuses.length === 1 && (one === 2 || one === 4 || one === 5) ? (`${one}` as Status) : 'mixed';
  };
  const isTailing = () => props.list.isTailing();
  return (
    <Toolbar>
      <Tabs<Status>
        label={words().statusLabel}
        options={STATUSES.map((value) => ({ value, label: words().statuses[value] }))}
        value={status()}
        onChange={(value) => props.filters.set({ statuses: value === 'all' ? [] : [Number(value)] })}
      />
      <Spacer />
      <SearchInput
        value={props.search}
        onSearch={props.onSearch}
        label={words().searchLabel}
        placeholder={words().search}
      />
      <FilterPopover filters={props.filters} open={props.isFilterOpen} onOpenChange={props.onFilterOpen} />
      <Button
        aria-pressed={isTailing()}
        class={isTailing() ? 'border-accent-line! bg-accent-soft! text-accent!' : ''}
        icon={<Radio />}
        disabled={props.filters.wanted().to !== undefined}
        onClick={() => props.list.tail(!isTailing())}
        ref={(element) => attachTooltip(element, () => (isTailing() ? words().tailOn : words().tailOff))}
      >
        {words().tail}
      </Button>
    </Toolbar>
  );
}
