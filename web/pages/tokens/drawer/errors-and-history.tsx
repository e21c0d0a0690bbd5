import { For, Show } from 'solid-js';
import { said } from '../../../said/said.ts';
import { Section } from '../../../ui/card.tsx';
import { TextLink } from '../../../ui/link-button.tsx';
import { TimeAgo } from '../../../ui/time.tsx';
import { reasonText } from '../../requests/reasons.ts';
import type { TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';

/** What went wrong with a token lately, each error a way to its request; and what happened to it. */
export function ErrorsAndHistory(props: { token: TokenDetails }) {
  return (
    <>
      <Section
        title={words().drawer.errors}
        aside={
          <TextLink alone quiet href={`/requests?token=${props.token.id}&status=4,5`}>
            {words().drawer.all}
          </TextLink>
        }
      >
        <ul>
          <For each={props.token.recentErrors} fallback={<Nothing />}>
            {(error) => (
              <li class="flex min-h-8.5 items-center gap-2.5 border-t border-line py-1">
                <TimeAgo at={error.at} class="w-20 shrink-0 text-label text-ink-3" />
                <TextLink alone href={`/requests/${error.requestId}`} class="min-w-0">
                  <span class="block truncate">{reasonText(error.errorCode)}</span>
                </TextLink>
                <span class="ml-auto truncate text-label text-ink-3">{error.model}</span>
              </li>
            )}
          </For>
        </ul>
      </Section>
      <Show when={props.token.history.length > 0}>
        <Section title={words().drawer.history}>
          <ol>
            <For each={props.token.history}>
              {(happening) => (
                <li class="flex min-h-7.5 items-center gap-2.5 border-t border-line py-1">
                  <TimeAgo at={happening.at} class="w-20 shrink-0 text-label text-ink-3" />
                  <span class="min-w-0 text-ink-2">{said(happening.what)}</span>
                </li>
              )}
            </For>
          </ol>
        </Section>
      </Show>
    </>
  );
}

function Nothing() {
  return <li class="border-t border-line py-2 text-ink-3">{words().drawer.noErrors}</li>;
}
