/** Puts the focus of a dialog into its first field, or on the dialog: on its Close button it would be but in the way. */
export function focusFirstField(event: Event): void {
  focusIn(event, (dialog) => dialog.querySelector<HTMLElement>('input:not([disabled]),textarea:not([disabled])'));
}

/** Puts the focus on the part itself, whose name is read out, and from where Tab goes to what is in it. */
export function focusItself(event: Event): void {
  focusIn(event, () => null);
}

/**
 * Only once the part below knows that it is no longer on top: until then it fetches the focus back, and what is typed, or done by
 * Enter, would go there.
 */
function focusIn(event: Event, find: (part: HTMLElement) => HTMLElement | null): void {
  event.preventDefault();
  const part = event.currentTarget ?? event.target;
  if (!(part instanceof HTMLElement)) return;
  queueMicrotask(() => {
    if (!part.contains(document.activeElement)) (find(part) ?? part).focus(); // else what is in it knew better
  });
}
