import { For } from 'solid-js';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { words } from './words.ts';

/** Where it is, and what to send with it. */
export function EndpointCard(props: { endpoint: string; stream: string }) {
  const addresses = () => [
    { name: words().queries, value: props.endpoint },
    { name: words().streams, value: props.stream },
    { name: words().sockets, value: props.endpoint.replace(/^http/, 'ws') },
  ];
  return (
    <Card title={words().endpoint}>
      <dl class="space-y-2">
        <For each={addresses()}>
          {({ name, value }) => (
            <div>
              <dt class="text-label text-ink-2">{name}</dt>
              <dd class="flex items-center gap-1">
                <code class="min-w-0 flex-1 truncate font-mono text-label" title={value}>
                  {value}
                </code>
                <CopyButton text={value} label={`${words().copy} ${name}`} />
              </dd>
            </div>
          )}
        </For>
      </dl>
      <p class="mt-3 border-t border-line pt-3 text-label text-ink-2">
        {words().auth}{' '}
        <TextLink alone href="/security">
          {words().toTokens}
        </TextLink>
      </p>
    </Card>
  );
}
