import { onCleanup } from 'solid-js';

const DELAY_MS = 400;
const GAP = 6;
const LOOK =
  'appear pointer-events-none fixed z-50 max-w-72 rounded-pill bg-button px-2 py-1 text-label font-450 text-button-ink shadow-pop';

let bubble: HTMLElement | undefined;
let shownFor: Element | undefined;
let nextId = 0;

function hide(): void {
  bubble?.remove();
  shownFor?.removeAttribute('aria-describedby');
  bubble = shownFor = undefined;
  document.removeEventListener('keydown', onEscape, true);
}

function onEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') hide();
}

/** Below the part, above it where there is no room, and never over the edge of the window. */
function place(target: Element, tip: HTMLElement): void {
  const part = target.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const below = part.bottom + GAP;
  const top = below + height > innerHeight ? part.top - GAP - height : below;
  const left = Math.min(Math.max(GAP, part.left + part.width / 2 - width / 2), innerWidth - GAP - width);
  tip.style.setProperty('top', `${top}px`);
  tip.style.setProperty('left', `${left}px`);
}

function show(target: HTMLElement, text: string): void {
  hide();
  if (text === '' || !target.isConnected) return;
  bubble = document.createElement('div');
  bubble.className = LOOK;
  bubble.setAttribute('role', 'tooltip');
  bubble.id = `tip-${nextId++}`;
  bubble.textContent = text;
  document.body.append(bubble);
  shownFor = target;
  if (target.getAttribute('aria-label') !== text) target.setAttribute('aria-describedby', bubble.id);
  place(target, bubble);
  document.addEventListener('keydown', onEscape, true);
}

/** Shows a text beside an element while the pointer rests on it or the keyboard is in it; Esc puts it away. */
export function attachTooltip(target: HTMLElement, text: () => string): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = () => {
    clearTimeout(timer);
    if (shownFor === target) hide();
  };
  const enter = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return;
    clearTimeout(timer);
    timer = setTimeout(() => show(target, text()), DELAY_MS);
  };
  target.addEventListener('pointerenter', enter);
  target.addEventListener('pointerleave', leave);
  target.addEventListener('pointerdown', leave);
  target.addEventListener(
    'focusin',
    () => target.matches(':has(:focus-visible),:focus-visible') && show(target, text()),
  );
  target.addEventListener('focusout', leave);
  onCleanup(leave);
}
