import * as Kobalte from '@kobalte/core/dropdown-menu';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { asLandmark, onTop } from './as-landmark.ts';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { keysShown } from './keys-shown.ts';
import type { MenuItem, OpenedBy } from './menu.tsx';
import { words } from './words.ts';

const ITEM =
  'flex h-8 cursor-pointer items-center gap-2.5 rounded-pill px-2 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-default data-disabled:opacity-45 touch:h-11 [&>.lucide-icon]:size-3.5';

interface OpenedMenuProps {
  items: (MenuItem | false | undefined)[][];
  /** Of its button, which is the one that was there before. */
  look: string;
  name: string | undefined;
  trigger: JSX.Element;
  openedBy: OpenedBy;
}

/** A menu from when it is first opened on. */
export default function OpenedMenu(props: OpenedMenuProps) {
  const [isOpen, setOpen] = createSignal(false);
  /** The button before this one went with the focus, which a drawer under it fetches back: first it is here, then it opens. */
  function openFrom(trigger: HTMLElement): void {
    trigger.focus();
    if (props.openedBy === 'pointer') setOpen(true);
    else trigger.dispatchEvent(new KeyboardEvent('keydown', { key: props.openedBy, bubbles: true, cancelable: true }));
  }
  const groups = () => props.items.map((group) => group.filter((item) => !!item)).filter((group) => group.length > 0);
  return (
    <Kobalte.Root gutter={4} placement="bottom-end" modal={false} open={isOpen()} onOpenChange={setOpen}>
      <Kobalte.Trigger
        ref={(trigger: HTMLElement) => queueMicrotask(() => openFrom(trigger))}
        class={props.look}
        aria-label={props.name}
      >
        {props.trigger}
      </Kobalte.Trigger>
      <Kobalte.Portal ref={asLandmark(() => words().menu)}>
        <Kobalte.Content
          {...onTop}
          class="appear z-40 min-w-44 rounded-[10px] border border-line-2 bg-panel p-1 shadow-pop outline-none"
        >
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
