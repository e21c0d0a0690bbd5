import Lock from 'lucide-solid/icons/lock';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import History from 'lucide-solid/icons/rotate-ccw-clock';
import Undo from 'lucide-solid/icons/undo-2';
import { type JSX, Show } from 'solid-js';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Pill } from '../../ui/pill.tsx';
import { attachTooltip } from '../../ui/tooltip.tsx';
import { Control } from './control.tsx';
import type { Draft } from './create-draft.ts';
import { nameOf, rangeText, showValue } from './show-value.ts';
import { TestControl } from './test-control.tsx';
import type { Setting } from './types.ts';
import { words } from './words.ts';

interface SettingRowProps {
  setting: Setting;
  draft: Draft;
  /** From where the operator comes. */
  yourAddress: string;
  /** Opens its history. */
  onHistory: (key: string) => void;
}

/** The control stands beside the whole text; what is wrong is said under the control. */
const GRID =
  'md:grid md:grid-cols-[minmax(0,1fr)_minmax(0,25rem)] md:grid-rows-[auto_1fr] md:gap-x-8 md:[&>div:first-child]:mb-0 md:[&>div:nth-child(2)]:row-span-2 md:[&>div:nth-child(2)]:self-start md:[&>p:last-child]:col-start-2';

/** One setting: what it is and does, its control, what is allowed, and where its value comes from. */
export function SettingRow(props: SettingRowProps) {
  const name = () => nameOf(props.setting.key);
  const isReset = () => props.draft.isReset(props.setting.key);
  return (
    <div id={rowId(props.setting.key)} class="border-t border-line py-3 first:border-t-0">
      <Field
        class={GRID}
        label={name()}
        aside={<Marks {...props} />}
        hint={<Hint setting={props.setting} isReset={isReset()} yourAddress={props.yourAddress} />}
        error={props.draft.problem(props.setting.key)}
      >
        <TestControl setting={props.setting} input={props.draft.input(props.setting)}>
          <Control
            setting={props.setting}
            input={props.draft.input(props.setting)}
            isChanged={props.draft.isChanged(props.setting.key)}
            disabled={props.setting.lockedBy !== null || isReset()}
            onInput={(input) => props.draft.set(props.setting, input)}
            onUndo={() => props.draft.undo(props.setting.key)}
          />
        </TestControl>
      </Field>
    </div>
  );
}

/** Where a setting is on the page. */
const rowId = (key: string): string => `setting-${key.replace('.', '-')}`;

/** Puts the focus into the control of a setting that is on the page. */
export function focusSetting(key: string): void {
  const row = document.getElementById(rowId(key));
  row?.scrollIntoView({ block: 'center' });
  row?.querySelector<HTMLElement>('input, textarea, [aria-haspopup]')?.focus({ preventScroll: true });
}

function Hint(props: Pick<SettingRowProps, 'setting' | 'yourAddress'> & { isReset: boolean }) {
  const facts = () =>
    [
      rangeText(props.setting),
      props.setting.secret ? '' : words().standard(showValue(props.setting, props.setting.default)),
      props.setting.source === 'file' ? words().fromFile : '',
    ]
      .filter(Boolean)
      .join(' · ');
  const more = () => ({ tables: words().tablesHint, list: words().listHint })[props.setting.kind as 'list'] ?? '';
  return (
    <>
      <span class="block text-ink-2">
        {words().description(props.setting.key) ?? props.setting.description.replaceAll('`', '')}
      </span>
      <Show when={more()}>
        <span class="block">{more()}</span>
      </Show>
      <Show when={props.setting.key === 'server.operator_networks'}>
        <span class="block">{words().yourAddress(props.yourAddress)}</span>
      </Show>
      <Show when={props.setting.key === 'global.keys'}>
        <TextLink alone href="/keys">
          {words().keysLink}
        </TextLink>
      </Show>
      <span class="tabular block break-words first-letter:uppercase">{facts()}</span>
      <Show when={props.setting.lockedBy}>
        {(name) => <span class="block break-words">{words().lockedBy(name())}</span>}
      </Show>
      <Show when={props.isReset}>
        <span class="block text-accent">{words().isReset}</span>
      </Show>
    </>
  );
}

function Marks(props: SettingRowProps) {
  const key = () => props.setting.key;
  const isSaved = () => props.setting.source === 'database';
  const mayReset = () => isSaved() && props.setting.lockedBy === null;
  return (
    <span class="flex flex-wrap items-center gap-1">
      <SourcePill setting={props.setting} />
      <Show when={props.draft.isChanged(key())}>
        <Pill tone="accent">{words().changed}</Pill>
      </Show>
      <Show
        when={props.setting.pending}
        fallback={
          <Show when={props.setting.restart}>
            <Restart />
          </Show>
        }
      >
        <Pill tone="warn" icon={<RotateCcw />}>
          {words().pending}
        </Pill>
      </Show>
      <Show
        when={props.draft.isChanged(key())}
        fallback={
          <Show when={mayReset()}>
            <Small
              label={words().reset(nameOf(key()))}
              icon={<RotateCcw />}
              onClick={() => props.draft.reset(props.setting)}
            />
          </Show>
        }
      >
        <Small label={words().undo(nameOf(key()))} icon={<Undo />} onClick={() => props.draft.undo(key())} />
      </Show>
      <Show when={isSaved()}>
        <Small label={words().historyOf(nameOf(key()))} icon={<History />} onClick={() => props.onHistory(key())} />
      </Show>
    </span>
  );
}

const Small = (props: { label: string; icon: JSX.Element; onClick: () => void }) => (
  <IconButton size="tiny" label={props.label} icon={props.icon} onClick={() => props.onClick()} />
);

/** That a change takes effect at the next start. */
export function Restart() {
  return (
    <span ref={(element) => attachTooltip(element, () => words().restartHint)}>
      <Pill outline icon={<RotateCcw />}>
        {words().restart}
      </Pill>
    </span>
  );
}

/** That the console or the environment has set it. What stands in the file is said beside the range. */
function SourcePill(props: { setting: Setting }) {
  const title = () => (props.setting.where === null ? '' : words().fromWhere(props.setting.where));
  return (
    <Show when={['database', 'environment'].includes(props.setting.source)}>
      <span ref={(element) => attachTooltip(element, title)}>
        <Pill tone="plain" icon={props.setting.lockedBy === null ? undefined : <Lock />}>
          {words().sources[props.setting.source]}
        </Pill>
      </span>
    </Show>
  );
}
