import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { createMemo } from 'solid-js';
import { decoded } from '../../address/well-formed.ts';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Inputs } from '../../api/types.ts';
import { toast } from '../../ui/toast.ts';
import { familiesOf, isFound, type Model } from './families.ts';
import { words } from './words.ts';

/** The list is long and nothing of it is urgent. */
const NEWS_MS = 8_000;
const LAST_DAY = { range: '24h' } as const;

/** What is offered, what of it is looked for, and the families that are unfolded; the latter two are in the address. */
export function useModels() {
  const list = api.models.list.useQuery(() => ({}));
  const activity = api.overview.activity.useQuery(() => LAST_DAY);
  useLiveQueries(
    ['token-changed', 'generation-changed'],
    () => [api.models.list.key({}), api.overview.activity.key(LAST_DAY)],
    NEWS_MS,
  );
  const [search, setSearch] = useSearchParams<{ q: string; kind: string; open: string }>();
  const text = () => search.q ?? '';
  const kind = () => (search.kind === 'image' || search.kind === 'video' ? search.kind : 'all');
  const unfolded = () => (search.open ?? '').split(',').filter(Boolean);
  const set = (changes: Partial<Record<'q' | 'kind' | 'open', string | null>>) =>
    setSearch(changes, { replace: true, scroll: false });
  const found = createMemo(() =>
    familiesOf(
      (list.data ?? []).filter((model) => (kind() === 'all' || model.kind === kind()) && isFound(model, text())),
    ),
  );
  return {
    ...{ list, activity, text, kind, found },
    families: createMemo(() => familiesOf(list.data ?? [])),
    setText: (next: string) => set({ q: next || null }),
    setKind: (next: string) => set({ kind: next === 'all' ? null : next }),
    clear: () => set({ q: null, kind: null }),
    isUnfolded: (family: string) => unfolded().includes(family),
    fold(family: string) {
      const others = unfolded().filter((each) => each !== family);
      const next = others.length < unfolded().length ? others : [...others, family];
      set({ open: next.join(',') || null });
    },
  };
}

type Wishes = Omit<Inputs['models']['update'], 'name'>;

/** Changes a model, shows it at once, and says when it failed. */
export async function changeModel(name: string, wishes: Wishes, done: string, undo?: Wishes): Promise<boolean> {
  const put = (next: Partial<Model>) =>
    api.models.list.patch({}, (models) => models.map((model) => (model.id === name ? { ...model, ...next } : model)));
  if (wishes.hidden !== undefined) put({ hidden: wishes.hidden });
  try {
    put(await api.models.update.mutate({ name, ...wishes }));
    const back = undo && { undo: () => void changeModel(name, undo, words().done.shown(name)) };
    toast.done(done, back);
    return true;
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(words().done.failed(name), { hint: message, ...(requestId !== null && { requestId }) });
    // Not waited for: who has read the refusal may try again at once.
    void api.models.list.refresh({});
    return false;
  }
}

/** Hides a model from lists, or lists it again; can be taken back. */
export function setHidden(name: string, hidden: boolean): void {
  const done = hidden ? words().done.hidden(name) : words().done.shown(name);
  void changeModel(name, { hidden }, done, { hidden: !hidden });
}

/** The model whose drawer is open, by the address; and how to open and close it. */
export function useOpenModel() {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  return {
    name: () => (params.id === undefined ? undefined : decoded(params.id)),
    open: (name: string) => navigate(`/models/${encodeURIComponent(name)}${location.search}`, { scroll: false }),
    close: () => navigate(`/models${location.search}`, { scroll: false }),
  };
}
