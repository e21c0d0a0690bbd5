import { For, Match, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { Emphasised } from '../../ui/emphasis.tsx';
import { NoMatch } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHeader, Spacer, Toolbar } from '../../ui/page-header.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { FamilyCard } from './family-card.tsx';
import { ModelDrawer } from './model-drawer.tsx';
import { useModels, useOpenModel } from './use-models.ts';
import { words } from './words.ts';

/** What is offered, who can serve it now, and how it went. */
export default function ModelsPage() {
  const models = useModels();
  const drawer = useOpenModel();
  const all = () => models.list.data ?? [];
  const sentence = () =>
    models.list.data === undefined
      ? words().asking
      : words().sentence(
          models.families().length,
          all().length,
          all().filter((one) => one.unavailable !== null).length,
        );
  const groupOf = (family: string) => models.activity.data?.groups.find(({ group }) => group === family);
  const failure = () => failureOf(models.list.error);
  return (
    <>
      <PageHeader title={words().title} sentence={<Emphasised text={sentence()} />} />
      <Toolbar>
        <Segments
          label={words().kind}
          options={(['all', 'image', 'video'] as const).map((value) => ({ value, label: words().kinds[value] }))}
          value={models.kind()}
          onChange={models.setKind}
        />
        <SearchInput
          label={words().search}
          placeholder={words().search}
          value={models.text()}
          onSearch={models.setText}
        />
        <Spacer />
        <p class="text-label text-ink-2 max-md:basis-full">{words().period}</p>
      </Toolbar>
      <Switch fallback={<Waiting />}>
        <Match when={models.list.data}>
          <Show
            when={models.found().length > 0}
            fallback={
              <div class="rounded-card border border-line bg-panel shadow-card">
                <NoMatch text={words().noMatch} onClear={models.clear} />
              </div>
            }
          >
            <ul class="flex flex-col gap-2">
              <For each={models.found().map(({ name }) => name)}>
                {(name) => (
                  <Show when={models.found().find((family) => family.name === name)}>
                    {(family) => (
                      <FamilyCard
                        family={family()}
                        group={groupOf(name)}
                        isUnfolded={models.isUnfolded(name) || models.text() !== ''}
                        onFold={() => models.fold(name)}
                        onOpen={drawer.open}
                      />
                    )}
                  </Show>
                )}
              </For>
            </ul>
          </Show>
        </Match>
        <Match when={models.list.error}>
          <ErrorCard
            text={words().failed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void models.list.refetch()}
            isRetrying={models.list.isFetching}
          />
        </Match>
      </Switch>
      <Show when={models.list.data !== undefined && drawer.name()}>
        {(name) => <ModelDrawer name={name()} models={all()} onOpen={drawer.open} onClose={drawer.close} />}
      </Show>
    </>
  );
}

function Waiting() {
  return (
    <Loading class="flex flex-col gap-2">
      <For each={Array.from({ length: 8 })}>{() => <Skeleton class="h-19 w-full rounded-card" />}</For>
    </Loading>
  );
}
