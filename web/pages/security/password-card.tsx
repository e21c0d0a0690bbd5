import { createSignal, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { createCall } from '../../api/create-call.ts';
import { viewer } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Field } from '../../ui/field.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { passwordProblem } from './password-rules.ts';
import { words } from './words.ts';

const FIELDS = ['currentPassword', 'newPassword'];

/** The password of whoever is signed in. */
export function PasswordCard() {
  const admins = api.security.admins.useQuery();
  const me = () => admins.data?.find(({ id }) => id === viewer()?.id);
  return (
    <Card
      title={words().password}
      aside={
        <Show when={me()?.passwordChangedAt}>
          {(at) => (
            <span>
              {words().changed} <TimeAgo at={at()} />
            </span>
          )}
        </Show>
      }
    >
      <Show
        when={me()?.source !== 'configured'}
        fallback={
          <Notice kind="info">
            {words().configured} <TextLink href="/settings/security">{words().toSettings}</TextLink>
          </Notice>
        }
      >
        <PasswordForm />
      </Show>
    </Card>
  );
}

function PasswordForm() {
  const [current, setCurrent] = createSignal('');
  const [next, setNext] = createSignal('');
  const [again, setAgain] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  const call = createCall(api.auth.changePassword.mutate);
  const problems = () => ({
    current: current() === '' ? words().needed : undefined,
    next: passwordProblem(next()),
    again: again() === next() ? undefined : words().differs,
  });
  const refusal = (field: string) => (call.failure()?.field === field ? call.failure() : undefined);
  const shown = (problem: string | undefined, typed: string) => (isTried() || typed !== '' ? problem : undefined);
  const type = (set: (value: string) => void) => (value: string) => {
    call.forget();
    set(value);
  };
  async function change(): Promise<void> {
    setTried(true);
    if (Object.values(problems()).some((problem) => problem !== undefined)) return;
    const done = await call.run({ currentPassword: current(), newPassword: next() });
    if (done === undefined) return;
    for (const set of [setCurrent, setNext, setAgain]) set('');
    setTried(false);
    toast.done(words().passwordChanged(done.endedSessions));
    void api.security.sessions.refresh();
    void api.security.admins.refresh();
  }
  return (
    <form
      class="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void change();
      }}
    >
      <Field label={words().current} error={refusal('currentPassword') ?? (isTried() ? problems().current : undefined)}>
        <SecretInput value={current()} onInput={type(setCurrent)} autocomplete="current-password" />
      </Field>
      <Field label={words().next} hint={words().rule} error={refusal('newPassword') ?? shown(problems().next, next())}>
        <SecretInput value={next()} onInput={type(setNext)} autocomplete="new-password" />
      </Field>
      <Field label={words().again} error={shown(problems().again, again())}>
        <SecretInput value={again()} onInput={type(setAgain)} autocomplete="new-password" />
      </Field>
      <Show when={call.failure() && !FIELDS.includes(call.failure()?.field ?? '') && call.failure()}>
        {(failure) => (
          <ErrorCard
            text={words().passwordFailed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
          />
        )}
      </Show>
      <Button type="submit" kind="primary" busy={call.isPending()}>
        {words().changePassword}
      </Button>
      <p class="text-label text-ink-3">{words().othersEnd}</p>
    </form>
  );
}
