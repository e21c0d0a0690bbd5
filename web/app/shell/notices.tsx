import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { isShutOut } from '../../api/shut-out.ts';
import { words } from '../words.ts';
import { useShell } from './use-shell.ts';

const LINE =
  'flex flex-wrap items-center gap-x-3 border-b px-3 py-1.5 text-label md:px-6 [&_a]:underline [&_a]:underline-offset-2';

/** What holds for every page, over all of them, and only when there is something. */
export function Notices() {
  const shell = useShell();
  const pending = () => shell.data?.pendingRestart ?? [];
  return (
    <section aria-label={words().notices.label}>
      <Show when={isShutOut()}>
        <p role="alert" class={`${LINE} border-warn-line bg-warn-soft text-warn`}>
          {words().notices.shutOut}
        </p>
      </Show>
      <Show when={shell.data?.sandbox}>
        <p class={`${LINE} border-line bg-accent-soft text-ink`}>
          {words().notices.sandbox}
          <A href="/tokens" class="target">
            {words().notices.addToken}
          </A>
        </p>
      </Show>
      <Show when={pending().length > 0}>
        <p class={`${LINE} border-warn-line bg-warn-soft text-warn`}>
          {words().notices.restart} <code>{pending().join(', ')}</code>
          <A href="/settings" class="target">
            {words().notices.seeSettings}
          </A>
        </p>
      </Show>
    </section>
  );
}
