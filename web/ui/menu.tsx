import { createSignal, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { latePart, tellNotLoaded } from '../late/late.tsx';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';
import { words } from './words.ts';

const openedMenu = latePart(() => import('./opened-menu.tsx'));
/** The wish for a menu whose code is on its way. There is one at most: whoever asks for another, or goes elsewhere, has left it. */
let awaited: object | null = null;

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: JSX.Element | undefined;
  /** The shortcut that does the same, to be seen; as tinykeys has it. */
  keys?: string | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
}

interface MenuProps {
  /** Groups of items, with a line between them; `false` for an item that is not to be had. */
  items: (MenuItem | false | undefined)[][];
  /** What is on the button; three dots when left out. */
  trigger?: JSX.Element | undefined;
  /** The button's name: `More actions for north-02`. */
  label?: string | undefined;
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
}

const DOTS =
  'inline-grid size-7 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-hover hover:text-ink data-expanded:bg-hover touch:size-11';

/** Three dots. Long lists have one in each row, which the icon of a library would take longer to build than all else of it. */
function Dots() {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      class="lucide-icon"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
    >
      <path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3.75" />
    </svg>
  );
}

const KEYS = ['Enter', ' ', 'ArrowDown', 'ArrowUp'] as const;

/** By what a menu was opened: a key decides where in it the focus begins. */
export type OpenedBy = (typeof KEYS)[number] | 'pointer';

/** Actions behind a button: of a row, of a drawer, of an account. Until it is first opened it is a button and nothing else. */
export function Menu(props: MenuProps) {
  const [openedBy, setOpenedBy] = createSignal<OpenedBy | null>(null);
  const look = () => (props.trigger === undefined ? DOTS : buttonLook(props.kind, props.size));
  const label = () => props.label ?? (props.trigger === undefined ? words().more : undefined);
  const content = () => props.trigger ?? <Dots />;

  async function open(by: OpenedBy): Promise<void> {
    const wish = {};
    awaited = wish;
    try {
      if (openedMenu.now() === undefined) await openedMenu.ready();
      if (awaited === wish) setOpenedBy(by);
    } catch (cause) {
      if (awaited === wish) tellNotLoaded(cause);
    }
  }
  function callOff(): void {
    awaited = null;
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') callOff();
    const key = KEYS.find((each) => each === event.key);
    if (key === undefined) return;
    event.preventDefault(); // it would be a click as well
    void open(key);
  }
  return (
    <Show
      when={openedBy()}
      fallback={
        <button
          type="button"
          class={look()}
          aria-label={label()}
          aria-haspopup="true"
          aria-expanded={false}
          onClick={() => void open('pointer')}
          onKeyDown={onKeyDown}
          onBlur={callOff}
        >
          {content()}
        </button>
      }
    >
      {(by) => (
        <Dynamic
          component={openedMenu.now()}
          items={props.items}
          look={look()}
          name={label()}
          trigger={content()}
          openedBy={by()}
        />
      )}
    </Show>
  );
}
