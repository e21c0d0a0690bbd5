import { createSignal, Match, onMount, Switch } from 'solid-js';
import { api } from '../../../api/api.ts';
import { type Failure, failureOf } from '../../../api/errors.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { ProgressBar } from '../../../ui/progress.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Target } from '../desk.ts';
import type { BulkRow, TokenSelection, Work } from '../token-types.ts';
import { words } from '../words.ts';
import { AskFirst } from './ask-first.tsx';
import { BulkResult } from './bulk-result.tsx';

type Step =
  | { step: 'asking' }
  | { step: 'running'; count: number }
  | { step: 'done'; done: number; failed: BulkRow[] }
  | { step: 'failed'; failure: Failure };

interface BulkDialogProps {
  target: Target;
  work: Work;
  /** The filter in words, for a target that is all that match. */
  filterText: string;
  onClose: () => void;
  /** Told of the tokens that were gone through. */
  onDone: (ids: number[]) => void;
}

const BACK = { enable: 'disable', disable: 'enable' } as const;

/** An action for many: what it is about, how it goes, what became of each. */
export default function BulkDialog(props: BulkDialogProps) {
  const asksFirst = () => props.work.action === 'delete' || !('ids' in props.target.selection);
  const [step, setStep] = createSignal<Step>({ step: 'asking' });
  let done = 0;

  async function run(selection: TokenSelection, count: number, work: Work): Promise<void> {
    setStep({ step: 'running', count });
    try {
      const rows = await api.tokens.bulk.mutate({ selection, work });
      const failed = rows.filter(({ error }) => error !== null);
      done += rows.length - failed.length;
      props.onDone(rows.map(({ tokenId }) => tokenId));
      if (failed.length > 0) setStep({ step: 'done', done, failed });
      else finish(rows);
    } catch (cause) {
      setStep({ step: 'failed', failure: failureOf(cause) });
    }
  }
  function finish(rows: BulkRow[]): void {
    const { action } = props.work;
    const ids = rows.map(({ tokenId }) => tokenId);
    const back = action === 'enable' || action === 'disable' ? BACK[action] : undefined;
    const undo = () => {
      void api.tokens.bulk.mutate({ selection: { ids }, work: { action: back ?? 'enable' } }).then(
        () => props.onDone(ids),
        (cause) => toast.failed(words().bulk.notDone, { hint: failureOf(cause).message }),
      );
    };
    toast.done(`${words().bulk.running[action](done)}: ${words().bulk.result(done, 0)}`, back && { undo });
    props.onClose();
  }
  const start = () => void run(props.target.selection, props.target.count, props.work);
  const again = (rows: BulkRow[], work: Work) =>
    void run({ ids: rows.map(({ tokenId }) => tokenId) }, rows.length, work);
  onMount(() => {
    if (!asksFirst()) start();
  });

  const isRunning = () => step().step === 'running';
  return (
    <Switch>
      <Match when={step().step === 'asking'}>
        <AskFirst {...props} onConfirm={start} />
      </Match>
      <Match when={step()}>
        {(now) => (
          <Dialog
            open
            size="medium"
            busy={isRunning()}
            onClose={props.onClose}
            title={words().bulk.running[props.work.action](props.target.count)}
            footer={<Button onClick={props.onClose}>{words().bulk.close}</Button>}
          >
            <Switch>
              <Match when={isRunning()}>
                <ProgressBar ratio={null} label={words().bulk.running[props.work.action](props.target.count)} />
              </Match>
              <Match when={is(now(), 'failed')}>
                {(failed) => (
                  <ErrorCard
                    text={words().bulk.notDone}
                    hint={failed().failure.message}
                    requestId={failed().failure.requestId ?? undefined}
                    onRetry={failed().failure.code === 'conflict' ? undefined : start}
                  />
                )}
              </Match>
              <Match when={is(now(), 'done')}>
                {(result) => (
                  <BulkResult done={result().done} failed={result().failed} work={props.work} onAgain={again} />
                )}
              </Match>
            </Switch>
          </Dialog>
        )}
      </Match>
    </Switch>
  );
}

function is<S extends Step['step']>(step: Step, name: S): Extract<Step, { step: S }> | null {
  return step.step === name ? (step as Extract<Step, { step: S }>) : null;
}
