import { createMemo, For, type JSX, Show } from 'solid-js';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';
import { type Language, paint, type Stroke } from './paint.ts';

interface CodeBlockProps {
  code: string;
  language?: Language | undefined;
  /** What it is, for screen readers: `Python`. */
  label: string;
  /** What Copy copies, when that is not what is seen (a key in place of its placeholder). */
  copy?: string | undefined;
  /** In the head, before Copy: tabs of languages. Without it Copy lies over the code. */
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

/** Code with colours and a Copy button. */
export function CodeBlock(props: CodeBlockProps) {
  const strokes = createMemo(() => paint(props.code, props.language ?? 'text'));
  // Read here and not by the click: a condition in what is given would become a memo that outlives this part.
  const copied = createMemo(() => props.copy ?? props.code);
  const copy = () => <CopyButton text={copied} withText />;
  return (
    <div class={cx('group relative min-w-0 overflow-hidden rounded-card border border-line bg-panel', props.class)}>
      <Show
        when={props.head}
        fallback={
          <div class="absolute top-2 right-2 bg-panel opacity-0 transition-opacity group-hover:opacity-100 group-focus-within:opacity-100 touch:opacity-100">
            {copy()}
          </div>
        }
      >
        <div class="flex items-center gap-2 border-b border-line p-2">
          <div class="min-w-0 flex-1">{props.head}</div>
          {copy()}
        </div>
      </Show>
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
