import { For, Show } from 'solid-js';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keysShown } from '../../ui/keys-shown.ts';
import { Switch } from '../../ui/switch.tsx';
import { words } from '../words.ts';
import { closeHelp } from './help.ts';
import { areLettersOn, shortcuts, switchLetters } from './registry.ts';

/** All shortcuts that work now, and the switch for those of a single key. */
export default function ShortcutHelp() {
  const of = (scope: string) => shortcuts().filter((each) => each.scope === scope);
  const inLists = () => [
    { keys: ['/'], label: words().keys.filter },
    { keys: ['J', 'K'], label: words().keys.rows },
    { keys: ['X'], label: words().keys.select },
    { keys: ['Enter'], label: words().keys.open },
    { keys: ['[', ']'], label: words().keys.siblings },
    { keys: ['Esc'], label: words().keys.back },
  ];
  const listed = (scope: string) => of(scope).map(({ keys, label }) => ({ keys: keysShown(keys), label: label() }));
  return (
    <Dialog open onClose={closeHelp} title={words().keys.title} size="medium">
      <Section title={words().keys.everywhere} rows={listed('everywhere')} />
      <Show when={of('page').length > 0}>
        <Section title={words().keys.thisPage} rows={listed('page')} />
      </Show>
      <Section title={words().keys.lists} rows={inLists()} />
      <div class="mt-4 border-t border-line pt-3">
        <Switch checked={areLettersOn()} onChange={switchLetters} label={words().keys.letters} />
        <p class="mt-1 text-label text-ink-3">{words().keys.lettersHint(keysShown('$mod+k').join())}</p>
      </div>
    </Dialog>
  );
}

function Section(props: { title: string; rows: { keys: string[]; label: string }[] }) {
  return (
    <section>
      <h3 class="mt-3 mb-1 text-label font-500 text-ink-3">{props.title}</h3>
      <dl class="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
        <For each={props.rows}>
          {(row) => (
            <>
              <dt>{row.label}</dt>
              <dd class="flex items-center gap-1">
                <For each={row.keys}>{(key) => <Kbd class="touch:inline-grid!">{key}</Kbd>}</For>
              </dd>
            </>
          )}
        </For>
      </dl>
    </section>
  );
}
