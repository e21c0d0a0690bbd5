import ArrowRight from 'lucide-solid/icons/arrow-right';
import { For, Show } from 'solid-js';
import { duration, number, percent } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { links } from './links.ts';
import { Part } from './part.tsx';
import type { Activity, OverviewQueries } from './use-overview.ts';
import type { Range } from './use-range.ts';
import { words } from './words.ts';

const MOST = 6;
/** Less than this share of completed jobs stands out. */
const POOR = 0.97;

/** How the families of models fare, the busiest first. */
export function ModelsCard(props: { activity: OverviewQueries['activity']; range: Range }) {
  return (
    <Card
      title={words().models.title}
      aside={
        <TextLink alone quiet href="/models" class="flex items-center gap-1">
          {words().models.all} <ArrowRight class="size-3" />
        </TextLink>
      }
    >
      <Part query={props.activity} failed={words().failed.jobs} skeleton={<SkeletonLines lines={6} />}>
        {(activity) => (
          <Show
            when={activity().groups.length > 0}
            fallback={<p class="grid h-40 place-items-center text-ink-3">{words().jobs.empty[props.range]}</p>}
          >
            <Table groups={activity().groups} />
          </Show>
        )}
      </Part>
    </Card>
  );
}

function Table(props: { groups: Activity['groups'] }) {
  const shown = () => props.groups.slice(0, MOST);
  const most = () => Math.max(...props.groups.map(jobsOf));
  return (
    <table class="tabular w-full table-fixed">
      <thead class="text-label text-ink-2 [&_th]:pb-1 [&_th]:font-400">
        <tr>
          <th class="text-left">{words().models.model}</th>
          <th class="w-12 text-right">{words().models.jobs}</th>
          <th class="w-16 text-right">{words().models.success}</th>
          <th class="w-14 text-right">{words().models.p95}</th>
        </tr>
      </thead>
      <tbody>
        <For each={shown()}>{(group) => <Row group={group} share={jobsOf(group) / most()} />}</For>
      </tbody>
      <Show when={props.groups.length > MOST}>
        <tfoot>
          <tr>
            <td colspan={4} class="pt-1.5 text-label">
              <TextLink alone quiet href="/models">
                {words().models.more(props.groups.length - MOST)}
              </TextLink>
            </td>
          </tr>
        </tfoot>
      </Show>
    </table>
  );
}

const jobsOf = ({ completed, failed }: Activity['groups'][number]) => completed + failed;

function Row(props: { group: Activity['groups'][number]; share: number }) {
  const success = () => props.group.completed / jobsOf(props.group);
  return (
    <tr class="align-top [&>*]:py-1">
      <th scope="row" class="pr-4 text-left font-400">
        <a href={links.family(props.group.group)} class="target block underline-offset-2 hover:underline">
          <span class="block truncate">{props.group.group}</span>
        </a>
        <svg
          aria-hidden="true"
          viewBox="0 0 100 3"
          preserveAspectRatio="none"
          class="mt-1 h-0.75 w-full rounded-full bg-sunken"
        >
          <rect
            width={Math.max(1, props.share * 100)}
            height="3"
            fill={props.group.kind === 'image' ? 'var(--image)' : 'var(--video)'}
          />
        </svg>
      </th>
      <td class="text-right font-550">{number(jobsOf(props.group))}</td>
      <td class={cx('text-right', success() < POOR ? 'text-warn' : 'text-ink-2')}>{percent(success())}</td>
      <td class="text-right text-ink-2">
        <Show when={props.group.latency} fallback="–">
          {(latency) => duration(latency().p95Ms)}
        </Show>
      </td>
    </tr>
  );
}
