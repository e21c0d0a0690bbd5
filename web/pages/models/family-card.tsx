import ChevronRight from 'lucide-solid/icons/chevron-right';
import { type JSX, Show } from 'solid-js';
import { number } from '../../format.ts';
import { said } from '../../said/said.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Pill } from '../../ui/pill.tsx';
import { SOLID } from '../../ui/tone.ts';
import { costText, Eligible, modesText, P95, Plan, Success, secondsText } from './cells.tsx';
import type { Family, Group } from './families.ts';
import { NamesTable } from './names-table.tsx';
import { Shapes } from './shapes.tsx';
import { words } from './words.ts';

interface FamilyCardProps {
  family: Family;
  /** How its jobs went; none when there were none. */
  group: Group | undefined;
  isUnfolded: boolean;
  onFold: () => void;
  onOpen: (name: string) => void;
}

/** A family of models, its names folded away. */
export function FamilyCard(props: FamilyCardProps) {
  const id = () => `family-${props.family.name}`;
  return (
    <li class="min-w-0 overflow-hidden rounded-card border border-line bg-panel shadow-card">
      <div class="relative grid items-center gap-x-6 gap-y-3 px-4 py-3 hover:bg-hover lg:grid-cols-[minmax(0,1fr)_auto]">
        <div class="flex min-w-0 items-start gap-2.5">
          <ChevronRight class={cx('mt-0.5 text-ink-3 transition-transform', props.isUnfolded && 'rotate-90')} />
          <div class="min-w-0">
            <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
              <h2 class="font-600">
                <button
                  type="button"
                  aria-expanded={props.isUnfolded}
                  aria-controls={id()}
                  aria-label={words().expand(props.family.name, props.family.models.length)}
                  class="text-left after:absolute after:inset-0"
                  onClick={() => props.onFold()}
                >
                  {props.family.name}
                </button>
              </h2>
              <span class="flex items-center gap-1.5 text-label text-ink-2">
                <i class={cx('size-2 rounded-[2.5px]', SOLID[props.family.kind])} />
                {modesText(props.family.modes)}
              </span>
              <Show when={props.family.isRetired}>
                <Pill outline>{words().retired}</Pill>
              </Show>
            </div>
            <Specs family={props.family} />
            <Show when={props.family.eligible === 0}>
              <p class="mt-1 text-label text-bad">
                {props.family.main.unavailable === null ? words().busy : said(props.family.main.unavailable)}
              </p>
            </Show>
          </div>
        </div>
        <Facts {...props} />
      </div>
      <div id={id()}>
        <Show when={props.isUnfolded}>
          <NamesTable models={props.family.models} onOpen={props.onOpen} />
        </Show>
      </div>
    </li>
  );
}

/** What can be asked for, and under which name. */
function Specs(props: { family: Family }) {
  return (
    <p class="tabular mt-1 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-label text-ink-2">
      <Shapes ratios={props.family.ratios} />
      <Show when={props.family.seconds.length > 0}>
        <span>{secondsText(props.family.seconds)}</span>
      </Show>
      <span>{props.family.resolutions.join(', ')}</span>
      <span class="flex min-w-0 items-center gap-0.5">
        <code class="truncate text-ink">{props.family.main.id}</code>
        <span class="relative z-1">
          <CopyButton text={props.family.main.id} label={words().copyName(props.family.main.id)} />
        </span>
      </span>
      <Show when={props.family.models.length > 1}>
        <span>{words().names(props.family.models.length)}</span>
      </Show>
    </p>
  );
}

function Facts(props: FamilyCardProps) {
  return (
    <dl class="grid grid-cols-3 gap-x-4 gap-y-2 sm:grid-cols-6 lg:w-128 [&>div]:min-w-0">
      <Fact name={words().columns.plan}>
        <Plan tier={props.family.leastTier} />
      </Fact>
      <Fact name={words().columns.cost}>{costText(props.family.cost)}</Fact>
      <Fact name={words().columns.eligible}>
        <Eligible count={props.family.eligible} />
      </Fact>
      <Fact name={words().columns.jobs}>{number((props.group?.completed ?? 0) + (props.group?.failed ?? 0))}</Fact>
      <Fact name={words().columns.success}>
        <Success of={props.group} />
      </Fact>
      <Fact name={words().columns.p95}>
        <P95 latency={props.group?.latency} />
      </Fact>
    </dl>
  );
}

function Fact(props: { name: string; children: JSX.Element }) {
  return (
    <div>
      <dt class="truncate text-micro text-ink-2">{props.name}</dt>
      <dd class="tabular flex min-h-5 items-center font-500">{props.children}</dd>
    </div>
  );
}
