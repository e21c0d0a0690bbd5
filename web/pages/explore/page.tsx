import Download from 'lucide-solid/icons/download';
import ExternalLink from 'lucide-solid/icons/external-link';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { api } from '../../api/api.ts';
import { trpc } from '../../api/client.ts';
import { failureOf } from '../../api/errors.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import { saveFile } from '../../api/pieces.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { EndpointCard } from './endpoint-card.tsx';
import { LimitsCard } from './limits-card.tsx';
import { SubscriptionsCard } from './subscriptions-card.tsx';
import { words } from './words.ts';

/** The way in for scripts: where it is, what can be followed, how far it goes, and a page to try it on. */
export default function ExplorePage() {
  const about = api.explore.get.useQuery();
  useLiveQueries(['settings-changed'], () => [api.explore.get.key()]);
  const explorer = () => about.data?.explorer ?? null;
  useShortcut(
    'o',
    () => words().open,
    () => {
      const address = explorer();
      if (address !== null) window.open(address, '_blank', 'noopener');
    },
  );
  const failure = () => failureOf(about.error);
  return (
    <>
      <PageHeader
        title={words().title}
        sentence={words().sentence}
        actions={
          <>
            <SchemaButton />
            <Show when={explorer()}>
              {(address) => (
                <LinkButton
                  kind="primary"
                  href={address()}
                  target="_blank"
                  rel="external noopener"
                  icon={<ExternalLink />}
                >
                  {words().open}
                </LinkButton>
              )}
            </Show>
          </>
        }
      />
      <Switch fallback={<Waiting />}>
        <Match when={about.data}>
          {(data) => (
            <div class="space-y-3">
              <Show when={explorer() === null}>
                <Notice kind="warn">
                  {words().off} <TextLink href="/settings/security?q=graphiql">{words().toSetting}</TextLink>
                </Notice>
              </Show>
              <div class="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
                <SubscriptionsCard stream={data().stream} />
                <div class="min-w-0 space-y-3">
                  <EndpointCard endpoint={data().endpoint} stream={data().stream} />
                  <LimitsCard limits={data().limits} />
                </div>
              </div>
            </div>
          )}
        </Match>
        <Match when={about.error}>
          <ErrorCard
            text={words().failed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void about.refetch()}
            isRetrying={about.isFetching}
          />
        </Match>
      </Switch>
    </>
  );
}

/** Saves the schema as the server prints it. */
function SchemaButton() {
  const [isBusy, setBusy] = createSignal(false);
  const save = async () => {
    setBusy(true);
    try {
      saveFile(new Blob([await trpc.explore.schema.query()], { type: 'text/plain' }), 'schema.graphql');
      toast.done(words().saved);
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().saveFailed, { hint: message, requestId: requestId ?? undefined });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<Download />} busy={isBusy()} onClick={() => void save()}>
      {words().schema}
    </Button>
  );
}

function Waiting() {
  return (
    <Loading class="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Skeleton class="h-96 w-full rounded-card" />
      <Skeleton class="h-72 w-full rounded-card" />
    </Loading>
  );
}
