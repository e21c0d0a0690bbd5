import { Match, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { fileUrl, ratioOf, resultUrl } from '../../job/media.ts';
import { isRunning, LOOK, standingOf } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { usePoster } from '../../job/use-poster.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { cx } from '../../ui/cx.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Running } from './running.tsx';
import { words } from './words.ts';

const SCREEN = 'relative grid max-h-[62dvh] min-h-60 w-full place-items-center overflow-hidden';

/** What there is to see of a job, at its real proportions. */
export function Screen(props: { job: Job; videoRef: (element: HTMLVideoElement) => void }) {
  const src = () => resultUrl(props.job);
  const isDone = () => props.job.state === 'completed';
  const { poster } = usePoster(() => props.job, isDone);
  return (
    <div
      class={cx(SCREEN, isDone() && src() !== undefined ? 'bg-[#0c0d0f]' : 'bg-sunken')}
      style={{ 'aspect-ratio': ratioOf(props.job) }}
    >
      <Switch fallback={<Ended job={props.job} />}>
        <Match when={isRunning(props.job)}>
          <Running job={props.job} />
        </Match>
        <Match when={src()}>
          {(url) => (
            <Show
              when={props.job.kind === 'video'}
              fallback={<img src={url()} alt={props.job.prompt} class="absolute inset-0 size-full object-contain" />}
            >
              {/* biome-ignore lint/a11y/useMediaCaption: the upstream makes none, and the prompt says what is to be seen. */}
              <video
                ref={props.videoRef}
                src={url()}
                poster={poster()}
                aria-label={props.job.prompt}
                controls
                loop
                playsinline
                preload="auto"
                class="absolute inset-0 size-full object-contain"
              />
            </Show>
          )}
        </Match>
      </Switch>
      <Show when={isRunning(props.job) && props.job.inputs[0]}>
        {(input) => (
          <img
            src={fileUrl(input().file)}
            alt=""
            class="absolute inset-0 -z-0 size-full scale-110 object-cover opacity-90 blur-2xl brightness-50"
          />
        )}
      </Show>
    </div>
  );
}

/** Why there is nothing to see. */
function Ended(props: { job: Job }) {
  const standing = () => standingOf(props.job);
  const isBad = () => ['failed', 'refused', 'submit_unknown'].includes(standing());
  const elsewhere = () => (standing() === 'completed' ? props.job.assets[0]?.url : undefined);
  const title = () => {
    if (standing() === 'refused') return words().refusedByPolicy;
    if (standing() === 'expired') return words().gone;
    return standing() === 'failed' ? words().failed : jobWords().states[standing()];
  };
  const why = () => {
    if (standing() === 'expired') return words().goneHint;
    return elsewhere() ? words().elsewhere : said(props.job.error?.message ?? '');
  };
  return (
    <div role={isBad() ? 'alert' : undefined} class="flex max-w-130 flex-col items-center gap-2 px-6 py-8 text-center">
      <span
        class={cx(
          'grid size-10 place-items-center rounded-card',
          isBad() ? 'bg-bad-soft text-bad' : 'bg-panel text-ink-3',
        )}
      >
        <Dynamic component={LOOK[standing()].icon ?? 'i'} />
      </span>
      <p class="font-600">{title()}</p>
      <p class="text-ink-2">{why()}</p>
      <Show when={props.job.error?.reason}>
        {(reason) => <p class="font-mono text-label text-ink-3">{words().reason(reason())}</p>}
      </Show>
      <Show when={elsewhere()}>
        {(url) => (
          <LinkButton size="small" href={url()} target="_blank" rel="noreferrer">
            {words().openElsewhere}
          </LinkButton>
        )}
      </Show>
    </div>
  );
}
