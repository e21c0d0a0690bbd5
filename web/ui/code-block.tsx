import { createMemo, For, type JSX, Show } from 'solid-js';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';
import { type Language, paint, type Stroke } from './paint.ts';

interface CodeBlockProps {
  code: string;
  language?: Language | undefined;
  /** What it is: `Python`. */
  label: string;
  /** What Copy copies, when that is not what is seen (a key in place of its placeholder). Nothing can be copied when it is empty. */
  copy?: string | undefined;
  /** In the head, before Copy, instead of the label: tabs of languages. */
  head?: JSX.Element | undefined;
  /** Breaks long lines, instead of scrolling sideways. */
  wrap?: boolean | undefined;
  class?: string | undefined;
}

const COLOUR: Record<Stroke['kind'], string> = {
  comment: 'text-ink-3',
  string: 'text-image-ink',
  word: 'text-accent',
  number: 'text-warn',
  plain: '',
};

/** Code with colours, and over it what it is and a Copy button, which is there without being looked for. */
export function CodeBlock(props: CodeBlockProps) {
  const strokes = createMemo(() => paint(props.code, props.language ?? 'text'));
  // Read here and not by the click: a condition in what is given would become a memo that outlives this part.
  const copied = createMemo(() => props.copy ?? props.code);
  return (
    <div class={cx('min-w-0 overflow-hidden rounded-card border border-line bg-panel', props.class)}>
      <div class="flex items-center gap-2 border-b border-line p-2">
        <div class="min-w-0 flex-1">{props.head ?? <span class="px-2 font-500">{props.label}</span>}</div>
        <Show when={copied() !== ''}>
          <CopyButton text={copied} withText />
        </Show>
      </div>
      <section tabindex={0} aria-label={props.label} class="max-h-120 overflow-auto px-4 py-3 -outline-offset-2">
        <pre class={cx('font-mono text-label leading-[1.1875rem]', props.wrap && 'break-words whitespace-pre-wrap')}>
          <code>
            <For each={strokes()}>{(stroke) => <span class={COLOUR[stroke.kind]}>{stroke.text}</span>}</For>
          </code>
        </pre>
      </section>
    </div>
  );
}
