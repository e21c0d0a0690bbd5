import type { Page } from 'playwright-core';

/** WCAG 2.5.8: what is pressed is as wide and as high, in pixels. */
const LEAST = 24;

/**
 * What can be pressed on the page as it is now, or in the dialog over it, and is too small for a finger, one line each; empty
 * when there is none. What counts is where a touch reaches it, with its label and all that lies over it. A link within a
 * sentence is as high as its line and may be so.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const PRESSED =
      'a[href],button,input:not([type=hidden]),select,textarea,summary,[role=checkbox],[role=switch],[role=tab],[role=slider]';
    const dialogs = document.querySelectorAll('[role=dialog],[role=alertdialog]');
    const root: ParentNode = [...dialogs].at(-1) ?? document;

    const labelOf = (element: Element) => element.closest('label');
    const isSeen = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      (labelOf(element) ?? element).getBoundingClientRect().width > 1;
    /** Text beside it in its line, which is not pressed itself. */
    const isInSentence = (element: Element) => {
      if (!element.matches('a') || getComputedStyle(element).display !== 'inline') return false;
      const line = [...(element.parentElement?.childNodes ?? [])].filter((node) => node !== element);
      return line.some(
        ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(textContent ?? ''),
      );
    };

    /** How far a touch still reaches it from its middle, each way. */
    function reach(element: Element): { width: number; height: number } {
      const box = element.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const isHit = (dx: number, dy: number) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && (element === hit || element.contains(hit));
      };
      const steps = (dx: number, dy: number) => {
        let step = 0;
        while (step < least && isHit(dx * (step + 1), dy * (step + 1))) step += 1;
        return step;
      };
      if (!isHit(0, 0)) return { width: box.width, height: box.height };
      return {
        width: Math.max(box.width, steps(-1, 0) + steps(1, 0) + 1),
        height: Math.max(box.height, steps(0, -1) + steps(0, 1) + 1),
      };
    }

    const found = [...root.querySelectorAll(PRESSED)].flatMap((element) => {
      if (!isSeen(element) || isInSentence(element)) return [];
      const target = labelOf(element) ?? element;
      target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { width, height } = reach(target);
      // Parts of a pixel are lost where a box does not begin with one.
      if (width >= least - 0.5 && height >= least - 0.5) return [];
      const name = element.getAttribute('aria-label') ?? target.textContent ?? '';
      return `${element.tagName.toLowerCase()} “${name.trim().slice(0, 40)}” is ${Math.round(width)} by ${Math.round(height)}`;
    });
    return [...new Set(found)];
  }, LEAST);
}
