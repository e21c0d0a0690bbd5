import { createMemo, For, Show } from 'solid-js';
import { duration } from '../../../format.ts';
import { cx } from '../../../ui/cx.ts';
import { groundOf } from '../list/phase-bar.tsx';
import { type Phase, phasesOf } from '../phases.ts';
import { words } from '../words.ts';
import { attemptSpans, attemptToken, type DetailJob, type DetailRequest, type DetailStep } from './detail.ts';

interface Part {
  name: Phase['name'];
  label: string;
  /** The token of an attempt. */
  of: string | null;
  error: string | null;
  ms: number;
}

interface SpentBarProps {
  request: DetailRequest;
  job: DetailJob | null;
  steps: readonly DetailStep[];
}

/** How the time of a request was spent: queue, each attempt, saving. Narrow parts keep a width that can be seen. */
export function SpentBar(props: SpentBarProps) {
  const parts = createMemo(() => partsOf(props.request, props.job, props.steps));
  return (
    <div>
      <div aria-hidden="true" class="flex h-6 gap-0.5 overflow-hidden rounded-pill bg-sunken">
        <For each={parts()}>
          {(part) => (
            <i
              class={cx(
                'min-w-1 basis-0',
                part.error === null ? groundOf(part.name, props.request.kind) : 'bg-bad-solid',
              )}
              style={{ 'flex-grow': part.ms }}
            />
          )}
        </For>
      </div>
      <dl class="mt-2 flex flex-wrap gap-x-5 gap-y-1.5">
        <For each={parts()}>
          {(part) => (
            <div class="flex items-center gap-1.75 text-label">
              <i
                aria-hidden="true"
                class={cx(
                  'size-2 rounded-[2.5px]',
                  part.error === null ? groundOf(part.name, props.request.kind) : 'bg-bad-solid',
                )}
              />
              <dt class="text-ink-2">
                {part.label}
                <Show when={part.of}> · {part.of}</Show>
                <Show when={part.error}>
                  {(code) => <span class="ml-1.5 font-mono text-micro text-bad">{code()}</span>}
                </Show>
              </dt>
              <dd class="tabular font-550">{duration(part.ms)}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

/** The parts of `phasesOf`, with the upstream's divided into attempts where the request made the job itself. */
function partsOf(request: DetailRequest, job: DetailJob | null, steps: readonly DetailStep[]): Part[] {
  const end = request.at;
  return phasesOf(request).flatMap(({ name, ms }): Part[] => {
    const whole = { name, label: words().phaseNames[name], of: null, error: null, ms };
    if (name !== 'upstream' || job === null || request.job?.isOrigin !== true) return [whole];
    const spans = attemptSpans(job, steps);
    return spans.flatMap(({ attempt, from, to }, index): Part[] => {
      const took = Math.min(end, to ?? end) - Math.min(end, from);
      if (took <= 0) return [];
      const of = attemptToken(attempt, words().tokenNumber);
      return [{ name, label: words().attempt(index + 1), of, error: attempt.error?.code ?? null, ms: took }];
    });
  });
}
