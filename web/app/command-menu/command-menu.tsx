import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import { INPUT } from '../../ui/input-look.ts';
import { NAV_PAGES } from '../shell/nav.ts';
import { closeJump } from '../shortcuts/help.ts';
import { words } from '../words.ts';
import { type Command, commands } from './commands.ts';
import { found } from './found.ts';
import { useGeneralCommands } from './general-commands.ts';
import { useLookUp } from './look-up.ts';

/** Ids that lead to one thing, whatever else is found. */
const REQUEST = /^req_\w+$/;
const GENERATION = /^gen_\w+$/;

/** A page may offer, in its own way, what is offered everywhere. */
const unique = (all: readonly Command[]): Command[] =>
  all.filter(({ label }, at) => all.findIndex((other) => other.label === label) === at);

/** Everything by its name: pages, actions, tokens, keys, models, and ids that are pasted. */
export default function CommandMenu() {
  const navigate = useNavigate();
  const [text, setText] = createSignal('');
  const [at, setAt] = createSignal(0);
  const pages = (): Command[] => [
    ...NAV_PAGES.map(({ id, href }) => ({ label: words().pages[id], also: href, run: () => navigate(href) })),
    { label: words().pages.security, also: '/security', run: () => navigate('/security') },
  ];
  const byId = (): Command[] => {
    const id = text().trim();
    if (REQUEST.test(id)) return [open(words().jump.request, `/requests/${id}`)];
    return GENERATION.test(id) ? [open(words().jump.generation, `/generations/${id}`)] : [];
  };
  const open = (kind: string, href: string): Command => ({
    label: `${words().jump.open(kind)} ${text().trim()}`,
    run: () => navigate(href, { scroll: false }),
  });
  const general = useGeneralCommands();
  const lookUp = useLookUp(text);
  const shown = () =>
    unique([...byId(), ...found(text(), [...pages(), ...commands(), ...general()]), ...lookUp.found()]);
  createEffect(on(text, () => setAt(0)));

  function choose(command: Command | undefined): void {
    if (command === undefined) return;
    closeJump();
    command.run();
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((was) => Math.min(Math.max(0, was + step), shown().length - 1));
      document.getElementById(`jump-${at()}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      choose(shown()[at()]);
    }
  }

  return (
    <Dialog open onClose={closeJump} title={words().jump.title} size="medium">
      <input
        type="text"
        role="combobox"
        aria-label={words().jump.title}
        aria-expanded={shown().length > 0}
        aria-controls="jump-list"
        aria-activedescendant={shown().length > 0 ? `jump-${at()}` : undefined}
        aria-autocomplete="list"
        autocomplete="off"
        spellcheck={false}
        placeholder={words().jump.placeholder}
        class={`${INPUT} mt-1`}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        ref={(element) => queueMicrotask(() => element.focus())}
      />
      <div id="jump-list" role="listbox" aria-label={words().jump.title} class="mt-2 max-h-80 overflow-y-auto">
        <For each={shown()}>
          {(command, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the option that is meant.
            <div
              role="option"
              id={`jump-${index()}`}
              aria-selected={index() === at()}
              class="flex min-h-9 cursor-pointer items-center rounded-pill px-2.5 aria-selected:bg-hover touch:min-h-11"
              onPointerMove={() => setAt(index())}
              onClick={() => choose(command)}
              onKeyDown={onKeyDown}
            >
              {command.label}
            </div>
          )}
        </For>
      </div>
      <Show when={shown().length === 0}>
        <p role="status" class="px-2.5 py-3 text-ink-2">
          {lookUp.isLooking() ? words().jump.looking : words().jump.none}
        </p>
      </Show>
    </Dialog>
  );
}
