import ShieldOff from 'lucide-solid/icons/shield-off';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { viewer } from '../../../api/session.ts';
import type { Outputs } from '../../../api/types.ts';
import { number } from '../../../format.ts';
import { late } from '../../../late/late.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import type { Column } from '../../../ui/table-types.ts';
import { TimeAgo } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.ts';
import { Part, tellFailure } from '../part.tsx';
import { words } from '../words.ts';
import { AddOperator } from './add-operator.tsx';

const TakeOffFactor = late(() => import('../second-factor/take-off-factor.tsx'));

type Admin = Outputs['security']['admins'][number];

/** Who may sign in here. */
export function OperatorsCard() {
  const admins = api.security.admins.useQuery();
  const [isAdding, setAdding] = createSignal(false);
  const [removing, setRemoving] = createSignal<Admin>();
  const [losing, setLosing] = createSignal<Admin>();
  const remove = api.security.removeAdmin.useMutation(() => ({
    onSuccess: ({ username }) => {
      toast.done(words().removed(username));
      void api.security.admins.refresh();
      void api.security.sessions.refresh();
    },
    onError: (cause) => tellFailure(words().removeFailed, cause),
    onSettled: () => setRemoving(),
  }));
  return (
    <Card
      title={words().operators}
      flush
      aside={
        <Button size="small" icon={<UserPlus />} onClick={() => setAdding(true)}>
          {words().addOperator}
        </Button>
      }
    >
      <Part query={admins} failed={words().operatorsFailed}>
        <div class="mt-2 [&_[role=row]]:px-1.5 max-md:[&_[role=row]]:px-4">
          <DataTable
            isInset
            label={words().operators}
            columns={columns(setLosing)}
            rows={admins.data ?? []}
            rowKey={({ id }) => id}
            rowName={({ username }) => username}
            isLoading={admins.isPending}
            menu={(admin) => (
              <Show when={admin.source === 'stored' && admin.id !== viewer()?.id}>
                <Button
                  size="small"
                  kind="danger"
                  aria-label={words().removeOf(admin.username)}
                  onClick={() => setRemoving(admin)}
                >
                  {words().remove}
                </Button>
              </Show>
            )}
            empty={<EmptyState text={words().noOperators} />}
          />
        </div>
      </Part>
      <Show when={isAdding()}>
        <AddOperator onClose={() => setAdding(false)} />
      </Show>
      <Show when={losing()}>
        {(of) => <TakeOffFactor of={of()} onClose={() => setLosing()} onFailed={() => setLosing()} />}
      </Show>
      <ConfirmDialog
        open={removing() !== undefined}
        onClose={() => setRemoving()}
        title={words().removeAsk(removing()?.username ?? '')}
        description={words().removeSays}
        typed={removing()?.username}
        action={words().remove}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: removing()?.id ?? '' })}
      />
    </Card>
  );
}

const columns = (onLost: (admin: Admin) => void): Column<Admin>[] => [
  {
    id: 'name',
    header: words().columns.name,
    width: 'minmax(12.5rem, 2fr)',
    cell: (admin) => (
      <span class="flex min-w-0 items-center gap-2">
        <span class="truncate font-500">{admin.username}</span>
        <Show when={admin.id === viewer()?.id}>
          <Pill tone="ok">{words().you}</Pill>
        </Show>
        <Show when={admin.source === 'configured'}>
          <Pill outline>{words().byConfiguration}</Pill>
        </Show>
      </span>
    ),
  },
  {
    id: 'added',
    header: words().columns.added,
    width: 'minmax(5rem, 0.7fr)',
    from: 'lg',
    cell: (admin) => <TimeAgo at={admin.createdAt} class="text-ink-2" />,
  },
  {
    id: 'password',
    header: words().columns.password,
    width: 'minmax(8.5rem, 1fr)',
    from: 'lg',
    cell: (admin) => <TimeAgo at={admin.passwordChangedAt} class="text-ink-2" />,
  },
  {
    id: 'sessions',
    header: words().columns.sessions,
    width: 'minmax(4.5rem, 0.6fr)',
    align: 'end',
    phone: 'end',
    cell: (admin) => number(admin.sessions),
  },
  {
    id: 'factor',
    header: words().columns.factor,
    width: 'minmax(11rem, 1.2fr)',
    phone: 'under',
    cell: (admin) => (
      <Show when={admin.secondFactor}>
        {(factor) => (
          <span class="flex min-w-0 items-center gap-2">
            <Pill tone="ok">{words().factor.on}</Pill>
            <span class="truncate text-label text-ink-2">{words().factor.leftShort(factor().recoveryCodesLeft)}</span>
            <Show when={admin.id !== viewer()?.id}>
              <IconButton
                size="tiny"
                label={words().factor.takeOffOf(admin.username)}
                icon={<ShieldOff />}
                onClick={() => onLost(admin)}
                class="-outline-offset-2"
              />
            </Show>
          </span>
        )}
      </Show>
    ),
  },
];
