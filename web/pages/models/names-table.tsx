import { For, Show } from 'solid-js';
import { number } from '../../format.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Pill } from '../../ui/pill.tsx';
import { Switch } from '../../ui/switch.tsx';
import { costOf, costText, Eligible, formText, modesText, P95, Plan, Success } from './cells.tsx';
import { isOpen, leastTierOf, type Model } from './families.ts';
import { Shapes } from './shapes.tsx';
import { setHidden } from './use-models.ts';
import { words } from './words.ts';

interface NamesTableProps {
  models: Model[];
  onOpen: (name: string) => void;
}

/** Shown from which width on, by what it is worth. */
const LG = 'max-lg:hidden';
const MD = 'max-md:hidden';
const XL = 'max-xl:hidden';

/** Every name of a family; each leads to its drawer. */
export function NamesTable(props: NamesTableProps) {
  return (
    <table class="appear tabular w-full table-fixed border-t border-line bg-sunken/50">
      <thead class="text-left text-micro text-ink-2 [&_th]:px-2 [&_th]:py-1.5 [&_th]:font-400 [&_th:first-child]:pl-10.5">
        <tr>
          <th scope="col">{words().columns.name}</th>
          <th scope="col" class={cx('w-36', XL)}>
            {words().columns.mode}
          </th>
          <th scope="col" class={cx('w-48', LG)}>
            {words().columns.form}
          </th>
          <th scope="col" class={cx('w-16', MD)}>
            {words().columns.plan}
          </th>
          <th scope="col" class={cx('w-22', MD)}>
            {words().columns.cost}
          </th>
          <th scope="col" class="w-22 text-right">
            {words().columns.eligible}
          </th>
          <th scope="col" class={cx('w-14 text-right', MD)}>
            {words().columns.jobs}
          </th>
          <th scope="col" class={cx('w-16 text-right', MD)}>
            {words().columns.success}
          </th>
          <th scope="col" class={cx('w-14 text-right', LG)}>
            {words().columns.p95}
          </th>
          <th scope="col" class="w-16 text-right">
            {words().columns.listed}
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.models.map(({ id }) => id)}>
          {(id) => (
            <Show when={props.models.find((model) => model.id === id)}>
              {(model) => <Row model={model()} onOpen={props.onOpen} />}
            </Show>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Row(props: { model: Model; onOpen: (name: string) => void }) {
  return (
    <tr class="h-9 border-t border-line hover:bg-hover [&>td]:px-2 [&>th]:px-2 [&>th]:pl-10.5">
      <th scope="row" class="text-left font-400">
        <span class="flex min-w-0 items-center gap-1">
          <a
            href={`/models/${encodeURIComponent(props.model.id)}${location.search}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              props.onOpen(props.model.id);
            }}
            class={cx(
              'target min-w-0 font-mono text-label hover:underline',
              isOpen(props.model) && 'font-500',
              props.model.hidden && 'text-ink-3',
            )}
            title={isOpen(props.model) ? words().open : undefined}
          >
            <span class="block truncate">{props.model.id}</span>
          </a>
          <CopyButton text={props.model.id} label={words().copyName(props.model.id)} />
          <Show when={props.model.aliases.length > 0}>
            <Pill outline class={MD}>{`+${number(props.model.aliases.length)}`}</Pill>
          </Show>
        </span>
      </th>
      <td class={cx('truncate text-label text-ink-2', XL)} title={modesText(props.model.modes)}>
        {modesText(props.model.modes)}
      </td>
      <td class={cx('text-label text-ink-2', LG)}>
        <span class="flex items-center gap-2.5">
          <Shapes ratios={props.model.ratios} />
          <span class="truncate">{formText(props.model)}</span>
        </span>
      </td>
      <td class={MD}>
        <Plan tier={leastTierOf(props.model.tiers)} />
      </td>
      <td class={cx('text-label text-ink-2', MD)}>{costText(costOf(props.model))}</td>
      <td class="text-right">
        <Eligible count={props.model.eligible} />
      </td>
      <td class={cx('text-right', MD)}>{number(props.model.completed + props.model.failed)}</td>
      <td class={cx('text-right', MD)}>
        <Success of={props.model} />
      </td>
      <td class={cx('text-right', LG)}>
        <P95 latency={props.model.latency} />
      </td>
      <td>
        <span class="flex justify-end">
          <Switch
            hideLabel
            label={words().listed(props.model.id)}
            checked={!props.model.hidden}
            onChange={(listed) => setHidden(props.model.id, !listed)}
          />
        </span>
      </td>
    </tr>
  );
}
