import { createEffect, Match, Switch } from 'solid-js';
import { api } from '../../api/api.ts';
import { viewer } from '../../api/session.ts';
import { words as appWords } from '../../app/words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { FirstOperator } from './first-operator.tsx';
import { StepsFrame } from './steps-frame.tsx';
import { Way } from './way.tsx';
import { words } from './words.ts';

export default function StartPage() {
  const state = api.auth.setUpState.useQuery();
  createEffect(() => {
    document.title = `${words().title} · ${appWords().product}`;
  });
  return (
    <Switch>
      <Match when={viewer()}>
        <Way />
      </Match>
      <Match when={state.data?.open === true}>
        <StepsFrame step="password">
          <FirstOperator />
        </StepsFrame>
      </Match>
      <Match when={state.data?.open === false}>
        <StepsFrame step={null}>
          <p class="mb-3">{words().operator.closed}</p>
          <LinkButton href="/sign-in">{words().operator.signIn}</LinkButton>
        </StepsFrame>
      </Match>
    </Switch>
  );
}
