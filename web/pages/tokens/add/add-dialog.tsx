import { createSignal, Match, Switch } from 'solid-js';
import { api } from '../../../api/api.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { toast } from '../../../ui/toast.ts';
import { nameOf } from '../token-types.ts';
import { words } from '../words.ts';
import { CheckStep } from './check-step.tsx';
import type { Checked, Given } from './checked.ts';
import { SaveStep } from './save-step.tsx';

interface AddDialogProps {
  onClose: () => void;
  onImport: () => void;
  onOpen: (id: number) => void;
  onAdded: (id: number) => void;
}

/**
 * Takes in one account: its session token is tried first, then it is named and stored. What was pasted lives in this dialog
 * alone and goes with it.
 */
export default function AddDialog(props: AddDialogProps) {
  const [given, setGiven] = createSignal<Given>({ sessionToken: '', proxyUrl: '' });
  const [checked, setChecked] = createSignal<Checked>();
  const [isBusy, setBusy] = createSignal(false);
  const hasText = () => given().sessionToken !== '' || given().proxyUrl !== '';

  const forget = () => void setGiven({ sessionToken: '', proxyUrl: '' });
  /** Without a question: what was typed is in its place. */
  function leave(): void {
    forget();
    props.onClose();
  }
  function done(id: number, text: string): void {
    props.onAdded(id);
    leave();
    toast.done(text, { action: { label: words().do.open, run: () => props.onOpen(id) } });
  }
  return (
    <Dialog
      open
      size="medium"
      busy={isBusy()}
      onClose={props.onClose}
      title={words().add.title}
      description={checked() === undefined ? words().add.sentence : undefined}
    >
      <Switch
        fallback={
          <CheckStep
            given={given()}
            onGiven={setGiven}
            onBusy={setBusy}
            onChecked={setChecked}
            onImport={props.onImport}
          />
        }
      >
        <Match when={checked()}>
          {(account) => (
            <SaveStep
              given={given()}
              checked={account()}
              onBusy={setBusy}
              onAgain={() => {
                setGiven({ ...given(), sessionToken: '' });
                setChecked(undefined);
              }}
              onOpen={(id) => {
                leave();
                props.onOpen(id);
              }}
              onAdded={(token) => done(token.id, words().add.added(nameOf(token)))}
              onReplaced={(token) => {
                void api.tokens.get.refresh({ id: token.id });
                done(token.id, words().add.replaced(nameOf(token)));
              }}
            />
          )}
        </Match>
      </Switch>
      <LeaveGuard isChanged={hasText()} onLeave={forget} leadsAway={() => true} />
    </Dialog>
  );
}
