import { createSignal, For } from 'solid-js';
import { createStore } from 'solid-js/store';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Stepper } from '../../../ui/stepper.tsx';
import { Switch } from '../../../ui/switch.tsx';
import type { Target } from '../desk.ts';
import { MOST_SLOTS } from '../most-slots.ts';
import type { Changes, TokenRow } from '../token-types.ts';
import { words } from '../words.ts';

interface LimitsDialogProps {
  target: Target;
  /** Of one alone: how it is now. */
  row: TokenRow | undefined;
  onClose: () => void;
  onSave: (changes: Changes) => void;
}

interface Limit {
  kind: 'image' | 'video';
  /** Whether it is changed at all. */
  isSet: boolean;
  enabled: boolean;
  /** Null is no limit. */
  atOnce: number | null;
}

const USUAL = { image: 4, video: 2 };

/** Which kinds of work tokens do, and how much at once. */
export default function LimitsDialog(props: LimitsDialogProps) {
  const isOne = () => props.row !== undefined;
  const [limits, setLimits] = createStore<Limit[]>([limitOf('image', props.row), limitOf('video', props.row)]);
  const [touched, setTouched] = createSignal(false);
  const change = (index: number, to: Partial<Limit>) => {
    setTouched(true);
    setLimits(index, to);
  };
  const save = () => {
    props.onSave(changesOf(limits));
    props.onClose();
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={words().limits.title(props.target.count, props.target.name ?? '')}
      description={words().limits.hint}
      footer={
        <>
          <Button onClick={props.onClose}>{words().drawer.cancel}</Button>
          <Button kind="primary" disabled={!touched() || limits.every(({ isSet }) => !isSet)} onClick={save}>
            {words().limits.save(props.target.count)}
          </Button>
        </>
      }
    >
      <For each={limits}>
        {(limit, index) => (
          <fieldset class="border-t border-line py-2">
            <legend class="sr-only">{label(limit.kind)}</legend>
            {!isOne() && (
              <Checkbox
                checked={limit.isSet}
                onChange={(isSet) => change(index(), { isSet })}
                label={`${label(limit.kind)}: ${words().limits.own}`}
              />
            )}
            <div class="flex min-h-9.5 items-center gap-3">
              <Switch
                checked={limit.enabled}
                disabled={!limit.isSet}
                onChange={(enabled) => change(index(), { enabled })}
                label={words().limits.switch[limit.kind]}
              />
              <span class="ml-auto">
                <Stepper
                  label={words().limits.atOnce[limit.kind]}
                  value={limit.atOnce}
                  min={1}
                  max={MOST_SLOTS}
                  endless
                  disabled={!limit.isSet || !limit.enabled}
                  onChange={(atOnce) => change(index(), { atOnce })}
                />
              </span>
            </div>
          </fieldset>
        )}
      </For>
    </Dialog>
  );
}

const label = (kind: Limit['kind']) => (kind === 'image' ? words().limits.images : words().limits.videos);

function limitOf(kind: Limit['kind'], row: TokenRow | undefined): Limit {
  if (row === undefined) return { kind, isSet: false, enabled: true, atOnce: USUAL[kind] };
  const slots = row.seen.kinds.find((each) => each.kind === kind)?.slots ?? USUAL[kind];
  const enabled = kind === 'image' ? row.wanted.imageEnabled : row.wanted.videoEnabled;
  return { kind, isSet: true, enabled, atOnce: slots < 0 ? null : slots };
}

function changesOf(limits: readonly Limit[]): Changes {
  const changes: Changes = {};
  for (const { kind, isSet, enabled, atOnce } of limits) {
    if (!isSet) continue;
    if (kind === 'image') Object.assign(changes, { imageEnabled: enabled, imageConcurrency: atOnce ?? -1 });
    else Object.assign(changes, { videoEnabled: enabled, videoConcurrency: atOnce ?? -1 });
  }
  return changes;
}
