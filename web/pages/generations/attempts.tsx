import CircleAlert from 'lucide-solid/icons/circle-alert';
import { For, Show } from 'solid-js';
import { list } from '../../format.ts';
import type { Attempt, Job } from '../../job/types.ts';
import { said } from '../../said/said.ts';
import { Section } from '../../ui/card.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { words } from './words.ts';

/** Each try with a token: how it went, and why it was this one. */
export function Attempts(props: { job: Pick<Job, 'attempts' | 'state' | 'error'> }) {
  const attempts = () => props.job.attempts;
  // What ended the job is told of the job alone, and was the end of its last try.
  const errorOf = (attempt: Attempt) => {
    const isLast = attempt === attempts().at(-1);
    return attempt.error ?? (isLast && props.job.state === 'failed' ? props.job.error : null);
  };
  return (
    <Section title={words().attempts(attempts().length)}>
      <Show when={attempts().length > 0} fallback={<p class="text-ink-3">{words().noAttempts}</p>}>
        <ol class="space-y-2">
          <For each={attempts()}>
            {(attempt, index) => <One attempt={attempt} error={errorOf(attempt)} place={index() + 1} />}
          </For>
        </ol>
      </Show>
    </Section>
  );
}

function One(props: { attempt: Attempt; error: Attempt['error']; place: number }) {
  const choice = () => props.attempt.choice;
  return (
    <li class="rounded-[10px] border border-line px-3 py-2">
      <div class="flex flex-wrap items-center gap-x-2">
        <span class="sr-only">{words().attempt(props.place)}</span>
        <Show when={props.attempt.tokenName} fallback={<span class="text-ink-3">{words().unknownToken}</span>}>
          {(name) => (
            <TextLink alone quiet href={`/tokens/${props.attempt.tokenId}`} class="font-550">
              {name()}
            </TextLink>
          )}
        </Show>
        <Show when={props.error} fallback={<StateBadge tone="ok" label={words().worked} />}>
          {(error) => <StateBadge tone="bad" label={error().code} icon={<CircleAlert />} />}
        </Show>
        <Time at={props.attempt.startedAt} class="ml-auto text-label text-ink-3" />
      </div>
      <Show when={props.error}>{(error) => <p class="mt-1">{said(error().message)}</p>}</Show>
      <Show when={choice()}>
        {(made) => (
          <div class="mt-1 text-label text-ink-2">
            <p>
              {words().choice(said(made().by), made().candidates)}{' '}
              <span class="text-ink-3">{words().strategy(made().strategy)}</span>
            </p>
            <Show when={made().passedOver.length > 0}>
              <p class="mt-1 text-ink-3">{words().passedOver}</p>
              <ul class="list-disc pl-4">
                <For each={made().passedOver}>
                  {({ reason, count, names }) => <li>{words().passed(said(reason), count, list([...names]))}</li>}
                </For>
              </ul>
            </Show>
          </div>
        )}
      </Show>
    </li>
  );
}
