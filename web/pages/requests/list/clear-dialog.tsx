import { createSignal, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { toast } from '../../../ui/toast.ts';
import { words } from '../words.ts';

const DAY_MS = 86_400_000;
const AGES = { '7d': 7 * DAY_MS, '30d': 30 * DAY_MS, '90d': 90 * DAY_MS, all: 0 };
type Age = keyof typeof AGES;

/** Clears the log by age: says how many will be gone, and asks for a word to be typed. */
export default function ClearDialog(props: { onClose: () => void; onCleared: () => void }) {
  const openedAt = Date.now();
  const [age, setAge] = createSignal<Age>('30d');
  const before = () => openedAt - AGES[age()];
  const counted = api.requests.countBefore.useQuery(() => ({ before: before() }));
  const clear = api.requests.clear.useMutation(() => ({
    onSuccess: ({ removed }) => {
      toast.done(words().clearing.done(removed));
      props.onCleared();
      props.onClose();
    },
  }));
  const count = () => counted.data?.count ?? 0;
  const failure = () => {
    const cause = clear.error ?? counted.error;
    return cause ? failureOf(cause) : null;
  };
  return (
    <ConfirmDialog
      open
      danger
      onClose={props.onClose}
      title={words().clearing.title}
      description={words().clearing.description}
      action={words().clearing.action(count())}
      typed={count() > 1 ? words().clearing.typed : undefined}
      busy={clear.isPending}
      disabled={count() === 0}
      onConfirm={() => clear.mutate({ before: before() })}
    >
      <p class="mb-1 text-label font-500 text-ink-2">{words().clearing.olderThan}</p>
      <Segments
        label={words().clearing.olderThan}
        options={(Object.keys(AGES) as Age[]).map((value) => ({ value, label: words().clearing.ages[value] }))}
        value={age()}
        onChange={setAge}
        wide
      />
      <p class="my-3 min-h-5" role="status">
        <Show when={!counted.isPending} fallback={<Skeleton class="h-4 w-40" />}>
          {count() === 0 ? words().clearing.none : words().clearing.counted(count())}
        </Show>
      </p>
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            class="mb-3"
            text={words().clearing.failed}
            hint={told().message}
            requestId={told().requestId ?? undefined}
          />
        )}
      </Show>
    </ConfirmDialog>
  );
}
