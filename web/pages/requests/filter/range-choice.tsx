import { useWidths } from '../../../ui/media-query.ts';
import { Segments } from '../../../ui/segments.tsx';
import { words } from '../words.ts';
import type { Filters } from './filters.ts';
import { RANGES, type RangeName } from './query.ts';

type Choice = RangeName | 'custom';

/** How far back the log is looked at; a time that was chosen otherwise shows as such. */
export function RangeChoice(props: { filters: Filters }) {
  const isFrom = useWidths();
  const isChosen = () => props.filters.wanted().from !== undefined || props.filters.wanted().to !== undefined;
  const options = () => [
    ...(Object.keys(RANGES) as RangeName[]).map((value) => ({ value: value as Choice, label: words().ranges[value] })),
    ...(isChosen() ? [{ value: 'custom' as Choice, label: words().custom }] : []),
  ];
  return (
    <div class="max-md:basis-full">
      <Segments<Choice>
        label={words().range}
        options={options()}
        wide={!isFrom('md')}
        value={isChosen() ? 'custom' : props.filters.wanted().range}
        onChange={(range) => range !== 'custom' && props.filters.set({ range, from: undefined, to: undefined })}
      />
    </div>
  );
}
