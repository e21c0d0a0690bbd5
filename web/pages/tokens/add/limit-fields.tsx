import { For } from 'solid-js';
import { Stepper } from '../../../ui/stepper.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { MOST_SLOTS } from '../most-slots.ts';
import { useUsualSlots } from '../usual-slots.ts';
import { words } from '../words.ts';

export interface Limits {
  imageEnabled: boolean;
  videoEnabled: boolean;
  /** Null follows the settings, -1 is no limit. */
  imageConcurrency: number | null;
  videoConcurrency: number | null;
}

export const usualLimits = (): Limits => ({
  imageEnabled: true,
  videoEnabled: true,
  imageConcurrency: null,
  videoConcurrency: null,
});

const KINDS = [
  { kind: 'image', enabled: 'imageEnabled', atOnce: 'imageConcurrency' },
  { kind: 'video', enabled: 'videoEnabled', atOnce: 'videoConcurrency' },
] as const;

/** Which kinds of work a token does, and how much at once. */
export function LimitFields(props: { limits: Limits; onChange: (changes: Partial<Limits>) => void }) {
  const usual = useUsualSlots();
  const shown = (own: number | null, kind: 'image' | 'video') => {
    const slots = own ?? usual(kind);
    return slots < 0 ? null : slots;
  };
  return (
    <div>
      <For each={KINDS}>
        {({ kind, enabled, atOnce }) => {
          const own = () => props.limits[atOnce];
          return (
            <div class="flex min-h-9.5 items-center gap-3 border-t border-line py-1">
              <Switch
                checked={props.limits[enabled]}
                onChange={(on) => props.onChange({ [enabled]: on })}
                label={words().limits.switch[kind]}
              />
              <span class="ml-auto text-label text-ink-3">{own() === null && words().limits.fromSettings}</span>
              <Stepper
                label={words().limits.atOnce[kind]}
                value={shown(own(), kind)}
                min={1}
                max={MOST_SLOTS}
                endless
                disabled={!props.limits[enabled]}
                onChange={(value) => props.onChange({ [atOnce]: value ?? -1 })}
              />
            </div>
          );
        }}
      </For>
    </div>
  );
}
