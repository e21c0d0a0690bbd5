import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { createMemo, createSignal } from 'solid-js';
import { api } from '../../api/api.ts';
import { useTopics } from '../../api/live/live.ts';
import { createDraft } from './create-draft.ts';
import { SECTION_IDS, type SectionId } from './sections.ts';
import { isOwn, nameOf } from './show-value.ts';
import type { Setting } from './types.ts';
import { words } from './words.ts';

export type View = 'all' | 'own' | 'pending';
const VIEWS: View[] = ['all', 'own', 'pending'];

export type SettingsPageState = ReturnType<typeof useSettings>;

/** The settings as they are, what is to be changed, and what of it is looked at; the latter is in the address. */
export function useSettings() {
  const described = api.settings.get.useQuery();
  const [changedBy, setChangedBy] = createSignal<string | null>(null);
  const refresh = (): void => {
    void api.settings.get.refresh();
    void api.settings.history.refresh();
  };
  useTopics(['settings-changed'], {
    onEvents(events) {
      setChangedBy(events.at(-1)?.by ?? null);
      refresh();
    },
    onGap: refresh,
  });
  const byKey = createMemo(() => new Map((described.data?.settings ?? []).map((setting) => [setting.key, setting])));
  const find = (key: string): Setting | undefined => byKey().get(key);
  const draft = createDraft(find);

  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams<{ q: string; view: string; history: string }>();
  const text = () => query.q ?? '';
  const view = (): View => VIEWS.find((each) => each === query.view) ?? 'all';
  const isFiltered = () => text() !== '' || view() !== 'all';
  const found = createMemo(() => new Set([...byKey().values()].filter(isWanted).map(({ key }) => key)));

  function isWanted(setting: Setting): boolean {
    if (view() === 'own' && !isOwn(setting)) return false;
    if (view() === 'pending' && !setting.pending) return false;
    const { key, description, variable } = setting;
    const all = [nameOf(key), key, words().description(key) ?? description, variable].join(' ').toLowerCase();
    return text()
      .toLowerCase()
      .split(/\s+/)
      .every((word) => all.includes(word));
  }

  return {
    ...{ described, draft, find, changedBy, text, view, isFiltered, found, refresh },
    section: (): SectionId => SECTION_IDS.find((id) => id === params.id) ?? 'routing',
    go: (section: SectionId) => navigate(`/settings/${section}`),
    setText: (next: string) => setQuery({ q: next || null }, { replace: true, scroll: false }),
    setView: (next: View) => setQuery({ view: next === 'all' ? null : next }, { replace: true, scroll: false }),
    clear: () => setQuery({ q: null, view: null }, { replace: true, scroll: false }),
    /** Whose history is open: a key, `all`, or undefined for none. */
    history: () => query.history,
    openHistory: (key: string) => setQuery({ history: key }, { scroll: false }),
    closeHistory: () => setQuery({ history: null }, { scroll: false }),
  };
}
