import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { useShell } from '../../../app/shell/use-shell.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Described } from '../types.ts';
import { words } from '../words.ts';
import { tellReloaded } from './tell-reloaded.ts';

/** Which service this is, and where its settings come from. */
export function AboutCard(props: { data: Described }) {
  const shell = useShell();
  const reload = api.settings.reload.useMutation(() => ({
    onSuccess: (reloaded) => {
      tellReloaded(reloaded);
      void api.settings.get.refresh();
    },
    onError: (cause) => {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().about.reloadFailed, { hint: message, requestId: requestId ?? undefined });
    },
  }));
  return (
    <Card
      title={words().sections.about}
      aside={
        <Button size="small" icon={<RefreshCw />} busy={reload.isPending} onClick={() => reload.mutate()}>
          {words().about.reload}
        </Button>
      }
    >
      <KeyValues
        items={[
          { name: words().about.version, value: shell.data?.version ?? '–', mono: true },
          { name: words().about.up, value: <Time at={shell.data?.startedAt} withDate /> },
          { name: words().about.settings, value: words().about.times(props.data.version) },
          {
            name: words().about.file,
            value: props.data.file,
            mono: true,
            action: <CopyButton text={() => props.data.file} />,
          },
        ]}
      />
      <p class="mt-2 border-t border-line pt-3 text-ink-2">{words().about.order}</p>
      <Show when={props.data.warnings.length > 0}>
        <Notice kind="warn" class="mt-3">
          <b>{words().about.warnings}</b>
          <ul class="space-y-1">
            <For each={props.data.warnings}>{(text) => <li class="break-words">{said(text)}</li>}</For>
          </ul>
        </Notice>
      </Show>
    </Card>
  );
}
