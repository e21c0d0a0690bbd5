import { For, Show } from 'solid-js';
import { Card } from '../../ui/card.tsx';
import { NoMatch } from '../../ui/empty-state.tsx';
import { AboutCard } from './cards/about-card.tsx';
import { CacheTest, PurgeCard } from './cards/cache-cards.tsx';
import { DebugTimer } from './cards/debug-timer.tsx';
import { groupsOf, SECTION_IDS, type SectionId } from './sections.ts';
import { SettingRow } from './setting-row.tsx';
import type { Described } from './types.ts';
import type { SettingsPageState } from './use-settings.ts';
import { words } from './words.ts';

interface BodyProps {
  state: SettingsPageState;
  data: Described;
}

/** One section, or of all sections what is looked for. */
export function SettingsBody(props: BodyProps) {
  const shown = () =>
    props.state.isFiltered()
      ? SECTION_IDS.filter((id) => groupsOf(id, [...props.state.found()]).length > 0)
      : [props.state.section()];
  return (
    <div class="min-w-0 flex-1 space-y-3">
      <Show
        when={shown().length > 0}
        fallback={
          <Card>
            <NoMatch text={words().noMatch} onClear={props.state.clear} />
          </Card>
        }
      >
        <For each={shown()}>{(id) => <SectionCards {...props} id={id} />}</For>
      </Show>
    </div>
  );
}

function SectionCards(props: BodyProps & { id: SectionId }) {
  const known = () => props.data.settings.map(({ key }) => key).filter((key) => props.state.found().has(key));
  const title = (group: string) => {
    const own = (words().groups as Record<string, string>)[group] ?? group;
    return props.state.isFiltered() ? `${words().sections[props.id]} · ${own}` : own;
  };
  const isWhole = () => !props.state.isFiltered();
  // By id and key, so that a field that is being typed in is not made anew when settings come again.
  const ids = () => groupsOf(props.id, known()).map(({ id }) => id as string);
  const keysOf = (group: string) => groupsOf(props.id, known()).find(({ id }) => id === group)?.keys ?? [];
  return (
    <>
      <For each={ids()}>
        {(group) => (
          <Card title={title(group)} aside={<Aside group={group} isWhole={isWhole()} />}>
            <Show when={group === 'debug' && isWhole()}>
              <DebugTimer data={props.data} />
            </Show>
            <div class="-my-3">
              <For each={keysOf(group)}>
                {(key) => (
                  <Show when={props.state.find(key)}>
                    {(setting) => (
                      <SettingRow
                        setting={setting()}
                        draft={props.state.draft}
                        yourAddress={props.data.yourAddress}
                        onHistory={props.state.openHistory}
                      />
                    )}
                  </Show>
                )}
              </For>
            </div>
          </Card>
        )}
      </For>
      <Show when={props.id === 'media' && isWhole()}>
        <PurgeCard />
      </Show>
      <Show when={props.id === 'about' && isWhole()}>
        <AboutCard data={props.data} />
      </Show>
    </>
  );
}

function Aside(props: { group: string; isWhole: boolean }) {
  return (
    <Show when={props.group === 'cache' && props.isWhole}>
      <CacheTest />
    </Show>
  );
}
