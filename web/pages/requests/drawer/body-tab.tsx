import { createMemo, For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { thumbUrl } from '../../../job/media.ts';
import { Section } from '../../../ui/card.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { JsonTree } from '../../../ui/json-tree.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { MediaThumb } from '../../../ui/media-thumb.tsx';
import { SkeletonLines } from '../../../ui/skeleton.tsx';
import { words } from '../words.ts';
import type { DetailJob, DetailRequest } from './detail.ts';

interface BodyTabProps {
  of: 'request' | 'response';
  request: DetailRequest;
  job: DetailJob | null;
}

/** What was sent or answered, as it was kept: secrets masked, media folded, with thumbs of the files that are still there. */
export function BodyTab(props: BodyTabProps) {
  const kept = api.requests.body.useQuery(
    () => ({ id: props.request.requestId }),
    () => ({ staleTime: Number.POSITIVE_INFINITY }),
  );
  const failure = () => (kept.isError ? failureOf(kept.error) : null);
  return (
    <>
      <Media of={props.of} job={props.job} />
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            text={words().bodyFailed}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void kept.refetch()}
          />
        )}
      </Show>
      <Show when={!kept.isPending} fallback={<SkeletonLines lines={6} />}>
        <Show when={failure() === null}>
          <Show when={kept.data} fallback={<NotKept />}>
            {(bodies) => <Body text={bodies()[props.of]} label={words().body[props.of]} />}
          </Show>
        </Show>
      </Show>
    </>
  );
}

function NotKept() {
  return (
    <EmptyState
      text={words().noBody}
      hint={words().noBodyHint}
      action={<LinkButton href="/settings/logging">{words().debugSettings}</LinkButton>}
    />
  );
}

/** A tree where it is JSON; else, as a stream of events is, as it came. */
function Body(props: { text: string | null; label: string }) {
  const parsed = createMemo(() => {
    try {
      return { value: JSON.parse(props.text ?? '') as unknown };
    } catch {
      return null;
    }
  });
  return (
    <Show when={props.text} fallback={<p class="py-6 text-center text-ink-2">{words().emptyBody}</p>}>
      {(text) => (
        <Show when={parsed()} fallback={<CodeBlock code={text()} label={props.label} wrap />}>
          {(json) => <JsonTree value={json().value} label={props.label} />}
        </Show>
      )}
    </Show>
  );
}

function Media(props: { of: 'request' | 'response'; job: DetailJob | null }) {
  const isRequest = () => props.of === 'request';
  const files = () =>
    isRequest()
      ? (props.job?.inputs ?? []).map(({ url }) => ({ url: url as string | null, kind: 'image' as const }))
      : (props.job?.assets ?? []);
  const name = (index: number) => (isRequest() ? words().input(index) : words().result(index));
  return (
    <Show when={files().length > 0}>
      <Section title={isRequest() ? words().inputs : words().results}>
        <div class="flex flex-wrap gap-2">
          <For each={files()}>
            {(file, index) => (
              <a
                href={file.url ?? undefined}
                target="_blank"
                rel="noreferrer"
                class="w-30"
                aria-label={name(index() + 1)}
              >
                <MediaThumb kind={file.kind} src={thumbUrl(file)} alt="" />
              </a>
            )}
          </For>
        </div>
      </Section>
    </Show>
  );
}
