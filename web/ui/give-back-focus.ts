import { createRenderEffect, onCleanup } from 'solid-js';

/** Where the focus of a part goes that closes now: another that takes its place in the same moment gives it back there. */
let passedOn: Element | null = null;

/**
 * Gives the focus back, when a part closes, to what had it when the part opened: a row, a button, an item of a menu's
 * button. Unless somebody else has taken it meanwhile.
 * @param from for a part with an address of its own, its path: opened by that, nothing had the focus before, and it goes
 * to the link of the thing in its list, else to the page's heading
 */
export function giveBackFocus(isOpen: () => boolean, from?: () => string): void {
  let before: Element | null = null;
  const giveBack = () => {
    const target = before;
    before = null;
    passedOn = target;
    queueMicrotask(() => {
      passedOn = null;
    });
    // Only once the part is gone is it seen whether the focus went with it.
    setTimeout(() => {
      if (isLost(document.activeElement)) (usable(target) ?? (from && inPage(from())))?.focus({ preventScroll: true });
    });
  };
  createRenderEffect(() => {
    if (!isOpen()) return;
    before = passedOn ?? document.activeElement;
    onCleanup(giveBack);
  });
}

/**
 * For a part with an address of its own that is there as long as it is open: gives the focus back when it goes. Returns what
 * closes it; `onClose` leads to another address.
 */
export function closesToWhereItCameFrom(onClose: () => void): () => void {
  let path = location.pathname;
  giveBackFocus(
    () => true,
    () => path,
  );
  return () => {
    path = location.pathname; // by the time that the part is gone it is another one
    onClose();
  };
}

/** Whether the focus is nowhere, or in a part that is closing. */
function isLost(active: Element | null): boolean {
  return active === null || active === document.body || !active.isConnected || active.closest('[data-closed]') !== null;
}

function usable(target: Element | null): HTMLElement | undefined {
  return target instanceof HTMLElement && target !== document.body && target.isConnected ? target : undefined;
}

function inPage(path: string): HTMLElement | undefined {
  const links = document.querySelectorAll<HTMLAnchorElement>('main a[href]');
  const link = [...links].find(({ pathname }) => pathname === path);
  if (link !== undefined) return link;
  const heading = document.querySelector<HTMLElement>('main h1') ?? undefined;
  heading?.setAttribute('tabindex', '-1');
  return heading;
}
