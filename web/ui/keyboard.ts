import { createSignal } from 'solid-js';

/** Whether single letters are shortcuts; the operator may switch them off (WCAG 2.1.4). */
export const [areLettersOn, setLettersOn] = createSignal(true);

const TYPING = 'input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true],[role=combobox]';
const OVERLAYS = '[role=dialog],[role=alertdialog],[role=menu],[role=listbox]';

/** Whether a key pressed here is text for a field. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(TYPING) !== null;
}

/**
 * Whether a key is free for a part of the page: nobody is typing, no modifier but Shift is held, and no dialog or menu
 * lies over the part (unless the part is inside of it).
 */
export function isFree(event: KeyboardEvent, part?: Element): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return false;
  const over = [...document.querySelectorAll(OVERLAYS)].at(-1);
  return over === undefined || (part !== undefined && over.contains(part));
}

/** The same for shortcuts of a single letter, which may be switched off. */
export function isShortcut(event: KeyboardEvent, part?: Element): boolean {
  return areLettersOn() && isFree(event, part);
}
