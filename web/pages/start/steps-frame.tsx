import Check from 'lucide-solid/icons/check';
import { createEffect, For, type JSX, on, Show } from 'solid-js';
import { Logo } from '../../app/shell/logo.tsx';
import { cx } from '../../ui/cx.ts';
import { STEPS, type Step } from './steps.ts';
import { words } from './words.ts';

interface StepsFrameProps {
  /** The step that is under way; null when there is none. */
  step: Step | null;
  /** What was really done: a step that was left out is not. */
  done?: readonly Step[] | undefined;
  /** To one of the other steps; those before somebody is signed in cannot be gone to. */
  onGo?: ((step: Step) => void) | undefined;
  children: JSX.Element;
}

/** The card of the first run, with the way above it. */
export function StepsFrame(props: StepsFrameProps) {
  let heading: HTMLElement | undefined;
  // What was pressed goes with its step, and the focus with it: keys and screen readers go on from the top of the next one.
  createEffect(
    on(
      () => props.step,
      () => document.activeElement === document.body && heading?.focus({ preventScroll: true }),
    ),
  );
  const isNow = (step: Step) => step === props.step;
  const isDone = (step: Step) => props.done?.includes(step) === true;
  return (
    <div class="mx-auto w-full max-w-140 rounded-card border border-line bg-panel p-5 shadow-card md:p-7">
      <Logo />
      <h1
        ref={(element) => {
          heading = element;
        }}
        tabindex="-1"
        class="mt-4 mb-3 text-title font-600 tracking-[-0.018em] outline-none"
      >
        {words().title}
      </h1>
      <Show when={props.step}>
        <ol aria-label={words().steps} class="mb-5 grid grid-cols-4 gap-2">
          <For each={STEPS}>
            {(step) => (
              <li aria-current={isNow(step) ? 'step' : undefined} class="min-w-0">
                <span
                  aria-hidden="true"
                  class={cx(
                    'bar mb-1.5 block h-1 rounded-full',
                    isNow(step) || isDone(step) ? 'bg-accent' : 'bg-line-2',
                  )}
                />
                <Show
                  when={props.onGo && step !== 'password' && !isNow(step)}
                  fallback={<Name step={step} isDone={isDone(step) && !isNow(step)} isNow={isNow(step)} />}
                >
                  <button
                    type="button"
                    class="min-h-6 text-left hover:underline touch:min-h-11"
                    onClick={() => props.onGo?.(step)}
                  >
                    <Name step={step} isDone={isDone(step)} isNow={false} />
                  </button>
                </Show>
              </li>
            )}
          </For>
        </ol>
      </Show>
      {props.children}
    </div>
  );
}

function Name(props: { step: Step; isDone: boolean; isNow: boolean }) {
  return (
    <span class={cx('inline-flex min-h-6 items-center gap-1 text-label', props.isNow ? 'font-550' : 'text-ink-2')}>
      {words().names[props.step]}
      <Show when={props.isDone}>
        <Check class="size-3 text-ok" />
        <span class="sr-only">{words().isDone}</span>
      </Show>
    </span>
  );
}
