import { For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { Row, Section } from '../../../ui/card.tsx';
import { Stepper } from '../../../ui/stepper.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { toast } from '../../../ui/toast.ts';
import { MOST_SLOTS } from '../most-slots.ts';
import { type Changes, nameOf, type TokenDetails } from '../token-types.ts';
import { useUsualSlots } from '../usual-slots.ts';
import { words } from '../words.ts';

const FIELDS = {
  image: { enabled: 'imageEnabled', atOnce: 'imageConcurrency' },
  video: { enabled: 'videoEnabled', atOnce: 'videoConcurrency' },
} as const;
const KINDS = ['image', 'video'] as const;

/** What a token may do, and how much at once. Each change is made at once, and can be taken back. */
export function Limits(props: { token: TokenDetails }) {
  const usual = useUsualSlots();
  const update = async (changes: Changes, back?: Changes): Promise<void> => {
    const { id } = props.token;
    const name = nameOf(props.token);
    api.tokens.get.patch({ id }, (was) => ({ ...was, wanted: { ...was.wanted, ...asWanted(changes) } }));
    try {
      await api.tokens.update.mutate({ id, ...changes });
      toast.done(words().done.update(name), back && { undo: () => void update(back) });
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().failed.update(name), { hint: message, requestId: requestId ?? undefined });
    } finally {
      void api.tokens.get.refresh({ id });
    }
  };
  const wanted = () => props.token.wanted;
  const slots = (kind: 'image' | 'video') => {
    const set = wanted()[FIELDS[kind].atOnce] ?? usual(kind);
    return set < 0 ? null : set;
  };
  return (
    <Section title={words().drawer.limits}>
      <For each={KINDS}>
        {(kind) => {
          const { enabled, atOnce } = FIELDS[kind];
          const isOn = () => wanted()[enabled];
          return (
            <Row
              label={
                <Switch
                  checked={isOn()}
                  onChange={(on) => void update({ [enabled]: on }, { [enabled]: !on })}
                  label={kind === 'image' ? words().limits.images : words().limits.videos}
                />
              }
            >
              <Show
                when={wanted()[atOnce] !== null}
                fallback={<span class="text-label text-ink-3">{words().limits.fromSettings}</span>}
              >
                <button
                  type="button"
                  class="min-h-6 text-label text-ink-3 underline underline-offset-2 hover:text-ink touch:min-h-11"
                  onClick={() => void update({ [atOnce]: null }, { [atOnce]: wanted()[atOnce] })}
                >
                  {words().limits.followSettings}
                </button>
              </Show>
              <Stepper
                label={words().limits.atOnce[kind]}
                value={slots(kind)}
                min={1}
                max={MOST_SLOTS}
                endless
                disabled={!isOn()}
                onChange={(value) => void update({ [atOnce]: value ?? -1 }, { [atOnce]: wanted()[atOnce] })}
              />
            </Row>
          );
        }}
      </For>
    </Section>
  );
}

/** Changes of limits as the token shows them. */
function asWanted(changes: Changes): Partial<TokenDetails['wanted']> {
  const { imageEnabled, videoEnabled, imageConcurrency, videoConcurrency } = changes;
  return {
    ...(imageEnabled !== undefined && { imageEnabled }),
    ...(videoEnabled !== undefined && { videoEnabled }),
    ...(imageConcurrency !== undefined && { imageConcurrency }),
    ...(videoConcurrency !== undefined && { videoConcurrency }),
  };
}
