import { leave, viewer } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { words } from '../words.ts';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Over the page whose session has ended: what failed is done again after it, and what was typed is still there. It goes
 * away by signing in or by its button alone, since leaving throws away what was typed.
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
      <SignInForm username={viewer()?.kind === 'admin' ? viewer()?.name : undefined} />
    </Dialog>
  );
}
