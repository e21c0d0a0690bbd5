import { createSignal, Match, onCleanup, Show, Switch } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProgressBar } from '../../../ui/progress.tsx';
import { words } from '../words.ts';
import { ChooseStep } from './choose-step.tsx';
import { createImport, type Import, type ImportedRow, type ImportState } from './create-import.ts';
import { ImportTable } from './import-table.tsx';

type Of<S extends ImportState['step']> = Extract<ImportState, { step: S }>;

/** Many accounts at once: dropped or pasted, looked at, then taken in. */
export default function ImportDialog(props: { onClose: () => void; onImported: () => void }) {
  const work = createImport(() => props.onImported());
  const [text, setText] = createSignal('');
  onCleanup(work.forget);
  const is = <S extends ImportState['step']>(step: S) => {
    const now = work.state();
    return now.step === step ? (now as Of<S>) : null;
  };
  const isBusy = () => is('looking') !== null || is('applying') !== null;
  const forget = () => {
    setText('');
    work.forget();
  };
  return (
    <Dialog
      open
      size="large"
      busy={isBusy()}
      onClose={props.onClose}
      title={words().import.title}
      description={is('choosing') ? words().import.sentence : undefined}
      footer={
        <Footer
          work={work}
          onClose={() => {
            forget();
            props.onClose();
          }}
        />
      }
    >
      <Switch>
        <Match when={is('choosing')}>
          {(now) => <ChooseStep failure={now().failure} text={text()} onText={setText} onContent={work.look} />}
        </Match>
        <Match when={is('looking')}>
          <p class="mb-2 text-ink-2" role="status">
            {words().import.looking}
          </p>
          <ProgressBar ratio={null} label={words().import.looking} />
        </Match>
        <Match when={is('looked')}>{(now) => <ImportTable {...now().report} />}</Match>
        <Match when={is('applying')}>{(now) => <Applying now={now()} />}</Match>
        <Match when={is('applied')}>{(now) => <Applied now={now()} onRetry={work.again} />}</Match>
      </Switch>
      <ImportGuard state={work.state()} hasText={text() !== ''} onLeave={forget} />
    </Dialog>
  );
}

/** Asks before Esc, Back or a reload throws a list away that is not in yet, or ends an import halfway. */
function ImportGuard(props: { state: ImportState; hasText: boolean; onLeave: () => void }) {
  const running = () => (props.state.step === 'applying' ? props.state : null);
  const isLooked = () => props.state.step === 'looking' || props.state.step === 'looked';
  const isTyped = () => props.state.step === 'choosing' && props.hasText;
  return (
    <LeaveGuard
      isChanged={isTyped() || isLooked() || running() !== null || leftOf(props.state) > 0}
      onLeave={props.onLeave}
      leadsAway={() => true}
      title={running() ? words().import.leave.title : undefined}
      description={running() ? words().import.leave.says(running()?.done.length ?? 0, running()?.all ?? 0) : undefined}
      action={running() ? words().import.leave.action : undefined}
    />
  );
}

function Applying(props: { now: Of<'applying'> }) {
  const text = () => words().import.progress(props.now.done.length, props.now.all);
  return (
    <>
      <p class="tabular mb-2" role="status">
        {text()}
      </p>
      <ProgressBar ratio={props.now.done.length / Math.max(1, props.now.all)} label={text()} class="mb-3" />
      <ImportTable {...props.now.report} rows={props.now.done} isDone />
    </>
  );
}

function Applied(props: { now: Of<'applied'>; onRetry: () => void }) {
  const count = (outcome: string) => props.now.done.filter((row) => row.outcome === outcome).length;
  const summary = () => words().import.done(count('added'), count('updated'), count('invalid'));
  return (
    <div class="flex flex-col gap-3">
      <Notice kind={count('invalid') > 0 || props.now.isStopped ? 'warn' : 'done'}>
        <b role="status">{summary()}</b>
        <Show when={props.now.isStopped}>
          <p>{words().import.stopped(props.now.done.length)}</p>
        </Show>
      </Notice>
      <Show when={props.now.failure}>
        {(told) => (
          <ErrorCard
            text={words().import.applyFailed}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={props.onRetry}
          />
        )}
      </Show>
      <ImportTable {...props.now.report} rows={props.now.done} isDone />
    </div>
  );
}

const countGood = (rows: readonly ImportedRow[]) =>
  rows.filter(({ outcome }) => outcome === 'added' || outcome === 'updated').length;

/** How many of an import that has ended are not in, and could be. */
function leftOf(now: ImportState): number {
  if (now.step !== 'applied') return 0;
  return countGood(now.report.rows) - now.done.filter(({ outcome }) => outcome !== 'invalid').length;
}

function Footer(props: { work: Import; onClose: () => void }) {
  const state = () => props.work.state();
  const looked = () => {
    const now = state();
    return now.step === 'looked' ? now.report : null;
  };
  const toTake = () => countGood(looked()?.rows ?? []);
  const left = () => leftOf(state());
  return (
    <Switch fallback={<Button onClick={props.onClose}>{words().drawer.cancel}</Button>}>
      <Match when={looked()}>
        {(report) => (
          <>
            <Button onClick={props.work.forget}>{words().import.other}</Button>
            <Button kind="primary" disabled={toTake() === 0} onClick={() => props.work.apply(report())}>
              {words().import.go(toTake())}
            </Button>
          </>
        )}
      </Match>
      <Match when={state().step === 'looking'}>
        <Button disabled>{words().drawer.cancel}</Button>
      </Match>
      <Match when={state().step === 'applying'}>
        <Button onClick={props.work.stop}>{words().import.stop}</Button>
      </Match>
      <Match when={state().step === 'applied'}>
        <Show when={left() > 0}>
          <Button onClick={props.work.again}>{words().import.retry(left())}</Button>
        </Show>
        <Button kind="primary" onClick={props.onClose}>
          {words().import.close}
        </Button>
      </Match>
    </Switch>
  );
}
