import { useNavigate } from '@solidjs/router';
import { liveState, pauseLive, resumeLive } from '../../api/live/live.ts';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage } from '../../i18n/language.ts';
import { openHelp } from '../shortcuts/help.ts';
import { signOut } from '../sign-out.ts';
import { setTheme, THEMES } from '../theme.ts';
import { words } from '../words.ts';
import type { Command } from './commands.ts';

/** What can be done from every page. `also` has the English words, which many type in every language. */
export function useGeneralCommands(): () => Command[] {
  const navigate = useNavigate();
  const isPaused = () => liveState().state === 'paused';
  return () => [
    { label: words().jump.createKey, also: 'create new API key', run: () => navigate('/keys/new', { scroll: false }) },
    { label: words().jump.addToken, also: 'add new token', run: () => navigate('/tokens?add=1', { scroll: false }) },
    {
      label: words().jump.importTokens,
      also: 'import tokens',
      run: () => navigate('/tokens?import=1', { scroll: false }),
    },
    { label: words().jump.generate, also: 'generate run playground', run: () => navigate('/playground') },
    isPaused()
      ? { label: words().live.resume, also: 'resume live', run: resumeLive }
      : { label: words().live.pause, also: 'pause live', run: pauseLive },
    ...THEMES.map((each) => ({
      label: `${words().theme.label}: ${words().theme[each]}`,
      also: `theme ${each}`,
      run: () => setTheme(each),
    })),
    ...LANGUAGES.map((each) => ({
      label: `${words().language}: ${LANGUAGE_NAMES[each]}`,
      also: `language ${each}`,
      run: () => void setLanguage(each),
    })),
    { label: words().shortcuts, also: 'keyboard shortcuts help', run: openHelp },
    { label: words().signOut, also: 'sign out log out', run: () => void signOut() },
  ];
}
