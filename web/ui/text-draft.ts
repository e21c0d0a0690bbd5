import { createComputed, createSignal } from 'solid-js';

export interface TextDraft {
  /** What the field shows: what was typed, else what is known. */
  text: () => string;
  type: (text: string) => void;
  isChanged: () => boolean;
  /** What it has become elsewhere since typing began; null when it is still what it was. */
  changedTo: () => string | null;
  forget: () => void;
}

/** A text that is known and may be typed over. News of it reach a field that nobody has touched, and no other. */
export function createTextDraft(known: () => string): TextDraft {
  const [draft, setDraft] = createSignal<{ text: string; base: string } | null>(null);
  // Saved, or the same was typed elsewhere.
  createComputed(() => draft()?.text === known() && setDraft(null));
  return {
    text: () => draft()?.text ?? known(),
    type: (text) => setDraft((before) => ({ text, base: before?.base ?? known() })),
    isChanged: () => draft() !== null,
    changedTo() {
      const begun = draft();
      return begun === null || begun.base === known() ? null : known();
    },
    forget: () => setDraft(null),
  };
}
