import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, onCleanup, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { isShortcut } from './keyboard.ts';
import { words } from './words.ts';

interface SearchInputProps {
  value: string;
  /** Told after a pause of `pauseMs`, and at once on Enter and on clearing. */
  onSearch: (value: string) => void;
  label: string;
  placeholder?: string | undefined;
  /** Whether `/` goes here; one per page. */
  hasShortcut?: boolean | undefined;
  /** 250 when left out; 0, which is at once, where the answer costs next to nothing. */
  pauseMs?: number | undefined;
  class?: string | undefined;
}

const PAUSE_MS = 250;
/** As much as the server looks for. */
const MOST_CHARACTERS = 200;

/** A text by which a list is filtered. */
export function SearchInput(props: SearchInputProps) {
  const [text, setText] = createSignal(props.value);
  let input!: HTMLInputElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (value: string) => {
    clearTimeout(timer);
    if (value !== props.value) props.onSearch(value);
  };
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer);
    const pauseMs = props.pauseMs ?? PAUSE_MS;
    if (pauseMs === 0) tell(value);
    else timer = setTimeout(() => tell(value), pauseMs);
  };
  const clear = () => {
    setText('');
    tell('');
    input.focus();
  };
  createEffect(() => setText(props.value));
  const onKey = (event: KeyboardEvent) => {
    if (props.hasShortcut === false || event.key !== '/' || !isShortcut(event, input)) return;
    event.preventDefault();
    input.focus();
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => {
    document.removeEventListener('keydown', onKey);
    clearTimeout(timer);
  });
  return (
    <div
      class={cx(
        'flex h-8 min-w-0 items-center gap-2 rounded-control border border-control bg-panel pr-1.5 pl-2.5 text-ink-3 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent touch:h-11',
        props.class ?? 'w-70 max-md:w-auto max-md:flex-1',
      )}
    >
      <Search class="size-3.5" />
      <input
        ref={input}
        type="text"
        inputmode="search"
        autocomplete="off"
        spellcheck={false}
        maxlength={MOST_CHARACTERS}
        aria-label={props.label}
        placeholder={props.placeholder}
        value={text()}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(text());
          if (event.key === 'Escape' && text() !== '') {
            event.stopPropagation();
            clear();
          }
        }}
        class="h-full min-w-0 flex-1 bg-transparent text-ink outline-none touch:text-[1rem]"
      />
      <Show
        when={text() !== ''}
        fallback={
          <Show when={props.hasShortcut !== false}>
            <Kbd>/</Kbd>
          </Show>
        }
      >
        <button
          type="button"
          aria-label={words().clear}
          onClick={clear}
          class="grid size-6 place-items-center rounded-pill hover:bg-hover hover:text-ink"
        >
          <X class="size-3.5" />
        </button>
      </Show>
    </div>
  );
}
