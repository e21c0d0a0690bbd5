import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Segments } from '../../../ui/segments.tsx';
import type { Key, NewSecret } from '../keys.ts';
import { words } from '../words.ts';

const HOUR_MS = 3_600_000;
const OVERLAPS = { '0': 0, '1h': HOUR_MS, '1d': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS };
type Overlap = keyof typeof OVERLAPS;

/** Gives a key another secret, while the old one stays good for as long as is wanted. */
export function RotateDialog(props: { of: Key; onClose: () => void; onMade: (made: NewSecret) => void }) {
  const [overlap, setOverlap] = createSignal<Overlap>('1d');
  const rotate = api.keys.rotate.useMutation(() => ({
    onSuccess: ({ key, apiKey }) => {
      void api.keys.list.refresh();
      props.onMade({ secret: key, id: apiKey.id, models: apiKey.models });
    },
  }));
  const failure = () => (rotate.isError ? failureOf(rotate.error) : null);
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={words().rotation.title(props.of.name)}
      description={words().rotation.description}
      action={words().rotation.action}
      busy={rotate.isPending}
      onConfirm={() => rotate.mutate({ id: props.of.id, overlapMs: OVERLAPS[overlap()] })}
    >
      <p class="mb-1 text-label font-500 text-ink-2">{words().rotation.overlap}</p>
      <Segments
        label={words().rotation.overlap}
        options={(Object.keys(OVERLAPS) as Overlap[]).map((value) => ({
          value,
          label: words().rotation.overlaps[value],
        }))}
        value={overlap()}
        onChange={setOverlap}
        wide
      />
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            class="mt-3"
            text={words().rotation.failed}
            hint={told().message}
            requestId={told().requestId ?? undefined}
          />
        )}
      </Show>
    </ConfirmDialog>
  );
}
