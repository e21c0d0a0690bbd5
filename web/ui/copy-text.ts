/** Puts a text on the clipboard; also where the page came by plain http, and browsers have no clipboard for it. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.className = 'sr-only';
  area.value = text;
  const focused = document.activeElement;
  (document.querySelector('[role=dialog]') ?? document.body).append(area); // a dialog lets no focus out
  area.select();
  document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
