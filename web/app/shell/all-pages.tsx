import { For } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import { words } from '../words.ts';
import { NAV } from './nav.ts';
import { NavLink } from './nav-link.tsx';

/** Every page, for phones. Loaded when it is asked for: a dialog is much for the frame to bring along. */
export default function AllPages(props: { onClose: () => void }) {
  return (
    <Dialog open onClose={props.onClose} title={words().navigation}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears what happens to the links within, by key as well. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click. */}
      <div onClick={props.onClose}>
        <For each={NAV}>{({ pages }) => <For each={pages}>{(page) => <NavLink page={page} in="rail" />}</For>}</For>
      </div>
    </Dialog>
  );
}
