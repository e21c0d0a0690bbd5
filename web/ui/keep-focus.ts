import { onCleanup } from 'solid-js';

const FIELD = 'input:not([disabled],[type=file]),textarea:not([disabled])';
const DIALOGS = '[role=dialog],[role=alertdialog]';

/** What a step is about: its first field, else its primary button. */
export const mainControl = (dialog: HTMLElement): HTMLElement | null =>
  dialog.querySelector<HTMLElement>(FIELD) ?? dialog.querySelector<HTMLElement>('[data-primary]:not([disabled])');

/**
 * Brings the focus back into a dialog when what had it goes with its step, or is disabled while something is under way: the
 * browser puts it on the page behind, from where neither Enter nor Tab finds the way. It goes to where it was as soon as
 * that is to be used again, else to `main`; until there is either, it rests on the dialog itself.
 */
export function keepFocus(dialog: HTMLElement, main: (dialog: HTMLElement) => HTMLElement | null = () => null): void {
  let last: HTMLElement | null = null;
  let isResting = false;

  function bringBack(): void {
    const active = document.activeElement;
    const isHere = isResting && active === dialog;
    if (!(isHere || isNowhere(active)) || [...document.querySelectorAll(DIALOGS)].at(-1) !== dialog) return;
    const isWaiting = last?.matches(':disabled') === true;
    const target = (last !== null && dialog.contains(last) ? !isWaiting && last : main(dialog)) || dialog;
    isResting = target === dialog;
    if (target !== active) target.focus({ preventScroll: true });
  }

  dialog.addEventListener('focusin', ({ target }) => {
    if (target === dialog || !(target instanceof HTMLElement)) return;
    last = target;
    isResting = false;
  });
  const observer = new MutationObserver(bringBack);
  observer.observe(dialog, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  onCleanup(() => observer.disconnect());
}

/** A field that was disabled may still be called the active one until the next frame. */
const isNowhere = (active: Element | null): boolean =>
  active === null || active === document.body || !active.isConnected || active.matches(':disabled');
