import Download from 'lucide-solid/icons/download';
import Film from 'lucide-solid/icons/film';
import Info from 'lucide-solid/icons/info';
import ListTree from 'lucide-solid/icons/list-tree';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Scaling from 'lucide-solid/icons/scaling';
import Undo2 from 'lucide-solid/icons/undo-2';
import { createSignal, Show } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { bytes } from '../../format.ts';
import { useJobActions } from '../../job/actions.ts';
import { downloadName, resultUrl } from '../../job/media.ts';
import { isRunning } from '../../job/state.ts';
import type { Job } from '../../job/types.ts';
import { words as jobWords } from '../../job/words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { toast } from '../../ui/toast.ts';
import { lastFrameOf, upload } from './pictures.ts';
import type { StageProps } from './stage.tsx';
import { words } from './words.ts';

interface StageActionsProps extends StageProps {
  job: Job;
  video: () => HTMLVideoElement | undefined;
}

/** What can be done with the job under the screen. */
export function StageActions(props: StageActionsProps) {
  const actions = useJobActions();
  const [isTaking, setTaking] = createSignal(false);
  const url = () => resultUrl(props.job);
  const facts = () => {
    const [asset] = props.job.assets;
    const size = asset?.width && asset.height ? `${asset.width} × ${asset.height}` : props.job.ratio;
    const length = props.job.seconds === null ? null : jobWords().seconds(props.job.seconds);
    return { size, more: [length, asset?.bytes ? bytes(asset.bytes) : null].filter(Boolean).join(', ') };
  };
  async function takeFrame(): Promise<void> {
    const video = props.video();
    if (video === undefined) return;
    setTaking(true);
    try {
      props.onFrame(await upload(await lastFrameOf(video)));
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().lastFrameFailed, { hint: message, requestId: requestId ?? undefined });
    } finally {
      setTaking(false);
    }
  }
  return (
    <div class="space-y-2.5 p-3.5 pt-3">
      <div class="flex flex-wrap items-center gap-1.5">
        <p class="tabular mr-auto min-w-0 text-label text-ink-2">
          <Show when={url()} fallback={<Where job={props.job} />}>
            <b class="font-550 text-ink">{facts().size}</b>, {facts().more}
          </Show>
        </p>
        <Show when={props.query.data?.requests[0]}>
          {(request) => (
            <LinkButton kind="ghost" size="small" icon={<ListTree />} href={`/requests/${request().requestId}`}>
              {words().requestLog}
            </LinkButton>
          )}
        </Show>
        <LinkButton kind="ghost" size="small" icon={<Info />} href={`/generations/${props.job.id}`}>
          {words().details}
        </LinkButton>
      </div>
      <div class="flex flex-wrap items-center gap-1.5 empty:hidden">
        <Show when={url()}>
          {(href) => (
            <>
              <LinkButton
                size="small"
                icon={<Download />}
                href={href()}
                download={downloadName(props.job)}
                rel="external"
              >
                {words().download}
              </LinkButton>
              <Button size="small" icon={<Scaling />} onClick={() => props.onEnlarge(props.job)}>
                {words().upscale}
              </Button>
              <Show when={props.job.kind === 'video'}>
                <Button size="small" icon={<Film />} busy={isTaking()} onClick={() => void takeFrame()}>
                  {words().lastFrame}
                </Button>
              </Show>
            </>
          )}
        </Show>
        <Show when={props.job.actions.retry && url() === undefined}>
          <Button
            size="small"
            icon={<RotateCcw />}
            onClick={() => void actions.retry(props.job.id, (job) => props.onLook(job.id))}
          >
            {words().tryAgain}
          </Button>
        </Show>
        <Show when={!isRunning(props.job)}>
          <Button size="small" icon={<Undo2 />} onClick={() => props.onReuse(props.job)}>
            {words().reuse}
          </Button>
        </Show>
      </div>
    </div>
  );
}

function Where(props: { job: Job }) {
  const short = () => `${props.job.id.slice(0, 10)}…${props.job.id.slice(-4)}`;
  return (
    <span class="font-mono">
      {props.job.tokenName === null ? short() : words().onToken(short(), props.job.tokenName)}
    </span>
  );
}
