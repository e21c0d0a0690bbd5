import FlaskConical from 'lucide-solid/icons/flask-conical';
import Trash from 'lucide-solid/icons/trash';
import { createSignal } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { bytes } from '../../../format.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { cx } from '../../../ui/cx.ts';
import { Select } from '../../../ui/select.tsx';
import { toast } from '../../../ui/toast.ts';
import { words } from '../words.ts';

/** Whether results can be kept, and how much room there is. */
export function CacheTest() {
  const test = api.settings.testCache.useMutation(() => ({ onError: (cause) => failed(words().tests.failed, cause) }));
  const text = () => {
    const { ok, problem, freeBytes, keptBytes } = test.data ?? {
      ok: false,
      problem: '',
      freeBytes: null,
      keptBytes: 0,
    };
    if (!ok) return said(problem ?? '');
    const kept = bytes(keptBytes);
    return freeBytes === null ? words().tests.cacheOkKept(kept) : words().tests.cacheOk(bytes(freeBytes), kept);
  };
  return (
    <>
      <span role="status" class={cx(test.data?.ok ? 'text-ok' : 'text-bad')}>
        {test.data ? text() : ''}
      </span>
      <Button size="small" icon={<FlaskConical />} busy={test.isPending} onClick={() => test.mutate()}>
        {words().tests.cache}
      </Button>
    </>
  );
}

type Age = keyof ReturnType<typeof words>['purge']['ages'];
const AGES: Age[] = ['3600', '86400', '604800', '0'];

/** Deletes kept files by their age. */
export function PurgeCard() {
  const [age, setAge] = createSignal<Age>('604800');
  const [isAsking, setAsking] = createSignal(false);
  const purge = api.settings.purgeCache.useMutation(() => ({
    onSuccess: ({ files, bytes: size }) => {
      toast.done(words().purge.done(files, bytes(size)));
      setAsking(false);
    },
    onError: (cause) => {
      failed(words().purge.failed, cause);
      setAsking(false);
    },
  }));
  const ages = () => words().purge.ages;
  return (
    <Card title={words().purge.title}>
      <p class="mb-3 text-ink-2">{words().purge.says}</p>
      <div class="flex flex-wrap items-center gap-2">
        <Select
          label={words().purge.older}
          prefix={words().purge.older}
          options={AGES.map((value) => ({ value, label: ages()[value] }))}
          value={age()}
          onChange={setAge}
          class="w-52"
        />
        <Button kind="danger" icon={<Trash />} onClick={() => setAsking(true)}>
          {words().purge.open}
        </Button>
      </div>
      <ConfirmDialog
        open={isAsking()}
        onClose={() => setAsking(false)}
        title={words().purge.ask}
        description={age() === '0' ? words().purge.asksAll : words().purge.asks(ages()[age()])}
        typed={words().purge.typed}
        action={words().purge.action}
        danger
        busy={purge.isPending}
        onConfirm={() => purge.mutate({ olderThanSeconds: Number(age()) })}
      />
    </Card>
  );
}

function failed(text: string, cause: unknown): void {
  const { message, requestId } = failureOf(cause);
  toast.failed(text, { hint: message, requestId: requestId ?? undefined });
}
