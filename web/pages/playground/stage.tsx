import Sparkles from 'lucide-solid/icons/sparkles';
import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { StepsLine } from '../../job/steps-line.tsx';
import type { Job } from '../../job/types.ts';
import type { useJob } from '../../job/use-job.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import type { Picture } from './draft.ts';
import { Screen } from './screen.tsx';
import { StageActions } from './stage-actions.tsx';
import { words } from './words.ts';

export interface StageProps {
  id: string | null;
  query: ReturnType<typeof useJob>;
  /** All jobs of the last request. */
  batch: readonly string[];
  onLook: (id: string) => void;
  onReuse: (job: Job) => void;
  onEnlarge: (job: Job) => void;
  onFrame: (frame: Picture) => void;
}

/** The job that is looked at: how far it is, then what it made, or why it did not. */
export function Stage(props: StageProps) {
  let video: HTMLVideoElement | undefined;
  const failure = () => failureOf(props.query.error);
  return (
    <section aria-label={words().result} class="overflow-hidden rounded-card border border-line bg-panel shadow-card">
      <Switch>
        <Match when={props.id === null}>
          <Frame>
            <EmptyState icon={<Sparkles />} text={words().idle.text} hint={words().idle.hint} />
          </Frame>
        </Match>
        <Match when={props.query.data}>
          {(data) => (
            <>
              <Screen job={data().job} videoRef={(element) => (video = element)} />
              <div class="px-3.5 pt-3">
                <StepsLine job={data().job} log={data().steps} />
              </div>
              <Siblings {...props} />
              <StageActions {...props} job={data().job} video={() => video} />
            </>
          )}
        </Match>
        <Match when={props.query.isError}>
          <div class="p-4">
            <ErrorCard
              text={failure().code === 'not_found' ? words().jobGone : words().jobFailed}
              hint={failure().message}
              requestId={failure().requestId ?? undefined}
              onRetry={() => void props.query.refetch()}
            />
          </div>
        </Match>
        <Match when={props.query.isPending}>
          <Loading>
            <Skeleton class="aspect-video max-h-[62dvh] w-full rounded-none" />
          </Loading>
        </Match>
      </Switch>
    </section>
  );
}

/** An empty screen. */
function Frame(props: { children: JSX.Element }) {
  return (
    <div class="grid aspect-video max-h-[62dvh] min-h-60 w-full place-items-center bg-sunken">{props.children}</div>
  );
}

function Siblings(props: StageProps) {
  return (
    <Show when={props.batch.length > 1 && props.id !== null && props.batch.includes(props.id)}>
      <fieldset aria-label={words().others} class="flex flex-wrap gap-1 px-3.5 pt-3">
        <For each={props.batch}>
          {(id, index) => (
            <button
              type="button"
              aria-label={words().resultNumber(index() + 1)}
              aria-pressed={id === props.id}
              onClick={() => props.onLook(id)}
              class="tabular grid size-7 place-items-center rounded-control border border-line-2 text-label font-500 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent touch:size-11"
            >
              {index() + 1}
            </button>
          )}
        </For>
      </fieldset>
    </Show>
  );
}
