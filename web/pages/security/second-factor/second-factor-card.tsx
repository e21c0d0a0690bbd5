import { createSignal, Match, Show, Switch } from 'solid-js';
import { api } from '../../../api/api.ts';
import { viewer } from '../../../api/session.ts';
import { late } from '../../../late/late.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { TimeAgo } from '../../../ui/time.tsx';
import { words } from '../words.ts';

const SetUpFactor = late(() => import('./set-up-factor.tsx'));
const RenewCodes = late(() => import('./renew-codes.tsx'));
const TakeOffFactor = late(() => import('./take-off-factor.tsx'));

/** So few recovery codes that it is time for others. */
const FEW = 3;

type Open = 'set-up' | 'renew' | 'take-off';

/** What whoever is signed in gives beside the password. */
export function SecondFactorCard() {
  const admins = api.security.admins.useQuery();
  const me = () => admins.data?.find(({ id }) => id === viewer()?.id);
  const [open, setOpen] = createSignal<Open>();
  const close = () => setOpen();
  return (
    <Card
      title={words().factor.title}
      aside={
        <Show when={me()?.secondFactor}>
          <Pill tone="ok">{words().factor.on}</Pill>
        </Show>
      }
    >
      <Switch>
        <Match when={me()?.source === 'configured'}>
          <Notice kind="info">{words().factor.configured}</Notice>
        </Match>
        <Match when={me()?.secondFactor}>
          {(factor) => (
            <div class="space-y-3">
              <p class="text-ink-2">
                {words().factor.since} <TimeAgo at={factor().since} />
              </p>
              <Show
                when={factor().recoveryCodesLeft > FEW}
                fallback={<Notice kind="warn">{words().factor.few(factor().recoveryCodesLeft)}</Notice>}
              >
                <p class="text-ink-2">{words().factor.left(factor().recoveryCodesLeft)}</p>
              </Show>
              <div class="flex flex-wrap gap-2">
                <Button onClick={() => setOpen('set-up')}>{words().factor.replace}</Button>
                <Button onClick={() => setOpen('renew')}>{words().factor.renew}</Button>
                <Button kind="danger" onClick={() => setOpen('take-off')}>
                  {words().factor.takeOff}
                </Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={me()}>
          <NotSetUp onSetUp={() => setOpen('set-up')} />
        </Match>
      </Switch>
      <Switch>
        <Match when={open() === 'set-up'}>
          <SetUpFactor onClose={close} onFailed={close} />
        </Match>
        <Match when={open() === 'renew'}>
          <RenewCodes onClose={close} onFailed={close} />
        </Match>
        <Match when={open() === 'take-off'}>
          <TakeOffFactor onClose={close} onFailed={close} />
        </Match>
      </Switch>
    </Card>
  );
}

function NotSetUp(props: { onSetUp: () => void }) {
  return (
    <div class="space-y-3">
      <p class="text-ink-2">{words().factor.sentence}</p>
      <Button onClick={() => props.onSetUp()}>{words().factor.setUp}</Button>
    </div>
  );
}
