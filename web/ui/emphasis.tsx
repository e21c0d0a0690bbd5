import { For } from 'solid-js';

const OPEN = '\u0002';
const CLOSE = '\u0003';

/** Makes a part of a sentence stand out, wherever a language puts it; for `<Emphasised>`. */
export function strong(text: string): string {
  return OPEN + text + CLOSE;
}

interface EmphasisedProps {
  text: string;
  class?: string | undefined;
  /** Parts that stand out take no more than a line, as long names would; the whole is their title. */
  isCut?: boolean | undefined;
}

/** Fits a name as most are, beside its sentence. */
const CUT = ' inline-block max-w-[min(20rem,100%)] truncate align-bottom';

/** A sentence whose `strong` parts stand out: `<Emphasised text={words().verdict(strong('19 of 24'))} />`. */
export function Emphasised(props: EmphasisedProps) {
  const parts = () => props.text.split(OPEN).flatMap((piece, index) => (index === 0 ? [piece] : piece.split(CLOSE)));
  return (
    <For each={parts()}>
      {(part, index) =>
        index() % 2 === 1 ? (
          <b
            class={`font-550 ${props.class ?? 'text-ink'}${props.isCut ? CUT : ''}`}
            title={props.isCut ? part : undefined}
          >
            {part}
          </b>
        ) : (
          part
        )
      }
    </For>
  );
}
