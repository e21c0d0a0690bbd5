import { useNavigate, useParams } from '@solidjs/router';
import KeyRound from 'lucide-solid/icons/key-round';
import Plus from 'lucide-solid/icons/plus';
import { createMemo, createSignal, Show } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { isStale } from '../../api/live/live.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { number } from '../../format.ts';
import { cx } from '../../ui/cx.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Asked, KeyOverlays } from './key-overlays.tsx';
import { useKeys } from './keys.ts';
import { columns } from './list/columns.tsx';
import { KeyMenu } from './list/key-menu.tsx';
import { words } from './words.ts';

export default function KeysPage() {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const { keys, usage } = useKeys();
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const shown = createMemo(() => columns(usage));
  const rows = () => keys.data ?? [];
  const requests = () => rows().reduce((sum, { id }) => sum + usage.requests(id).all, 0);
  const failure = () => (keys.isError && keys.data === undefined ? failureOf(keys.error) : null);
  useShortcut(
    'a',
    () => words().shortcuts.create,
    () => navigate('/keys/new', { scroll: false }),
  );

  return (
    <>
      <PageHeader
        title={words().title}
        sentence={
          <Show when={keys.data} fallback={words().sentence}>
            <b>{number(rows().length)}</b>
            {words().total(rows().length)}
            <span class={cx(isStale() && 'opacity-60')}>
              <b>{number(requests())}</b>
              {words().lastHour(requests())}
            </span>
          </Show>
        }
        actions={<CreateLink />}
      />
      <Show
        when={failure()}
        fallback={
          <div class={cx('transition-opacity', isStale() && 'opacity-60 grayscale')}>
            <DataTable
              label={words().title}
              columns={shown()}
              rows={rows()}
              rowKey={({ id }) => id}
              rowName={({ name }) => name}
              href={({ id }) => `/keys/${encodeURIComponent(id)}`}
              openKey={params.id}
              changes={({ enabled }) => enabled}
              isLoading={keys.isPending}
              menu={(key) => (
                <KeyMenu
                  of={key}
                  onRotate={() => setAsked({ to: 'rotate', id: key.id })}
                  onRevoke={() => setAsked({ to: 'revoke', id: key.id })}
                />
              )}
              empty={
                <EmptyState icon={<KeyRound />} text={words().empty} hint={words().emptyHint} action={<CreateLink />} />
              }
            />
          </div>
        }
      >
        {(told) => (
          <ErrorCard
            text={words().failedToLoad}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void keys.refetch()}
          />
        )}
      </Show>
      <KeyOverlays rows={rows()} isLoaded={keys.isSuccess} usage={usage} asked={asked()} onAsk={setAsked} />
    </>
  );
}

function CreateLink() {
  return (
    <LinkButton noScroll kind="primary" href="/keys/new" icon={<Plus />}>
      {words().create}
    </LinkButton>
  );
}
