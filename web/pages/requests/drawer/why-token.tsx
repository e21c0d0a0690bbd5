import { For, Show } from 'solid-js';
import { list, number } from '../../../format.ts';
import { said } from '../../../said/said.ts';
import { Section } from '../../../ui/card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { words } from '../words.ts';
import type { DetailAttempt } from './detail.ts';

/** Why a job came to a token: what it had over the others, and why those were passed over. */
export function WhyToken(props: { choice: DetailAttempt['choice']; name: string }) {
  return (
    <Section
      title={words().why}
      aside={<Show when={props.choice}>{(choice) => words().whyOf(choice().strategy)}</Show>}
    >
      <Show when={props.choice} fallback={<p class="text-ink-2">{words().noChoice}</p>}>
        {(choice) => (
          <div class="rounded-[10px] border border-line px-3.5 py-3">
            <p>
              <b class="font-550">{props.name}</b> <span class="text-ink-2">{words().whyBy(said(choice().by))}</span>
            </p>
            <p class="mt-0.5 text-label text-ink-3">{words().candidates(choice().candidates)}</p>
            <Show when={choice().passedOver.length > 0}>
              <p class="mt-3 mb-1 text-label font-500 text-ink-2">{words().passedOver}</p>
              <ul>
                <For each={choice().passedOver}>
                  {(group) => (
                    <li class="flex flex-wrap items-baseline gap-x-2 border-t border-line py-1.5">
                      <Pill>{number(group.count)}</Pill>
                      <span class="min-w-45 flex-1">{said(group.reason)}</span>
                      <span class="text-label text-ink-3">
                        {list([...group.names])}
                        <Show when={group.count > group.names.length}>
                          {' '}
                          {words().andMore(group.count - group.names.length)}
                        </Show>
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </div>
        )}
      </Show>
    </Section>
  );
}
