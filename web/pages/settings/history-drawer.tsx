import Undo from 'lucide-solid/icons/undo-2';
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DiffList } from '../../ui/diff-list.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { nameOf, showValue } from './show-value.ts';
import type { HistoryLine, Setting } from './types.ts';
import type { SettingsPageState } from './use-settings.ts';
import { words } from './words.ts';

const PAGE = 50;

interface HistoryDrawerProps {
  state: SettingsPageState;
  /** The key of a setting, or `all`. */
  of: string;
}

/** Who changed what, save by save, each to be reverted. */
export default function HistoryDrawer(props: HistoryDrawerProps) {
  const key = () => (props.of === 'all' ? undefined : props.of);
  const pages = api.settings.history.usePages(() => ({ key: key(), limit: PAGE }), {
    next: 'nextCursor',
    into: 'cursor',
  });
  const saves = createMemo(() => bySave(pages.data?.pages.flatMap(({ items }) => items) ?? []));
  const [reverting, setReverting] = createSignal<number>();
  const revert = api.settings.revert.useMutation(() => ({
    onSuccess: (_, { target }) => {
      toast.done(words().history.done(target));
      props.state.refresh();
      setReverting();
    },
    onError: (cause, { target }) => {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().history.failed(target), { hint: message, requestId: requestId ?? undefined });
      props.state.refresh();
      setReverting();
    },
  }));
  const version = () => props.state.described.data?.version ?? 0;
  const failure = () => failureOf(pages.error);
  return (
    <Drawer
      title={key() === undefined ? words().history.title : words().history.of(nameOf(props.of))}
      onClose={props.state.closeHistory}
    >
      <Switch fallback={<SkeletonLines lines={9} />}>
        <Match when={pages.data}>
          <Show
            when={saves().length > 0}
            fallback={<EmptyState text={words().history.none} hint={words().history.noneHint} />}
          >
            <ol class="space-y-5">
              <For each={saves()}>
                {(save) => <Save lines={save} find={props.state.find} onRevert={setReverting} />}
              </For>
            </ol>
            <Show when={pages.hasNextPage}>
              <LoadMore isLoading={pages.isFetchingNextPage} load={() => void pages.fetchNextPage()} />
            </Show>
          </Show>
        </Match>
        <Match when={pages.error}>
          <ErrorCard
            text={words().history.failedToLoad}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void pages.refetch()}
            isRetrying={pages.isFetching}
          />
        </Match>
      </Switch>
      <ConfirmDialog
        open={reverting() !== undefined}
        onClose={() => setReverting()}
        title={words().history.ask(reverting() ?? 0)}
        description={words().history.says}
        action={words().history.action}
        busy={revert.isPending}
        onConfirm={() => revert.mutate({ target: reverting() ?? 0, version: version() })}
      />
    </Drawer>
  );
}

/** Lines of the same version stand together. */
function bySave(lines: HistoryLine[]): HistoryLine[][] {
  return [...Map.groupBy(lines, ({ version }) => version).values()];
}

interface SaveProps {
  lines: HistoryLine[];
  find: (key: string) => Setting | undefined;
  onRevert: (version: number) => void;
}

function Save(props: SaveProps) {
  const first = () => props.lines[0] as HistoryLine;
  const shown = (line: HistoryLine, value: unknown) => {
    if (!line.readable) return words().history.unreadable;
    return value === null ? words().history.unsaved : showValue(props.find(line.key), value);
  };
  const items = () =>
    props.lines.map((line) => ({
      name: nameOf(line.key),
      old: shown(line, line.before),
      new: shown(line, line.after),
    }));
  return (
    <li>
      <div class="mb-1.5 flex items-center gap-2">
        <p class="min-w-0 flex-1">
          <span class="font-550">{first().actorName}</span>{' '}
          <span class="text-label text-ink-3">
            <TimeAgo at={first().at} /> · {words().history.version(first().version)}
          </span>
        </p>
        <Button size="small" icon={<Undo />} onClick={() => props.onRevert(first().version)}>
          {words().history.revert}
        </Button>
      </div>
      <DiffList items={items()} />
    </li>
  );
}
