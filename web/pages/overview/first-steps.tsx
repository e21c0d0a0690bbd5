import Check from 'lucide-solid/icons/check';
import { For, Show } from 'solid-js';
import type { Outputs } from '../../api/types.ts';
import { Card } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { links } from './links.ts';
import { words } from './words.ts';

type Done = Outputs['overview']['firstSteps'];

const STEPS = ['password', 'upstream', 'result', 'call'] as const;
const HREF = { upstream: links.addToken, result: '/playground', call: links.addKey };

/** The way from an empty gateway to one that is used; there until all of it is done. */
export function FirstSteps(props: { done: Done }) {
  /** Whoever reads this has signed in. */
  const done = (): Record<(typeof STEPS)[number], boolean> => ({ password: true, ...props.done });
  const next = () => STEPS.find((step) => !done()[step]);
  const count = () => STEPS.filter((step) => done()[step]).length;
  return (
    <Card
      title={words().steps.title}
      aside={<span class="tabular">{words().steps.done(count(), STEPS.length)}</span>}
      flush
    >
      <ol class="grid px-4 pt-2 pb-4 max-lg:divide-y max-lg:divide-line lg:grid-cols-4 lg:gap-3">
        <For each={STEPS}>
          {(step, index) => <Step step={step} place={index() + 1} isDone={done()[step]} isNext={next() === step} />}
        </For>
      </ol>
    </Card>
  );
}

function Step(props: { step: (typeof STEPS)[number]; place: number; isDone: boolean; isNext: boolean }) {
  return (
    <li
      class={cx(
        'flex min-w-0 gap-3 py-3 lg:rounded-[10px] lg:border lg:p-3',
        props.isNext ? 'lg:border-line-2' : 'lg:border-line',
      )}
    >
      <span
        class={cx(
          'tabular grid size-6 shrink-0 place-items-center rounded-full text-label font-550',
          props.isDone ? 'bg-ok-soft text-ok' : props.isNext ? 'bg-accent-soft text-accent' : 'bg-sunken text-ink-2',
        )}
      >
        <Show when={props.isDone} fallback={props.place}>
          <Check class="size-3.5" />
          <span class="sr-only">{words().steps.isDone}</span>
        </Show>
      </span>
      <div class="min-w-0 flex-1">
        <p class={cx('leading-6 font-550', props.isDone && 'text-ink-2')}>{words().steps[props.step]}</p>
        <Show when={!props.isDone && props.step !== 'password' && props.step}>
          {(step) => (
            <>
              <p class="text-label text-ink-2">{words().steps[`${step()}Hint`]}</p>
              <LinkButton class="mt-2" size="small" kind={props.isNext ? 'primary' : 'plain'} href={HREF[step()]}>
                {words().steps.act[step()]}
              </LinkButton>
            </>
          )}
        </Show>
      </div>
    </li>
  );
}
