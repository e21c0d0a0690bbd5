import { Show } from 'solid-js';
import { enter, leave, newcomer, viewer } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../words.ts';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Over the page whose session has ended: what failed is done again after it, and what was typed is still there. It goes
 * away by signing in, here or in another tab, or by its button alone, since leaving throws away what was typed.
 */
export default function SignInAgain() {
  return (
    <Dialog
      open
      busy
      onClose={() => {}}
      title={words().signInAgain.title}
      description={words().signInAgain.sentence}
      footer={<Button onClick={() => leave()}>{words().signInAgain.leave}</Button>}
    >
      <Show when={newcomer()}>
        {(who) => (
          <Notice
            kind="info"
            class="mb-4"
            action={
              <Button size="small" onClick={() => enter(who())}>
                {words().signInAgain.goOn(who().name)}
              </Button>
            }
          >
            {words().signInAgain.newcomer(who().name)}
          </Notice>
        )}
      </Show>
      <SignInForm username={viewer()?.kind === 'admin' ? viewer()?.name : undefined} />
    </Dialog>
  );
}
