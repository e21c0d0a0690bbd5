import * as Kobalte from '@kobalte/core/dropdown-menu';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { asLandmark } from './as-landmark.ts';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { keysShown } from './keys-shown.ts';
import { words } from './words.ts';

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

const ITEM =
  'flex h-8 cursor-pointer items-center gap-2.5 rounded-pill px-2 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-default data-disabled:opacity-45 touch:h-11 [&>.lucide-icon]:size-3.5';
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    setUsed(true);
  };
  return (
    <Show
      when={isUsed()}
      fallback={
        <button
          type="button"
          class={look()}
          aria-label={label()}
          aria-haspopup="true"
          aria-expanded={false}
          onClick={() => setUsed(true)}
          onKeyDown={onKeyDown}
        >
          {props.trigger ?? <Dots />}
        </button>
      }
    >
      <OpenedMenu {...props} look={look()} name={label()} />
    </Show>
  );
}

function OpenedMenu(props: MenuProps & { look: string; name: string | undefined }) {
  const groups = () => props.items.map((group) => group.filter((item) => !!item)).filter((group) => group.length > 0);
  return (
    <Kobalte.Root gutter={4} placement="bottom-end" modal={false} defaultOpen>
      <Kobalte.Trigger class={props.look} aria-label={props.name}>
        {props.trigger ?? <Dots />}
      </Kobalte.Trigger>
      <Kobalte.Portal ref={asLandmark(() => words().menu)}>
        <Kobalte.Content class="appear z-40 min-w-44 rounded-[10px] border border-line-2 bg-panel p-1 shadow-pop outline-none">
          <For each={groups()}>
            {(group, index) => (
              <>
                <Show when={index() > 0}>
                  <Kobalte.Separator class="m-1 border-line" />
                </Show>
                <For each={group}>{(item) => <Item item={item} />}</For>
              </>
            )}
          </For>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

function Item(props: { item: MenuItem }) {
  return (
    <Kobalte.Item
      class={cx(ITEM, props.item.danger && 'text-bad')}
      disabled={props.item.disabled ?? false}
      onSelect={() => props.item.onSelect()}
    >
      {props.item.icon}
      <span class="flex-1">{props.item.label}</span>
      <Show when={props.item.keys}>{(keys) => <Kbd>{keysShown(keys())[0]}</Kbd>}</Show>
    </Kobalte.Item>
  );
}
