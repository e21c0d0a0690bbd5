import { useNavigate } from '@solidjs/router';
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import { api } from '../../api/api.ts';
import { words } from '../words.ts';
import type { Command } from './commands.ts';

/** What is typed within this time is asked for together. */
const PAUSE_MS = 250;
/** A single letter is in nearly every name. */
const LEAST_LETTERS = 2;
/** Of each kind; who wants more goes to its page. */
const MOST = 5;
/** The server takes no longer text. */
const MOST_LETTERS = 200;

/** Tokens, keys and models in whose names a text is, as the server lists them, each with the way to it. */
export function useLookUp(text: Accessor<string>) {
  const navigate = useNavigate();
  const [asked, setAsked] = createSignal('');
  const wanted = () => (text().trim().length < LEAST_LETTERS ? '' : text().trim());
  createEffect(() => {
    const next = wanted();
    const timer = setTimeout(() => setAsked(next), next === '' ? 0 : PAUSE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const enabled = () => ({ enabled: asked() !== '' });
  const tokens = api.tokens.list.useQuery(
    () => ({ filter: { text: asked().slice(0, MOST_LETTERS) }, limit: MOST }),
    enabled,
  );
  const keys = api.keys.list.useQuery(undefined, enabled);
  const models = api.models.list.useQuery(() => ({}), enabled);

  const holds = (...names: readonly string[]) =>
    names.some((name) => name.toLowerCase().includes(asked().toLowerCase()));
  const to = (label: string, href: string): Command => ({ label, run: () => navigate(href, { scroll: false }) });
  const found = (): Command[] => {
    if (asked() === '' || asked() !== wanted()) return [];
    const { token, key, model } = words().jump;
    return [
      ...(tokens.data?.items ?? []).map(({ id, name, email }) =>
        to(token(name === null ? email : `${name} (${email})`), `/tokens/${id}`),
      ),
      ...(keys.data ?? [])
        .filter(({ name }) => holds(name))
        .slice(0, MOST)
        .map(({ id, name }) => to(key(name), `/keys/${encodeURIComponent(id)}`)),
      ...(models.data ?? [])
        .filter(({ id, aliases }) => holds(id, ...aliases))
        .slice(0, MOST)
        .map(({ id }) => to(model(id), `/models/${encodeURIComponent(id)}`)),
    ];
  };
  return {
    found,
    /** Whether more may come. */
    isLooking: () =>
      wanted() !== '' && (asked() !== wanted() || [tokens, keys, models].some(({ isFetching }) => isFetching)),
  };
}
