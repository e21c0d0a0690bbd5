import { createEffect, createSignal, Match, Show, Switch, untrack } from 'solid-js';
import { api } from '../../../api/api.ts';
import { type Failure, failureOf } from '../../../api/errors.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { SkeletonLines } from '../../../ui/skeleton.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Verdict } from '../types.ts';
import type { SettingsPageState } from '../use-settings.ts';
import { words } from '../words.ts';
import { MergeView } from './merge-view.tsx';
import { Problems, VerdictView } from './verdict-view.tsx';

interface ReviewDialogProps {
  state: SettingsPageState;
  onClose: () => void;
  /** Goes to the field of a setting. */
  onShow: (key: string) => void;
}

/** What the changes come to, by the server's word, before all of them are saved or none. */
export default function ReviewDialog(props: ReviewDialogProps) {
  const draft = props.state.draft;
  const [verdict, setVerdict] = createSignal<Verdict>();
  const [failure, setFailure] = createSignal<{ text: string; why: Failure } | null>(null);
  const [isBusy, setBusy] = createSignal(false);
  const version = () => props.state.described.data?.version ?? 0;
  const isMerging = () => draft.conflicts().length > 0;

  async function ask(): Promise<void> {
    setFailure(null);
    try {
      const answer = await api.settings.validate.mutate({ changes: draft.wanted() });
      draft.refuse(Object.fromEntries(answer.problems.map(({ key, message }) => [key ?? '', said(message)])));
      setVerdict(answer);
    } catch (cause) {
      setFailure({ text: words().review.askFailed, why: failureOf(cause) });
    }
  }
  // Anew for each version: what somebody else saves may change what these come to.
  createEffect(() => {
    version();
    if (!isMerging()) untrack(() => void ask());
  });

  async function apply(): Promise<void> {
    const count = draft.keys().length;
    setBusy(true);
    setFailure(null);
    try {
      const saved = await api.settings.save.mutate({ changes: draft.wanted(), version: version() });
      draft.discard();
      await api.settings.get.refresh();
      toast.done(words().review.done(count), { undo: () => void takeBack(saved.version) });
      props.onClose();
    } catch (cause) {
      const why = failureOf(cause);
      // What there is now shows whether the same settings were meant: then each is chosen anew.
      if (why.code === 'conflict') await api.settings.get.refresh();
      if (why.field !== null && props.state.find(why.field) !== undefined) draft.refuse({ [why.field]: why.message });
      setFailure({ text: words().review.failed, why });
    } finally {
      setBusy(false);
    }
  }

  const isGood = () => verdict() !== undefined && verdict()?.problems.length === 0;
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="medium"
      busy={isBusy()}
      title={isMerging() ? words().merge.title : words().review.title}
      footer={
        <>
          <Button onClick={() => props.onClose()} disabled={isBusy()}>
            {words().review.cancel}
          </Button>
          <Button
            kind="primary"
            busy={isBusy()}
            disabled={!isGood() || isMerging() || draft.keys().length === 0}
            onClick={() => void apply()}
          >
            {words().review.apply(draft.keys().length)}
          </Button>
        </>
      }
    >
      <div class="space-y-3">
        <Switch
          fallback={
            <Show when={failure() === null}>
              <SkeletonLines lines={4} />
            </Show>
          }
        >
          <Match when={isMerging()}>
            <MergeView state={props.state} />
          </Match>
          <Match when={verdict()}>
            {(told) => (
              <>
                <Problems problems={told().problems} onShow={props.onShow} />
                <Show when={told().problems.length === 0}>
                  <VerdictView verdict={told()} find={props.state.find} />
                </Show>
              </>
            )}
          </Match>
        </Switch>
        <Show when={failure()}>
          {(failed) => (
            <ErrorCard
              text={failed().text}
              hint={failed().why.message}
              requestId={failed().why.requestId ?? undefined}
              onRetry={() => void ask()}
            />
          )}
        </Show>
      </div>
    </Dialog>
  );
}

async function takeBack(version: number): Promise<void> {
  try {
    await api.settings.revert.mutate({ target: version, version });
    await api.settings.get.refresh();
    toast.done(words().review.undone);
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(words().review.undoFailed, { hint: message, requestId: requestId ?? undefined });
  }
}
