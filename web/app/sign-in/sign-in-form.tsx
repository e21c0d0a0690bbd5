import { createSignal, Show } from 'solid-js';
import { enter, type Viewer } from '../../api/session.ts';
import { CodeStep } from './code-step.tsx';
import { PasswordStep } from './password-step.tsx';

interface SignInFormProps {
  /** Of whoever was signed in before. */
  username?: string | undefined;
  onDone?: ((who: Viewer) => void) | undefined;
}

/** Name and password, and then the code of whoever has a second factor, in the same place. */
export function SignInForm(props: SignInFormProps) {
  /** Right, but not enough: kept here, and not in the page, for as long as the second step takes. */
  const [given, setGiven] = createSignal<{ username: string; password: string }>();
  const [username, setUsername] = createSignal(props.username);
  const done = (who: Viewer) => {
    setGiven();
    enter(who);
    props.onDone?.(who);
  };
  return (
    <Show
      when={given()}
      fallback={
        <PasswordStep
          username={username()}
          onDone={done}
          onCodeNeeded={(right) => {
            setUsername(right.username);
            setGiven(right);
          }}
        />
      }
    >
      {(right) => <CodeStep given={right()} onDone={done} onBack={() => setGiven()} />}
    </Show>
  );
}
