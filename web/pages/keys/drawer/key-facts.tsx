import { For, Show } from 'solid-js';
import { credits, dateTime, number } from '../../../format.ts';
import { Section } from '../../../ui/card.tsx';
import { KeyValues, Stats } from '../../../ui/key-values.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { Countdown, TimeAgo } from '../../../ui/time.tsx';
import { switchKey } from '../key-actions.ts';
import type { Key, KeyUsage } from '../keys.ts';
import { SnippetTabs } from '../made/snippet-tabs.tsx';
import { words } from '../words.ts';

const DAY_MS = 86_400_000;

/** How a key is used, what it may, and how to call with it. */
export function KeyFacts(props: { key: Key; usage: KeyUsage }) {
  const requests = () => props.usage.requests(props.key.id);
  const limit = (count: number | null) => (count === null ? words().noLimit : number(count));
  return (
    <>
      <Show when={props.key.source === 'configured'}>
        <Notice kind="info">{words().configuredHint}</Notice>
      </Show>
      <Show when={props.key.previousUntil}>
        {(until) => (
          <Notice kind="warn">
            {words().drawer.oldUntil}{' '}
            <Show when={until() - Date.now() < DAY_MS} fallback={<b>{dateTime(until())}</b>}>
              <Countdown class="font-550" until={until()} />
            </Show>
          </Notice>
        )}
      </Show>
      <Stats
        items={[
          { name: words().drawer.requests, value: number(requests().all) },
          { name: words().drawer.failed, value: number(requests().failed) },
          { name: words().drawer.today, value: credits(props.usage.today(props.key.id)) },
          { name: words().drawer.month, value: credits(props.usage.month(props.key.id)) },
        ]}
      />
      <Section title={words().drawer.limits}>
        <KeyValues
          items={[
            props.key.source === 'stored' && {
              name: words().drawer.on,
              value: (
                <Switch
                  checked={props.key.enabled}
                  onChange={(on) => void switchKey(props.key, on)}
                  label={words().drawer.on}
                  hideLabel
                />
              ),
            },
            { name: words().form.models, value: <Models models={props.key.models} /> },
            { name: words().form.requestsPerMinute, value: limit(props.key.requestsPerMinute) },
            { name: words().form.jobsAtOnce, value: limit(props.key.jobsAtOnce) },
            { name: words().form.creditsPerDay, value: limit(props.key.creditsPerDay) },
            { name: words().form.creditsPerMonth, value: limit(props.key.creditsPerMonth) },
            {
              name: words().drawer.expires,
              value: props.key.expiresAt === null ? words().never : dateTime(props.key.expiresAt),
            },
          ]}
        />
      </Section>
      <Show when={props.key.source === 'stored'}>
        <Section title={words().drawer.key}>
          <KeyValues
            items={[
              { name: words().drawer.created, value: dateTime(props.key.createdAt ?? 0) },
              {
                name: words().drawer.lastUsed,
                value: props.key.lastUsedAt === null ? words().notUsed : <TimeAgo at={props.key.lastUsedAt} />,
              },
            ]}
          />
        </Section>
      </Show>
      <Section title={words().drawer.snippets}>
        <p class="mb-2 text-ink-2">{words().drawer.snippetsHint}</p>
        <SnippetTabs models={props.key.models} />
      </Section>
    </>
  );
}

function Models(props: { models: readonly string[] | null }) {
  return (
    <Show when={props.models} fallback={words().allModels}>
      {(models) => (
        <span class="flex flex-wrap justify-end gap-1 py-1">
          <For each={models()}>{(model) => <Pill>{model}</Pill>}</For>
        </span>
      )}
    </Show>
  );
}
