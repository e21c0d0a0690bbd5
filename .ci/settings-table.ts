import { type NamedSetting, SETTINGS } from '../schema/settings.ts';

const MARKED = /(<!-- Made from .* -->\n)[\s\S]*(<!-- end -->)/;

/** The page with its tables made anew from the settings' description; everything around them stays. */
export function withSettingsTables(page: string): string {
  if (!MARKED.test(page)) throw new Error('the page has no place for the tables');
  return page.replace(MARKED, (_, begin: string, end: string) => `${begin}\n${tables()}\n${end}`);
}

function tables(): string {
  const sections = Map.groupBy(SETTINGS, ({ section }) => section);
  return [...sections].map(([section, settings]) => `## [${section}]\n\n${table(settings)}\n`).join('\n');
}

function table(settings: readonly NamedSetting[]): string {
  const rows = settings.map((setting) =>
    [`\`${setting.name}\``, shownDefault(setting), shownRange(setting), marks(setting), setting.description].map(
      escaped,
    ),
  );
  return [['key', 'default', 'allowed', '', 'what it does'], Array<string>(5).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function shownDefault({ default: value }: NamedSetting): string {
  if (value === '') return 'empty';
  return Array.isArray(value) ? value.map((item) => `\`${item}\``).join(', ') : `\`${value}\``;
}

function shownRange({ range, unit }: NamedSetting): string {
  return unit === null ? range : `${range} (${unit})`;
}

function marks({ restart, secret }: NamedSetting): string {
  return [...(restart ? ['restart'] : []), ...(secret ? ['secret'] : [])].join(', ');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
