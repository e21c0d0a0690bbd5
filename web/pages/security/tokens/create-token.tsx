import { createSignal, For, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import type { Outputs } from '../../../api/types.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { ShownOnceGuard } from '../../../ui/leave-guard.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { words } from '../words.ts';

type Made = Outputs['security']['createAdminToken'];
type Scope = Made['adminToken']['scopes'][number];
type Life = keyof ReturnType<typeof words>['lives'];

const SCOPES: Scope[] = ['read', 'operate', 'secrets', 'admin'];
/** With these it could do what an open session alone may not. */
const LASTING: Scope[] = ['secrets', 'admin'];
const LIVES: Life[] = ['30', '90', '365', '0'];
const DAY_MS = 86_400_000;

/** Makes a token, and shows it this once. */
export function CreateToken(props: { onClose: () => void }) {
  const [made, setMade] = createSignal<Made>();
  return (
    <Show when={made()} fallback={<TokenForm onClose={props.onClose} onMade={setMade} />}>
      {(token) => <ShownOnce made={token()} onClose={props.onClose} />}
    </Show>
  );
}

function TokenForm(props: { onClose: () => void; onMade: (made: Made) => void }) {
  const [name, setName] = createSignal('');
  const [scopes, setScopes] = createSignal<Scope[]>(['read']);
  const [life, setLife] = createSignal<Life>('90');
  const [password, setPassword] = createSignal('');
  const [isTried, setTried] = createSignal(false);
  const call = createCall(api.security.createAdminToken.mutate);
  const refusal = (field: string) => (call.failure()?.field === field ? call.failure() : undefined);
  const nameProblem = () => (name().trim() === '' ? words().needed : undefined);
  const scopeProblem = () => (scopes().length === 0 ? words().scopeNeeded : undefined);
  const isElsewhere = () =>
    call.failure() !== null && !['name', 'currentPassword'].includes(call.failure()?.field ?? '');
  const isLasting = () => scopes().some((scope) => LASTING.includes(scope));
  const toggle = (scope: Scope, on: boolean) => {
    call.forget();
    setScopes((was) => SCOPES.filter((each) => (each === scope ? on : was.includes(each))));
  };
  async function make(): Promise<void> {
    setTried(true);
    if ((nameProblem() ?? scopeProblem()) !== undefined || (isLasting() && password() === '')) return;
    const days = Number(life());
    const expiresAt = days === 0 ? null : Date.now() + days * DAY_MS;
    const currentPassword = isLasting() ? password() : null;
    const made = await call.run({ name: name().trim(), scopes: scopes(), expiresAt, currentPassword });
    if (made === undefined) return;
    setPassword('');
    void api.security.adminTokens.refresh();
    props.onMade(made);
  }
  return (
    <FormDialog
      title={words().makeToken}
      description={words().makeTokenSays}
      isSending={call.isPending()}
      onClose={props.onClose}
      onSubmit={() => void make()}
    >
      <Field
        label={words().columns.name}
        hint={words().nameHint}
        error={refusal('name') ?? (isTried() ? nameProblem() : undefined)}
      >
        <TextInput
          value={name()}
          onInput={(value) => {
            call.forget();
            setName(value);
          }}
        />
      </Field>
      <fieldset>
        <legend class="mb-1 text-label font-500 text-ink-2">{words().columns.scopes}</legend>
        <For each={SCOPES}>
          {(scope) => (
            <Checkbox
              checked={scopes().includes(scope)}
              onChange={(on) => toggle(scope, on)}
              label={
                <>
                  <code class="font-mono text-label font-500">{scope}</code>{' '}
                  <span class="text-ink-2">{words().scopes[scope]}</span>
                </>
              }
            />
          )}
        </For>
        <p aria-live="polite" class="text-label text-bad">
          {scopeProblem()}
        </p>
      </fieldset>
      <Field label={words().columns.expires}>
        <Select
          options={LIVES.map((value) => ({ value, label: words().lives[value] }))}
          value={life()}
          onChange={setLife}
        />
      </Field>
      <Show when={isLasting()}>
        <OwnPassword
          hint={words().yourPasswordSays}
          value={password()}
          onInput={(value) => {
            call.forget();
            setPassword(value);
          }}
          refusal={refusal('currentPassword')}
          isTried={isTried()}
        />
      </Show>
      <Show when={isElsewhere() && call.failure()}>
        {(failure) => (
          <ErrorCard text={words().makeFailed} hint={failure().message} requestId={failure().requestId ?? undefined} />
        )}
      </Show>
    </FormDialog>
  );
}

/** Goes away by its button alone, since what is lost here is lost. */
function ShownOnce(props: { made: Made; onClose: () => void }) {
  const example = () =>
    `curl ${location.origin}/graphql \\\n  -H "Authorization: Bearer ${props.made.token}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"query":"{ viewer { name scopes } }"}'`;
  return (
    <Dialog
      open
      busy
      onClose={() => {}}
      size="medium"
      title={words().tokenMade(props.made.adminToken.name)}
      footer={
        <Button kind="primary" onClick={() => props.onClose()}>
          {words().haveIt}
        </Button>
      }
    >
      <div class="space-y-3">
        <Notice kind="warn">{words().once}</Notice>
        <CodeBlock label={words().theToken} code={props.made.token} wrap />
        <CodeBlock label={words().example} code={example()} language="curl" />
      </div>
      <ShownOnceGuard isShown />
    </Dialog>
  );
}
