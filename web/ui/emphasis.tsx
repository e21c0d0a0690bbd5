import { For } from 'solid-js';

const OPEN = '\u0002';
const CLOSE = '\u0003';

/** Makes a part of a sentence stand out, wherever a language puts it; for `<Emphasised>`. */
export function strong(text: string): string {
  return OPEN + text + CLOSE;
}

/** A sentence whose `strong` parts stand out: `<Emphasised text={words().verdict(strong('19 of 24'))} />`. */
export function Emphasised(props: { text: string; class?: string | undefined }) {
  const parts = () => props.text.split(OPEN).flatMap((piece, index) => (index === 0 ? [piece] : piece.split(CLOSE)));
  return (
    <For each={parts()}>
      {(part, index) => (index() % 2 === 1 ? <b class={`font-550 ${props.class ?? 'text-ink'}`}>{part}</b> : part)}
    </For>
  );
}
