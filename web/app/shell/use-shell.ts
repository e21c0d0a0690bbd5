import { createContext, useContext } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';

type Shell = ReturnType<typeof api.shell.get.useQuery>;

const Shell = createContext<Shell>();
export const ShellProvider = Shell.Provider;

/** Without news the beats go on once a minute. */
const EVERY_MS = 60_000;
/** Counts in the rail need not be quicker than that. */
const NEWS_MS = 3_000;

/** What the frame shows: asked for once, kept fresh by the stream. */
export function createShell(): Shell {
  useLiveQueries(['generation-changed', 'token-changed', 'settings-changed'], () => [api.shell.get.key()], NEWS_MS);
  return api.shell.get.useQuery(undefined, () => ({ refetchInterval: EVERY_MS }));
}

/** The same for a part of the frame. */
export function useShell(): Shell {
  const shell = useContext(Shell);
  if (shell === undefined) throw new Error('There is no frame around this part.');
  return shell;
}
