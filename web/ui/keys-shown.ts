const IS_MAC = /Mac|iP/.test(navigator.platform);
const OF_MAC: Record<string, string> = { $mod: '⌘', Alt: '⌥', Shift: '⇧' };
const ELSEWHERE: Record<string, string> = { $mod: 'Ctrl', Escape: 'Esc' };

/** For people, as their keyboard has it, one for each press: `G` and `O`, `⌘K` or `Ctrl K`. `keys` as tinykeys has them. */
export function keysShown(keys: string, isMac = IS_MAC): string[] {
  const names = isMac ? { ...ELSEWHERE, ...OF_MAC } : ELSEWHERE;
  const named = (key: string) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key.replace('Digit', ''));
  return keys.split(' ').map((press) =>
    press
      .replace(/^Shift\+(?=[^\w\s]$)/, '') // a sign says by itself how it is typed
      .split('+')
      .map(named)
      .join(isMac ? '' : ' '),
  );
}
