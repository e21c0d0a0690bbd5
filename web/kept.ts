/** What this browser keeps of the operator's preferences. None is a secret. */
export type KeptName =
  | 'theme'
  | 'language'
  | 'rail'
  | 'shortcuts'
  | 'start'
  | 'prompts'
  | 'token-columns'
  | 'token-rows';

const PREFIX = 'flow2api.';

/** Null when nothing is kept, or the browser refuses its storage. */
export function kept(name: KeptName): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Told when another tab of this browser keeps something else, or forgets it. */
export function onKept(name: KeptName, listener: (value: string | null) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === PREFIX + name) listener(newValue);
  });
}

/** Takes out what this tab alone remembers, such as what was being typed. */
export function forgetTab(): void {
  try {
    sessionStorage.clear();
  } catch {
    // Then there is nothing in it.
  }
}

/** Null forgets it. */
export function keep(name: KeptName, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // It holds for this visit then.
  }
}
