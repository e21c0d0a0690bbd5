import { createEffect, createSignal, on, Show } from 'solid-js';
import { words } from './words.ts';

/** What of a long text is shown before the rest is asked for. */
const SHORT = { characters: 600, lines: 12 };

/** The beginning of a text, whole characters only; the text itself when it is short enough. */
function beginningOf(text: string): string {
  const lines = text.split('\n').slice(0, SHORT.lines).join('\n');
  return lines.slice(0, SHORT.characters).replace(/[\uD800-\uDBFF]$/, '');
}

/** A text with its line breaks, of which a long one is folded so that what follows stays within reach. */
export function FoldedText(props: { text: string }) {
  const [isWhole, setWhole] = createSignal(false);
  createEffect(
    on(
      () => props.text,
      () => setWhole(false),
    ),
  );
  const isLong = () => beginningOf(props.text) !== props.text;
  return (
    <div>
      <p class="break-words whitespace-pre-wrap">
        {isLong() && !isWhole() ? `${beginningOf(props.text)}…` : props.text}
      </p>
      <Show when={isLong()}>
        <button
          type="button"
          aria-expanded={isWhole()}
          class="mt-1 text-ink-2 underline"
          onClick={() => setWhole(!isWhole())}
        >
          {isWhole() ? words().showLess : words().showMore}
        </button>
      </Show>
    </div>
  );
}
