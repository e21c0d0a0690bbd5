import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { toast } from '../../ui/toast.ts';
import type { Key } from './keys.ts';
import { words } from './words.ts';

/** Says that something about a key failed, with what to do. */
export function tellFailure(text: string, cause: unknown): void {
  const { message, requestId } = failureOf(cause);
  toast.failed(text, { hint: message, requestId: requestId ?? undefined });
}

/** Lets callers in with a key or keeps them out: shown at once, put back when the server refuses, and undone by the toast. */
export async function switchKey(key: Pick<Key, 'id' | 'name' | 'enabled'>, enabled: boolean): Promise<void> {
  const show = (value: boolean) =>
    api.keys.list.patch(undefined, (all) =>
      all.map((each) => (each.id === key.id ? { ...each, enabled: value } : each)),
    );
  show(enabled);
  try {
    await api.keys.update.mutate({ id: key.id, changes: { enabled } });
    const text = enabled ? words().turnedOn(key.name) : words().turnedOff(key.name);
    toast.done(text, { undo: () => void switchKey({ ...key, enabled }, !enabled) });
  } catch (cause) {
    show(!enabled);
    tellFailure(words().notSwitched(key.name), cause);
  }
  await api.keys.list.refresh();
}
