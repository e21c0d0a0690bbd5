import { useNavigate } from '@solidjs/router';
import { createSignal, Match, Switch } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { ShownOnceGuard } from '../../ui/leave-guard.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { KeyStep } from './key-step.tsx';
import { PictureStep } from './picture-step.tsx';
import { createSteps } from './steps.ts';
import { StepsFrame } from './steps-frame.tsx';
import { UpstreamStep } from './upstream-step.tsx';
import { useDone } from './use-done.ts';
import { words } from './words.ts';

/** What follows the password, for whoever is signed in. */
export function Way() {
  const navigate = useNavigate();
  const { step, go, end } = createSteps();
  const done = useDone();
  const [isKeyShown, setKeyShown] = createSignal(false);
  const finish = () => {
    setKeyShown(false);
    end();
    navigate('/');
  };
  const next = () => {
    if (step() === 'upstream') go('picture');
    else if (step() === 'picture') go('key');
    else finish();
  };
  return (
    <StepsFrame step={step()} done={done()} onGo={go}>
      <Switch>
        <Match when={step() === 'upstream'}>
          <UpstreamStep onDone={next} />
        </Match>
        <Match when={step() === 'picture'}>
          <PictureStep />
        </Match>
        <Match when={step() === 'key'}>
          <KeyStep onMade={() => setKeyShown(true)} />
        </Match>
      </Switch>
      <ShownOnceGuard isShown={isKeyShown()} onLeave={() => setKeyShown(false)} />
      <div class="mt-6 flex justify-between gap-2 border-t border-line pt-4">
        <LinkButton kind="ghost" href="/">
          {words().later}
        </LinkButton>
        <Button onClick={next}>{step() === 'key' ? words().key.finish : words().next}</Button>
      </div>
    </StepsFrame>
  );
}
