import { For, Show } from 'solid-js';
import { credits, dateTime } from '../../../format.ts';
import { thumbUrl } from '../../../job/media.ts';
import { said } from '../../../said/said.ts';
import { Section } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Duration } from '../../../ui/figures.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { TextLink } from '../../../ui/link-button.tsx';
import { MediaThumb } from '../../../ui/media-thumb.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { tokenOf } from '../list/columns.tsx';
import { reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import type { DetailJob, DetailRequest, DetailStep } from './detail.ts';
import { SpentBar } from './spent-bar.tsx';

interface SummaryTabProps {
  request: DetailRequest;
  job: DetailJob | null;
  steps: readonly DetailStep[];
}

/** What became of the request, how long what took, and whom it had to do with. */
export function SummaryTab(props: SummaryTabProps) {
  const error = () => props.job?.error ?? null;
  return (
    <>
      <Show when={props.request.errorCode}>
        {(code) => (
          <Notice kind={props.request.status >= 500 ? 'bad' : 'warn'}>
            <b>{reasonText(code())}</b>
            <Show when={error()}>
              {(told) => (
                <span class="block text-ink-2">
                  {said(told().message)}
                  <Show when={told().reason}>{(reason) => <code class="ml-1.5">{reason()}</code>}</Show>
                </span>
              )}
            </Show>
          </Notice>
        )}
      </Show>
      <Show when={props.request.callerLeft}>
        <Notice kind="info">{words().callerLeft}</Notice>
      </Show>
      <Section title={words().howSpent} aside={<Duration value={props.request.durationMs} />}>
        <SpentBar {...props} />
      </Section>
      <Results job={props.job} />
      <Section title={words().facts}>
        <Facts request={props.request} job={props.job} />
      </Section>
    </>
  );
}

function Facts(props: { request: DetailRequest; job: DetailJob | null }) {
  const id = (text: string) => ({ value: text, mono: true, action: <CopyButton text={text} /> });
  return (
    <KeyValues
      items={[
        { name: words().fact.id, ...id(props.request.requestId) },
        props.job !== null && {
          name: words().fact.job,
          value: (
            <TextLink alone href={`/generations/${props.job.id}`} class="block font-mono text-label">
              <span class="block truncate">{props.job.id}</span>
            </TextLink>
          ),
          action: <CopyButton text={props.job.id} />,
        },
        { name: words().fact.at, value: dateTime(props.request.at) },
        { name: words().fact.key, value: props.request.apiKeyName ?? props.request.apiKeyId ?? '–' },
        {
          name: words().fact.token,
          value: (
            <Show when={props.request.tokenId} fallback="–">
              {(tokenId) => (
                <TextLink alone href={`/tokens/${tokenId()}`}>
                  {tokenOf(props.request)}
                </TextLink>
              )}
            </Show>
          ),
        },
        { name: words().fact.model, value: props.request.model ?? '–', mono: true },
        props.job !== null && { name: words().fact.variant, value: props.job.variant, mono: true },
        props.job !== null && { name: words().fact.credits, value: credits(props.job.credits) },
        props.job !== null && {
          name: words().fact.prompt,
          value: <span class="line-clamp-4">{props.job.prompt}</span>,
        },
      ]}
    />
  );
}

function Results(props: { job: DetailJob | null }) {
  return (
    <Show when={(props.job?.assets.length ?? 0) > 0}>
      <Section title={words().results}>
        <div class="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2">
          <For each={props.job?.assets}>
            {(asset, index) => (
              <a
                href={asset.url ?? undefined}
                target="_blank"
                rel="noreferrer"
                aria-label={words().result(index() + 1)}
              >
                <MediaThumb kind={asset.kind} src={thumbUrl(asset)} alt="" />
              </a>
            )}
          </For>
        </div>
      </Section>
    </Show>
  );
}
