import { createSignal, type JSX, Show } from 'solid-js';
import { late } from '../late/late.tsx';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';
import { words } from './words.ts';

const OpenedMenu = late(() => import('./opened-menu.tsx'));

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

/** Actions behind a button: of a row, of a drawer, of an account. Until it is first opened it is a button and nothing else. */
export function Menu(props: MenuProps) {
  const [isUsed, setUsed] = createSignal(false);
  const look = () => (props.trigger === undefined ? DOTS : buttonLook(props.kind, props.size));
  const label = () => props.label ?? (props.trigger === undefined ? words().more : undefined);
  const content = () => props.trigger ?? <Dots />;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    setUsed(true);
  };
  const button = () => (
    <button
      type="button"
      class={look()}
      aria-label={label()}
      aria-haspopup="true"
      aria-expanded={false}
      onClick={() => setUsed(true)}
      onKeyDown={onKeyDown}
    >
      {content()}
    </button>
  );
  return (
    <Show when={isUsed()} fallback={button()}>
      <OpenedMenu
        items={props.items}
        look={look()}
        name={label()}
        trigger={content()}
        meanwhile={button()}
        onFailed={() => setUsed(false)}
      />
    </Show>
  );
}
