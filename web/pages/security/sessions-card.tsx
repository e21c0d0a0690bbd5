import Monitor from 'lucide-solid/icons/monitor';
import Smartphone from 'lucide-solid/icons/smartphone';
import { createSignal, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import { viewer } from '../../api/session.ts';
import type { Outputs } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pill } from '../../ui/pill.tsx';
import type { Column } from '../../ui/table-types.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { deviceOf, isPhone } from './device.ts';
import { Part, tellFailure } from './part.tsx';
import { words } from './words.ts';

type Session = Outputs['security']['sessions'][number];

/** The browsers in which somebody is signed in. */
export function SessionsCard() {
  const sessions = api.security.sessions.useQuery();
  useLiveQueries(['audit-recorded'], () => [api.security.sessions.key(), api.security.admins.key()], 2_000);
  const [isAsking, setAsking] = createSignal(false);
  const others = () =>
    (sessions.data ?? []).filter(({ current, adminId }) => !current && adminId === viewer()?.id).length;
  const end = api.security.revokeSession.useMutation(() => ({
    onSuccess: () => {
      toast.done(words().sessionEnded);
      void api.security.sessions.refresh();
    },
    onError: (cause) => tellFailure(words().endFailed, cause),
  }));
  const endOthers = api.security.revokeOtherSessions.useMutation(() => ({
    onSuccess: ({ endedSessions }) => {
      toast.done(words().othersEnded(endedSessions));
      void api.security.sessions.refresh();
    },
    onError: (cause) => tellFailure(words().endFailed, cause),
    onSettled: () => setAsking(false),
  }));
  return (
    <Card
      title={words().sessions}
      flush
      aside={
        <Show when={others() > 0}>
          <Button size="small" onClick={() => setAsking(true)}>
            {words().endOthers}
          </Button>
        </Show>
      }
    >
      <Part query={sessions} failed={words().sessionsFailed}>
        <div class="mt-2 [&_[role=row]]:px-1.5 max-md:[&_[role=row]]:px-4">
          <DataTable
            isInset
            label={words().sessions}
            columns={columns()}
            rows={sessions.data ?? []}
            rowKey={({ id }) => id}
            rowName={(session) => deviceOf(session.userAgent) ?? words().unknownDevice}
            isLoading={sessions.isPending}
            menu={(session) => (
              <Show when={!session.current}>
                <Button
                  size="small"
                  disabled={end.isPending}
                  aria-label={words().endOf(deviceOf(session.userAgent) ?? words().unknownDevice)}
                  onClick={() => end.mutate({ id: session.id })}
                >
                  {words().end}
                </Button>
              </Show>
            )}
            empty={<EmptyState text={words().noSessions} />}
          />
        </div>
      </Part>
      <ConfirmDialog
        open={isAsking()}
        onClose={() => setAsking(false)}
        title={words().endOthersAsk(others())}
        description={words().endOthersSays}
        typed={others() > 1 ? words().endTyped : undefined}
        action={words().endOthers}
        danger
        busy={endOthers.isPending}
        onConfirm={() => endOthers.mutate()}
      />
    </Card>
  );
}

const columns = (): Column<Session>[] => [
  {
    id: 'device',
    header: words().columns.device,
    width: 'minmax(12rem, 2fr)',
    cell: (session) => (
      <span class="flex min-w-0 items-center gap-2.5" title={session.userAgent ?? undefined}>
        <Show when={isPhone(session.userAgent)} fallback={<Monitor class="text-ink-3" />}>
          <Smartphone class="text-ink-3" />
        </Show>
        <span class="truncate font-500">{deviceOf(session.userAgent) ?? words().unknownDevice}</span>
        <Show when={session.current}>
          <Pill tone="ok">{words().thisOne}</Pill>
        </Show>
      </span>
    ),
  },
  {
    id: 'who',
    header: words().columns.who,
    phone: 'under',
    cell: (session) => <span class="truncate">{session.adminName}</span>,
  },
  {
    id: 'from',
    header: words().columns.from,
    phone: 'under',
    cell: (session) => <span class="truncate font-mono text-label text-ink-2">{session.address}</span>,
  },
  { id: 'seen', header: words().columns.seen, phone: 'end', cell: (session) => <TimeAgo at={session.lastSeenAt} /> },
  {
    id: 'ends',
    header: words().columns.ends,
    from: 'lg',
    cell: (session) => <TimeAgo at={session.endsAt} class="text-ink-2" />,
  },
];
