import WandSparkles from 'lucide-solid/icons/wand-sparkles';
import { For, Show } from 'solid-js';
import { duration, number, percent } from '../../format.ts';
import { said } from '../../said/said.ts';
import { Section } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { KeyValues, Stats } from '../../ui/key-values.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Aliases } from './aliases.tsx';
import { modesText, secondsText } from './cells.tsx';
import type { Model } from './families.ts';
import { setHidden } from './use-models.ts';
import { words } from './words.ts';

interface ModelDrawerProps {
  name: string;
  models: readonly Model[];
  onOpen: (name: string) => void;
  onClose: () => void;
}

/** One model: who can serve it and why others cannot, what it makes, how it went, and its names. */
export function ModelDrawer(props: ModelDrawerProps) {
  const model = () => props.models.find(({ id, aliases }) => id === props.name || aliases.includes(props.name));
  const siblings = () => props.models.filter(({ family }) => family === model()?.family);
  const neighbour = (by: number) => {
    const next = siblings()[siblings().findIndex(({ id }) => id === model()?.id) + by];
    return next && (() => props.onOpen(next.id));
  };
  return (
    <Drawer
      title={model()?.id ?? props.name}
      subtitle={model()?.description}
      onClose={props.onClose}
      onPrevious={neighbour(-1)}
      onNext={neighbour(1)}
      badge={<Show when={model()}>{(found) => <Standing model={found()} />}</Show>}
      actions={
        <Show when={model()}>
          {(found) => (
            <>
              <LinkButton
                size="small"
                icon={<WandSparkles />}
                href={`/playground?model=${encodeURIComponent(found().id)}`}
              >
                {words().playground}
              </LinkButton>
              <CopyButton withText text={() => found().id} label={words().copyName('').trim()} />
            </>
          )}
        </Show>
      }
    >
      <Show when={model()} fallback={<EmptyState text={words().drawer.gone(props.name)} />}>
        {(found) => (
          <>
            <Reasons model={found()} />
            <Day model={found()} />
            <Facts model={found()} />
            <Section title={words().drawer.aliases}>
              <Aliases model={found()} />
            </Section>
            <div class="border-t border-line pt-3">
              <Switch
                label={words().drawer.listed}
                checked={!found().hidden}
                onChange={(listed) => setHidden(found().id, !listed)}
              />
              <p class="text-label text-ink-2">{words().drawer.listedHint}</p>
            </div>
          </>
        )}
      </Show>
    </Drawer>
  );
}

function Standing(props: { model: Model }) {
  return (
    <Show when={props.model.eligible > 0}>
      <StateBadge tone="ok" label={words().tokens(props.model.eligible)} />
    </Show>
  );
}

/** Why nobody can serve it; else why some tokens cannot. */
function Reasons(props: { model: Model }) {
  return (
    <>
      <Show when={props.model.eligible === 0}>
        <Notice kind="bad">
          <b>{words().drawer.nobody}</b>
          <Show when={props.model.unavailable}>{(why) => <p>{said(why())}</p>}</Show>
        </Notice>
      </Show>
      <Show when={props.model.deprecated}>
        <Notice kind="info">
          <b>{words().retired}.</b> {words().retiredHint}
        </Notice>
      </Show>
      <Show when={props.model.passedOver.length > 0}>
        <Section title={words().drawer.others}>
          <KeyValues
            items={props.model.passedOver.map(({ reason, count, names }) => ({
              name: said(reason),
              value: <span title={names.join(', ')}>{words().tokens(count)}</span>,
            }))}
          />
        </Section>
      </Show>
    </>
  );
}

function Day(props: { model: Model }) {
  const latency = (of: 'p50Ms' | 'p95Ms') => (props.model.latency === null ? '–' : duration(props.model.latency[of]));
  return (
    <Section title={words().drawer.day}>
      <Stats
        items={[
          { name: words().drawer.jobs, value: number(props.model.completed + props.model.failed) },
          { name: words().drawer.success, value: props.model.success === null ? '–' : percent(props.model.success) },
          { name: words().drawer.p50, value: latency('p50Ms') },
          { name: words().drawer.p95, value: latency('p95Ms') },
          { name: words().drawer.spent, value: words().spentCredits(props.model.spent) },
        ]}
      />
    </Section>
  );
}

function Facts(props: { model: Model }) {
  const prices = () => (
    <span class="flex flex-wrap justify-end gap-x-3">
      <For each={props.model.prices ?? []} fallback={words().unknownCost}>
        {({ tier, credits }) => (
          <span>
            {words().plans[tier]} {credits === 0 ? words().free : words().cost(number(credits))}
          </span>
        )}
      </For>
    </span>
  );
  return (
    <Section title={words().drawer.facts}>
      <KeyValues
        items={[
          { name: words().drawer.modes, value: modesText(props.model.modes) },
          { name: words().drawer.shapes, value: props.model.ratios.join(', ') },
          props.model.seconds.length > 0 && { name: words().drawer.lengths, value: secondsText(props.model.seconds) },
          { name: words().drawer.sizes, value: props.model.resolutions.join(', ') },
          {
            name: words().drawer.pictures,
            value:
              props.model.maxImages === 0
                ? words().drawer.none
                : words().drawer.upTo(props.model.minImages, props.model.maxImages),
          },
          { name: words().drawer.cost, value: prices() },
          { name: words().drawer.family, value: props.model.family },
        ]}
      />
    </Section>
  );
}
