import Plus from 'lucide-solid/icons/plus';
import { createSignal, For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import type { Outputs } from '../../../api/types.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { useNow } from '../../../ui/clock.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Pill } from '../../../ui/pill.tsx';
import type { Column } from '../../../ui/table-types.ts';
import { TimeAgo } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import { Part, tellFailure } from '../part.tsx';
import { words } from '../words.ts';
import { CreateToken } from './create-token.tsx';

type AdminToken = Outputs['security']['adminTokens'][number];

/** What scripts sign in with: with scopes, until a time. */
export function TokensCard() {
  const tokens = api.security.adminTokens.useQuery();
  const [isMaking, setMaking] = createSignal(false);
  const [revoking, setRevoking] = createSignal<AdminToken>();
  const revoke = api.security.revokeAdminToken.useMutation(() => ({
    onSuccess: ({ name }) => {
      toast.done(words().tokenRevoked(name));
      void api.security.adminTokens.refresh();
    },
    onError: (cause) => tellFailure(words().revokeFailed, cause),
    onSettled: () => setRevoking(),
  }));
  const make = (size: 'small' | 'medium') => (
    <Button size={size} icon={<Plus />} onClick={() => setMaking(true)}>
      {words().makeToken}
    </Button>
  );
  return (
    <Card title={words().tokens} flush aside={make('small')}>
      <Part query={tokens} failed={words().tokensFailed}>
        <div class="mt-2 [&_[role=row]]:px-1.5 max-md:[&_[role=row]]:px-4">
          <DataTable
            isInset
            label={words().tokens}
            columns={columns()}
            rows={tokens.data ?? []}
            rowKey={({ id }) => id}
            rowName={({ name }) => name}
            isLoading={tokens.isPending}
            menu={(token) => (
              <Button
                size="small"
                kind="danger"
                aria-label={words().revokeOf(token.name)}
                onClick={() => setRevoking(token)}
              >
                {words().revoke}
              </Button>
            )}
            empty={<EmptyState text={words().noTokens} hint={words().noTokensHint} action={make('medium')} />}
          />
        </div>
      </Part>
      <Show when={isMaking()}>
        <CreateToken onClose={() => setMaking(false)} />
      </Show>
      <ConfirmDialog
        open={revoking() !== undefined}
        onClose={() => setRevoking()}
        title={words().revokeAsk(revoking()?.name ?? '')}
        description={words().revokeSays}
        action={words().revoke}
        danger
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: revoking()?.id ?? '' })}
      />
    </Card>
  );
}

const columns = (): Column<AdminToken>[] => [
  {
    id: 'name',
    header: words().columns.name,
    width: 'minmax(9rem, 1.4fr)',
    cell: (token) => (
      <span class="block min-w-0 leading-4">
        <span class="block truncate font-500">{token.name}</span>
        <span class="block truncate font-mono text-micro text-ink-3">{`f2admin_…${token.last4}`}</span>
      </span>
    ),
  },
  {
    id: 'scopes',
    header: words().columns.scopes,
    width: 'minmax(12rem, 1.8fr)',
    phone: 'under',
    cell: (token) => (
      <span class="flex flex-wrap gap-1">
        <For each={token.scopes}>{(scope) => <Pill mono>{scope}</Pill>}</For>
      </span>
    ),
  },
  {
    id: 'used',
    header: words().columns.used,
    from: 'md',
    cell: (token) => <TimeAgo at={token.lastUsedAt} class="text-ink-2" />,
  },
  { id: 'expires', header: words().columns.expires, phone: 'end', cell: (token) => <Expiry at={token.expiresAt} /> },
];

function Expiry(props: { at: number | null }) {
  const now = useNow();
  return (
    <Show when={props.at} fallback={<span class="text-ink-3">{words().never}</span>}>
      {(at) => (
        <Show when={at() > now()} fallback={<Pill tone="bad">{words().expired}</Pill>}>
          <TimeAgo at={at()} />
        </Show>
      )}
    </Show>
  );
}
