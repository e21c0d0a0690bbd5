/** Puts the focus of a dialog into its first field, or on the dialog: on its Close button it would be but in the way. */
export function focusFirstField(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget ?? event.target;
  if (!(dialog instanceof HTMLElement)) return;
  (dialog.querySelector<HTMLElement>('input:not([disabled]),textarea:not([disabled])') ?? dialog).focus();
}

/** Puts the focus on the part itself, whose name is read out, and from where Tab goes to what is in it. */
export function focusItself(event: Event): void {
  event.preventDefault();
  const part = event.currentTarget ?? event.target;
  if (part instanceof HTMLElement) part.focus();
}
