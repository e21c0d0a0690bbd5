import ArrowRight from 'lucide-solid/icons/arrow-right';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keysShown } from '../../ui/keys-shown.ts';
import { StickyBar } from '../../ui/sticky-bar.tsx';
import { meantBy } from './check.ts';
import { nameOf, showValue } from './show-value.ts';
import type { SettingsPageState } from './use-settings.ts';
import { words } from './words.ts';

/** The changes that wait, and the way to apply them. */
export function ChangesBar(props: { state: SettingsPageState; onReview: () => void }) {
  const draft = () => props.state.draft;
  const wrong = () => draft().wrong().length;
  const conflicts = () => draft().conflicts().length;
  return (
    <StickyBar
      open={draft().keys().length > 0}
      text={words().bar.changes(draft().keys().length)}
      detail={
        <Show
          when={wrong() + conflicts() > 0}
          fallback={<For each={draft().keys()}>{(key) => <Summary state={props.state} of={key} />}</For>}
        >
          <span class="inline-flex max-w-full items-center gap-1.5 text-warn">
            <TriangleAlert class="size-3.5" />
            <span class="truncate">{wrong() > 0 ? words().bar.wrong(wrong()) : words().bar.conflict(conflicts())}</span>
          </span>
        </Show>
      }
    >
      <Button onClick={() => draft().discard()}>{words().bar.discard}</Button>
      <Button kind="primary" onClick={() => props.onReview()}>
        {wrong() > 0 ? words().bar.show : words().bar.review}
        <span class="max-md:hidden">
          <Kbd class="border-transparent! bg-transparent! text-button-ink! opacity-70">{keysShown('$mod+s')[0]}</Kbd>
        </span>
      </Button>
    </StickyBar>
  );
}

/** `Video timeout 1,500 s, 1,800 s`, with an arrow in between. */
function Summary(props: { state: SettingsPageState; of: string }) {
  const setting = () => props.state.find(props.of);
  const isShort = () => setting()?.secret === false && setting()?.kind !== 'list';
  const next = () => {
    const { draft } = props.state;
    const found = setting();
    if (found === undefined) return '';
    return showValue(found, draft.isReset(props.of) ? found.default : meantBy(found, draft.input(found)));
  };
  return (
    <span class="mr-4">
      {nameOf(props.of)}
      <Show when={isShort()}>
        <span class="ml-1.5 text-ink-3">{showValue(setting(), setting()?.value)}</span>
        <ArrowRight class="mx-1 inline size-3! text-ink-3" aria-hidden="true" />
        <span class="text-ink">{next()}</span>
      </Show>
    </span>
  );
}
