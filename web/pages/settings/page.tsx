import History from 'lucide-solid/icons/rotate-ccw-clock';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { late } from '../../late/late.tsx';
import { Button } from '../../ui/button.tsx';
import { Emphasised } from '../../ui/emphasis.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHeader, Toolbar } from '../../ui/page-header.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { ChangesBar } from './changes-bar.tsx';
import { FileProblem } from './file-problem.tsx';
import { SettingsGuard } from './leave-guard.tsx';
import { SectionNav } from './section-nav.tsx';
import { sectionOf } from './sections.ts';
import { focusSetting } from './setting-row.tsx';
import { SettingsBody } from './settings-body.tsx';
import { isOwn } from './show-value.ts';
import { useSettings } from './use-settings.ts';
import { words } from './words.ts';

const HistoryDrawer = late(() => import('./history-drawer.tsx'));
const ReviewDialog = late(() => import('./review/review-dialog.tsx'));

/** Everything that can be set; changes wait in a bar until all of them are applied together. */
export default function SettingsPage() {
  const state = useSettings();
  const { described, draft } = state;
  const [isReviewing, setReviewing] = createSignal(false);
  const show = (key: string) => {
    setReviewing(false);
    state.clear();
    state.go(sectionOf(key));
    requestAnimationFrame(() => focusSetting(key));
  };
  const review = () => {
    const [wrong] = draft.wrong();
    if (wrong !== undefined) show(wrong);
    else if (draft.keys().length > 0) setReviewing(true);
  };
  useShortcut('$mod+s', () => words().shortcuts.review, review);
  useShortcut(
    'h',
    () => words().shortcuts.history,
    () => state.openHistory('all'),
  );
  const failure = () => failureOf(described.error);
  return (
    <>
      <PageHeader
        title={words().title}
        sentence={<Sentence state={state} />}
        actions={
          <Button icon={<History />} onClick={() => state.openHistory('all')}>
            {words().history.open}
          </Button>
        }
      />
      <Show when={described.data?.problem}>{(problem) => <FileProblem message={problem().message} />}</Show>
      <Toolbar>
        <SearchInput
          label={words().search}
          placeholder={words().search}
          value={state.text()}
          onSearch={state.setText}
          pauseMs={60}
        />
        <Segments
          label={words().which}
          options={(['all', 'own', 'pending'] as const).map((value) => ({ value, label: words().views[value] }))}
          value={state.view()}
          onChange={state.setView}
        />
      </Toolbar>
      <Switch fallback={<Waiting />}>
        <Match when={described.data}>
          {(data) => (
            <>
              <div class="flex gap-6 max-md:flex-col max-md:gap-3">
                <SectionNav
                  current={state.isFiltered() ? null : state.section()}
                  changes={(section) => draft.keys().filter((key) => sectionOf(key) === section).length}
                />
                <SettingsBody state={state} data={data()} />
              </div>
              <ChangesBar state={state} onReview={review} />
            </>
          )}
        </Match>
        <Match when={described.error}>
          <ErrorCard
            text={words().failed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void described.refetch()}
            isRetrying={described.isFetching}
          />
        </Match>
      </Switch>
      <SettingsGuard count={draft.keys().length} onLeave={draft.discard} />
      <Show when={isReviewing()}>
        <ReviewDialog
          state={state}
          onClose={() => setReviewing(false)}
          onFailed={() => setReviewing(false)}
          onShow={show}
        />
      </Show>
      <Show when={state.history()}>
        {(of) => <HistoryDrawer state={state} of={of()} onFailed={state.closeHistory} />}
      </Show>
    </>
  );
}

function Sentence(props: { state: ReturnType<typeof useSettings> }) {
  const all = () => props.state.described.data?.settings ?? [];
  const own = () => all().filter(isOwn).length;
  const locked = () => all().filter(({ lockedBy }) => lockedBy !== null).length;
  const text = () => (all().length === 0 ? words().asking : words().sentence(all().length, own(), locked()));
  return <Emphasised text={text()} />;
}

function Waiting() {
  return (
    <Loading class="flex gap-6">
      <Skeleton class="h-72 w-52 max-md:hidden" />
      <div class="flex flex-1 flex-col gap-3">
        <Skeleton class="h-64 w-full rounded-card" />
        <Skeleton class="h-48 w-full rounded-card" />
      </div>
    </Loading>
  );
}
