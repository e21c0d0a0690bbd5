import Check from 'lucide-solid/icons/check';
import Languages from 'lucide-solid/icons/languages';
import SunMoon from 'lucide-solid/icons/sun-moon';
import { LANGUAGE_NAMES, LANGUAGES, language, setLanguage } from '../../i18n/language.ts';
import { Menu } from '../../ui/menu.tsx';
import { setTheme, THEMES, theme } from '../theme.ts';
import { words } from '../words.ts';

/** A mark before the one that holds, and its room before the others. */
const mark = (isChosen: boolean) => (isChosen ? <Check /> : <span class="size-3.5" />);

export function LanguageMenu() {
  return (
    <Menu
      kind="ghost"
      label={words().language}
      trigger={<Languages />}
      items={[
        LANGUAGES.map((each) => ({
          label: LANGUAGE_NAMES[each],
          icon: mark(language() === each),
          onSelect: () => void setLanguage(each),
        })),
      ]}
    />
  );
}

export function ThemeMenu() {
  return (
    <Menu
      kind="ghost"
      label={words().theme.label}
      trigger={<SunMoon />}
      items={[
        THEMES.map((each) => ({
          label: words().theme[each],
          icon: mark(theme() === each),
          onSelect: () => setTheme(each),
        })),
      ]}
    />
  );
}
