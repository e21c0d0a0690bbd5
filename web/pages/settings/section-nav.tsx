import FileText from 'lucide-solid/icons/file-text';
import HardDrive from 'lucide-solid/icons/hard-drive';
import Info from 'lucide-solid/icons/info';
import LogIn from 'lucide-solid/icons/log-in';
import Network from 'lucide-solid/icons/network';
import Server from 'lucide-solid/icons/server';
import Shield from 'lucide-solid/icons/shield';
import Sparkles from 'lucide-solid/icons/sparkles';
import Waypoints from 'lucide-solid/icons/waypoints';
import { createEffect, For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { number } from '../../format.ts';
import { cx } from '../../ui/cx.ts';
import { SECTION_IDS, type SectionId } from './sections.ts';
import { words } from './words.ts';

const ICON = {
  routing: Waypoints,
  generation: Sparkles,
  network: Network,
  media: HardDrive,
  signin: LogIn,
  logging: FileText,
  security: Shield,
  server: Server,
  about: Info,
};
const LINK =
  'flex h-8 shrink-0 items-center gap-2.5 rounded-control border border-transparent px-2.5 font-500 whitespace-nowrap text-ink-2 transition-colors hover:text-ink touch:h-11 [&>.lucide-icon]:size-3.5';
const ON = 'border-line! bg-panel text-ink! shadow-card [&>.lucide-icon]:text-accent';

interface SectionNavProps {
  /** Null while a search goes over all of them. */
  current: SectionId | null;
  /** How many changes wait in a section. */
  changes: (section: SectionId) => number;
}

/** The sections; on a phone a row that scrolls sideways. */
export function SectionNav(props: SectionNavProps) {
  let row!: HTMLElement;
  createEffect(() => {
    const link = props.current && row.querySelector<HTMLElement>(`[data-section=${props.current}]`);
    // Sideways alone: the page itself stays where it is.
    if (link) row.scrollTo({ left: link.offsetLeft - row.offsetLeft - 16 });
  });
  return (
    <nav
      ref={row}
      aria-label={words().nav}
      class="scroll-quiet -m-1 flex gap-0.5 overflow-x-auto p-1 md:sticky md:top-18 md:w-52 md:flex-col md:self-start"
    >
      <For each={SECTION_IDS}>
        {(id) => (
          <a
            href={`/settings/${id}`}
            data-section={id}
            aria-current={props.current === id ? 'page' : undefined}
            class={cx(LINK, props.current === id && ON)}
          >
            <Dynamic component={ICON[id]} />
            <span class="flex-1">{words().sections[id]}</span>
            <Show when={props.changes(id)}>
              {(count) => (
                <span class="tabular rounded-pill bg-accent-soft px-1.5 text-label text-accent">
                  {number(count())}
                  <span class="sr-only"> {words().changed}</span>
                </span>
              )}
            </Show>
          </a>
        )}
      </For>
    </nav>
  );
}
