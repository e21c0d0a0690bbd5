import { useLocation, useSearchParams } from '@solidjs/router';
import { createEffect, on, untrack } from 'solid-js';
import type { Form } from './create-form.ts';
import { MODES, type ModeId } from './modes.ts';

/** What the page's address says. */
export interface Query extends Record<string, string | undefined> {
  mode?: string;
  /** The job that is looked at. */
  job?: string;
  /** A job whose settings are wanted in the form. */
  from?: string;
  model?: string;
  /** The id of a token that is to be tried. */
  token?: string;
}

const isMode = (text: string | undefined): text is ModeId => MODES.some((mode) => mode === text);
/** What is wanted once, and is in the form then. */
const TAKEN = { from: undefined, model: undefined, token: undefined };

/**
 * Keeps the form's mode and that of the address the same. The function that is given back goes to a mode, which is a step
 * that Back takes back; `onStep` is told of each.
 */
export function useMode(form: Pick<Form, 'draft' | 'set'>, onStep: () => void): (mode: ModeId) => void {
  const [query, setQuery] = useSearchParams<Query>();
  const location = useLocation();
  const own = location.pathname;
  if (isMode(query.mode)) form.set({ mode: query.mode });

  createEffect(
    on(
      () => query.mode,
      (mode) => {
        // Also told of on the way to another page, whose address is none of this one's.
        if (untrack(() => location.pathname) !== own) return;
        if (!isMode(mode)) setQuery({ mode: form.draft.mode, token: undefined }, { replace: true });
        else if (mode !== form.draft.mode) {
          form.set({ mode });
          onStep();
        }
      },
    ),
  );
  // With the mode in it, the address still has it.
  if (isMode(query.mode) && query.token !== undefined) setQuery({ token: undefined }, { replace: true });

  return (mode) => {
    form.set({ mode });
    onStep();
    // What the address asked for stands in its place: Back is not to ask for it anew.
    const isWanted = query.from !== undefined || query.model !== undefined;
    setQuery({ ...TAKEN, mode }, { replace: isWanted || mode === query.mode });
  };
}
