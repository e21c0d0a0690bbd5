import { useLocation, useNavigate } from '@solidjs/router';
import { onCleanup, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { failureOf } from '../../api/errors.ts';
import { useJobActions } from '../../job/actions.ts';
import { JobBadge } from '../../job/job-badge.tsx';
import { resultUrl } from '../../job/media.ts';
import { isRunning, LOOK, standingOf } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { useJob } from '../../job/use-job.ts';
import { usePoster } from '../../job/use-poster.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { areLettersOn, isTyping } from '../../ui/keyboard.ts';
import { Lightbox } from '../../ui/lightbox.tsx';
import { ProgressRing } from '../../ui/progress.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { download } from './download.ts';
import { JobFacts } from './job-facts.tsx';
import { words } from './words.ts';

interface ViewerProps {
  id: string;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** One generation as large as it goes, with everything about it. */
export function Viewer(props: ViewerProps) {
  const query = useJob(() => props.id);
  const navigate = useNavigate();
  const location = useLocation();
  const actions = useJobActions();
  const open = (job: Job) => navigate(`/generations/${job.id}${location.search}`, { scroll: false, replace: true });
  const onKey = (event: KeyboardEvent) => {
    const job = query.data?.job;
    if (job === undefined || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    if (!areLettersOn() || (event.target instanceof Element && event.target.closest('[role=menu],[role=alertdialog]')))
      return;
    if (event.key === 'd') download(job);
    if (event.key === 'R' && job.actions.retry) void actions.retry(job.id, open);
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));
  return (
    <Lightbox
      title={query.data?.job.model ?? words().title}
      media={<Show when={query.data}>{(data) => <Media job={data().job} />}</Show>}
      onClose={props.onClose}
      onPrevious={props.onPrevious}
      onNext={props.onNext}
    >
      <Show
        when={query.data}
        fallback={
          <Show when={query.isError} fallback={<SkeletonLines lines={8} />}>
            <ErrorCard
              text={words().loadFailed}
              hint={failureOf(query.error).message}
              requestId={failureOf(query.error).requestId ?? undefined}
              onRetry={() => void query.refetch()}
            />
          </Show>
        }
      >
        {(data) => (
          <>
            <JobBadge job={data().job} />
            <JobFacts {...data()} onOpen={open} />
          </>
        )}
      </Show>
    </Lightbox>
  );
}

function Media(props: { job: Job }) {
  const src = () => resultUrl(props.job);
  const { poster } = usePoster(
    () => props.job,
    () => true,
  );
  return (
    <Show when={src()} fallback={<NoMedia job={props.job} />}>
      {(url) => (
        <Show when={props.job.kind === 'video'} fallback={<img src={url()} alt={props.job.prompt} />}>
          {/* biome-ignore lint/a11y/useMediaCaption: the upstream makes none, and the prompt says what is to be seen. */}
          <video
            src={url()}
            poster={poster()}
            aria-label={props.job.prompt}
            controls
            loop
            playsinline
            preload="metadata"
          />
        </Show>
      )}
    </Show>
  );
}

function NoMedia(props: { job: Job }) {
  const standing = () => standingOf(props.job);
  return (
    <div class="flex flex-col items-center gap-3 p-6 text-[#c9cacf]">
      <Show
        when={isRunning(props.job) && props.job.state !== 'queued'}
        fallback={<Dynamic component={LOOK[standing()].icon ?? 'i'} class="size-8" />}
      >
        <ProgressRing ratio={props.job.percent / 100} label={jobWords().progress} />
      </Show>
      <p>{isRunning(props.job) ? said(props.job.detail) : jobWords().states[standing()]}</p>
    </div>
  );
}
