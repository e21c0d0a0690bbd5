import Download from 'lucide-solid/icons/download';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import WandSparkles from 'lucide-solid/icons/wand-sparkles';
import { For, Show } from 'solid-js';
import type { Outputs } from '../../api/types.ts';
import { bytes, duration, number } from '../../format.ts';
import { useJobActions } from '../../job/actions.ts';
import { downloadName, fileUrl, resultUrl, smallUrl } from '../../job/media.ts';
import { hasExpired } from '../../job/state.ts';
import { StepsLine } from '../../job/steps-line.tsx';
import type { Job } from '../../job/types.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FoldedText } from '../../ui/folded-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { Attempts } from './attempts.tsx';
import { Deadline } from './deadline.tsx';
import { JobMenu } from './job-menu.tsx';
import { words } from './words.ts';

type JobFactsProps = Outputs['jobs']['get'] & { onOpen: (job: Job) => void };

/** All about a generation: reason, prompt, settings, steps, attempts and the requests that asked for it. */
export function JobFacts(props: JobFactsProps) {
  const actions = useJobActions();
  return (
    <>
      <Reason job={props.job} />
      <div class="flex flex-wrap items-center gap-1.5">
        <Show when={resultUrl(props.job)}>
          {(href) => (
            <LinkButton
              size="small"
              icon={<Download />}
              href={href()}
              download={downloadName(props.job)}
              rel="external"
            >
              {words().download}
            </LinkButton>
          )}
        </Show>
        <Show when={props.job.actions.retry}>
          <Button size="small" icon={<RotateCcw />} onClick={() => void actions.retry(props.job.id, props.onOpen)}>
            {words().retry}
          </Button>
        </Show>
        <Show when={props.job.actions.cancel}>
          <Button size="small" onClick={() => void actions.cancel(props.job.id)}>
            {words().cancelJob}
          </Button>
        </Show>
        <LinkButton size="small" icon={<WandSparkles />} href={`/playground?from=${props.job.id}`}>
          {words().playground}
        </LinkButton>
        <JobMenu job={props.job} name={words().name(props.job.prompt)} onRetried={props.onOpen} />
      </div>
      <Section title={words().prompt} aside={<CopyButton text={props.job.prompt} label={words().copyPrompt} />}>
        <FoldedText text={props.job.prompt} />
      </Section>
      <Show when={props.job.inputs.length > 0}>
        <Section title={words().pictures}>
          <div class="flex flex-wrap gap-2">
            <For each={props.job.inputs}>
              {(input, index) => (
                <a href={fileUrl(input.file)} target="_blank" rel="external noreferrer" class="rounded-control">
                  <img
                    src={smallUrl(fileUrl(input.file))}
                    alt={words().picture(index() + 1)}
                    loading="lazy"
                    class="h-16 min-w-16 rounded-control bg-sunken object-cover text-micro text-ink-3"
                  />
                </a>
              )}
            </For>
          </div>
        </Section>
      </Show>
      <Section title={jobWords().steps}>
        <StepsLine job={props.job} log={props.steps} />
      </Section>
      <Attempts job={props.job} />
      <Settings job={props.job} />
      <Section title={words().requests}>
        <Show when={props.requests.length > 0} fallback={<p class="text-ink-3">{words().noRequests}</p>}>
          <ul>
            <For each={props.requests}>
              {(request) => (
                <li class="flex min-h-8 items-center gap-2 border-t border-line">
                  <span class="tabular font-550">{request.status}</span>
                  <TextLink alone href={`/requests/${request.requestId}`} class="min-w-0 font-mono text-label">
                    <span class="block truncate">{request.requestId}</span>
                  </TextLink>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Section>
    </>
  );
}

/** Why there is no result, or something to know about it, with what to do. */
function Reason(props: { job: Job }) {
  const actions = useJobActions();
  const isLost = () => props.job.state === 'submit_unknown';
  const elsewhere = () =>
    props.job.state === 'completed' && props.job.assets[0]?.file === null ? props.job.assets[0].url : null;
  return (
    <>
      <Show when={props.job.error}>
        {(error) => (
          <Notice kind={props.job.state === 'cancelled' ? 'info' : isLost() ? 'warn' : 'bad'}>
            <b>{said(error().message)}</b>
            <p class="font-mono text-label text-ink-2">{error().code}</p>
            <Show when={error().reason}>{(reason) => <p class="text-ink-2">{words().reason(reason())}</p>}</Show>
            <Show when={isLost()}>
              <p class="mt-1">{words().lostHint}</p>
              <div class="mt-2 flex flex-wrap gap-1.5">
                <Button size="small" onClick={() => void actions.resolve(props.job.id, 'nothing-started')}>
                  {words().nothingStarted}
                </Button>
                <Button size="small" onClick={() => void actions.resolve(props.job.id, 'made-not-delivered')}>
                  {words().madeNotDelivered}
                </Button>
              </div>
            </Show>
          </Notice>
        )}
      </Show>
      <Show when={props.job.notice}>{(notice) => <Notice kind="warn">{said(notice())}</Notice>}</Show>
      <Show when={hasExpired(props.job)}>
        <Notice
          kind="info"
          action={
            props.job.actions.deliver && (
              <Button size="small" onClick={() => void actions.deliver(props.job.id)}>
                {words().deliver}
              </Button>
            )
          }
        >
          {words().expiredHint}
        </Notice>
      </Show>
      <Show when={elsewhere()}>
        {(url) => (
          <Notice
            kind="info"
            action={
              <TextLink alone href={url()} target="_blank" rel="noreferrer">
                {words().openElsewhere}
              </TextLink>
            }
          >
            {words().elsewhere}
          </Notice>
        )}
      </Show>
    </>
  );
}

function Settings(props: { job: Job }) {
  const asset = () => props.job.assets[0];
  const size = () => {
    const { ratio, resolution } = props.job;
    const { width, height } = asset() ?? {};
    const pixels = width && height ? `${width} × ${height}` : null;
    return [ratio, resolution?.replace('k', 'K'), pixels].filter(Boolean).join(', ');
  };
  const kept = () => {
    if (asset() === undefined) return undefined;
    if (hasExpired(props.job)) return words().gone;
    return asset()?.keptUntil === null ? words().keptForGood : <Deadline job={props.job} />;
  };
  const took = () => {
    const { completedAt, createdAt } = props.job;
    return completedAt === null ? '–' : duration(completedAt - createdAt);
  };
  const of = () => words().fields;
  return (
    <Section title={words().settings}>
      <KeyValues
        items={[
          { name: of().model, value: props.job.model, mono: true },
          props.job.variant !== props.job.model && { name: of().variant, value: props.job.variant, mono: true },
          { name: of().size, value: size() },
          props.job.seconds !== null && { name: of().length, value: jobWords().seconds(props.job.seconds) },
          { name: of().seed, value: props.job.seed },
          { name: of().credits, value: number(props.job.credits) },
          { name: of().key, value: props.job.apiKeyName ?? props.job.apiKeyId },
          { name: of().token, value: props.job.tokenName ?? '–' },
          props.job.boundTo !== null && { name: of().bound, value: props.job.boundToName ?? props.job.boundTo },
          asset()?.bytes != null && { name: of().file, value: `${asset()?.mimeType}, ${bytes(asset()?.bytes ?? 0)}` },
          asset() !== undefined && { name: of().kept, value: kept() },
          { name: of().made, value: <Time at={props.job.createdAt} withDate /> },
          { name: of().took, value: took() },
          { name: of().route, value: props.job.route, mono: true },
          { name: of().id, value: props.job.id, mono: true, action: <CopyButton text={props.job.id} /> },
        ]}
      />
    </Section>
  );
}
