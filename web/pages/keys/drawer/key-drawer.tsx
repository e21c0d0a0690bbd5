import { useSearchParams } from '@solidjs/router';
import Ban from 'lucide-solid/icons/ban';
import Pencil from 'lucide-solid/icons/pencil';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { Button } from '../../../ui/button.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Key, KeyUsage } from '../keys.ts';
import { maskOf } from '../keys.ts';
import { KeyBadge } from '../list/key-badge.tsx';
import { words } from '../words.ts';
import { KeyFacts } from './key-facts.tsx';
import { KeyForm } from './key-form.tsx';

interface KeyDrawerProps {
  key: Key;
  usage: KeyUsage;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  onRotate: () => void;
  onRevoke: () => void;
}

/** One key: how it is used, what it may, how it is used in code; or the form by which that is changed. */
export function KeyDrawer(props: KeyDrawerProps) {
  const [query, setQuery] = useSearchParams<{ edit?: string }>();
  const isStored = () => props.key.source === 'stored';
  const isEditing = () => query.edit !== undefined && isStored();
  const edit = (on: boolean) => setQuery({ edit: on ? '1' : undefined }, { replace: true });
  const update = api.keys.update.useMutation(() => ({
    onSuccess: async ({ name }) => {
      await api.keys.list.refresh();
      edit(false);
      toast.done(words().form.saved(name));
    },
  }));
  return (
    <Drawer
      title={props.key.name}
      subtitle={<span class="font-mono text-label">{maskOf(props.key)}</span>}
      badge={<KeyBadge of={props.key} />}
      onClose={props.onClose}
      onPrevious={props.onPrevious}
      onNext={props.onNext}
      actions={
        <Show when={!isEditing()}>
          <Show when={isStored()}>
            <Button size="small" icon={<Pencil />} onClick={() => edit(true)}>
              {words().edit}
            </Button>
            <Button size="small" icon={<RefreshCw />} onClick={props.onRotate}>
              {words().rotate}
            </Button>
          </Show>
          <LinkButton size="small" href={`/requests?key=${encodeURIComponent(props.key.id)}`}>
            {words().seeRequests}
          </LinkButton>
          <Show when={isStored()}>
            <Button size="small" kind="danger" class="ml-auto" icon={<Ban />} onClick={props.onRevoke}>
              {words().revoke}
            </Button>
          </Show>
        </Show>
      }
    >
      <Show when={isEditing()} fallback={<KeyFacts key={props.key} usage={props.usage} />}>
        <KeyForm
          was={props.key}
          isBusy={update.isPending}
          failure={update.error}
          onSubmit={(changes) => update.mutate({ id: props.key.id, changes })}
          onCancel={() => edit(false)}
        />
      </Show>
    </Drawer>
  );
}
