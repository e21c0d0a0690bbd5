import { createEffect, createSignal, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import { textProblem } from '../account-text.ts';
import { nameOf, type TokenRow } from '../token-types.ts';
import { words } from '../words.ts';
import type { Checked, Given } from './checked.ts';
import { CheckedCard } from './checked-card.tsx';
import { LimitFields, usualLimits } from './limit-fields.tsx';

interface SaveStepProps {
  given: Given;
  checked: Checked;
  onBusy: (isBusy: boolean) => void;
  onAgain: () => void;
  onOpen: (id: number) => void;
  onAdded: (token: TokenRow) => void;
  onReplaced: (token: TokenRow) => void;
}

/** What the session token opens, and what becomes of it: a new token, or a new secret of one that is here. */
export function SaveStep(props: SaveStepProps) {
  return (
    <div class="flex flex-col gap-4">
      <CheckedCard checked={props.checked} />
      <Show when={props.checked.known} fallback={<NewToken {...props} />}>
        {(known) => <KnownToken {...props} known={known()} />}
      </Show>
    </div>
  );
}

function NewToken(props: SaveStepProps) {
  const add = createCall(api.tokens.add.mutate);
  const [name, setName] = createSignal('');
  const [remark, setRemark] = createSignal('');
  const [limits, setLimits] = createStore(usualLimits());
  const mistakes = () => ({ name: textProblem(name()), remark: textProblem(remark()) });
  createEffect(() => props.onBusy(add.isPending()));
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (mistakes().name !== undefined || mistakes().remark !== undefined) return;
    const { sessionToken, proxyUrl } = props.given;
    const account = { name: name(), remark: remark(), proxyUrl: proxyUrl.trim() || null, ...limits };
    const token = await add.run({ sessionToken, ...account });
    if (token !== undefined) props.onAdded(token);
  }
  return (
    <form class="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <Field
        label={words().add.name}
        hint={words().add.nameHint}
        error={mistakes().name ?? errorAt(add.failure(), 'name')}
      >
        <TextInput value={name()} onInput={setName} placeholder={props.checked.name ?? props.checked.email} />
      </Field>
      <Field label={words().add.remark} error={mistakes().remark ?? errorAt(add.failure(), 'remark')}>
        <TextInput value={remark()} onInput={setRemark} />
      </Field>
      <LimitFields limits={limits} onChange={setLimits} />
      <Failed text={words().add.failed} call={add} />
      <div class="flex justify-end gap-2">
        <Button onClick={props.onAgain} disabled={add.isPending()}>
          {words().add.again}
        </Button>
        <Button type="submit" kind="primary" busy={add.isPending()}>
          {words().add.save}
        </Button>
      </div>
    </form>
  );
}

function KnownToken(props: SaveStepProps & { known: NonNullable<Checked['known']> }) {
  const replace = createCall(api.tokens.replaceSecret.mutate);
  createEffect(() => props.onBusy(replace.isPending()));
  const name = () => nameOf(props.known);
  async function run(): Promise<void> {
    const token = await replace.run({ id: props.known.tokenId, sessionToken: props.given.sessionToken });
    if (token !== undefined) props.onReplaced(token);
  }
  return (
    <>
      <Notice kind="info">{props.known.sameSecret ? words().add.same(name()) : words().add.known(name())}</Notice>
      <Failed text={words().add.replaceFailed} call={replace} />
      <div class="flex flex-wrap justify-end gap-2">
        <Button onClick={props.onAgain} disabled={replace.isPending()}>
          {words().add.again}
        </Button>
        <Button kind={props.known.sameSecret ? 'primary' : 'plain'} onClick={() => props.onOpen(props.known.tokenId)}>
          {words().add.open(name())}
        </Button>
        <Show when={!props.known.sameSecret}>
          <Button kind="primary" busy={replace.isPending()} onClick={() => void run()}>
            {words().add.replace}
          </Button>
        </Show>
      </div>
    </>
  );
}

type Call = Pick<ReturnType<typeof createCall>, 'failure'>;
const FIELDS = ['name', 'remark'];

const errorAt = (failure: ReturnType<Call['failure']>, field: string) =>
  failure?.field === field ? failure : undefined;

/** What went wrong, unless it is said at its field. */
function Failed(props: { text: string; call: Call }) {
  const failure = () => {
    const told = props.call.failure();
    return told === null || FIELDS.includes(told.field ?? '') ? null : told;
  };
  return (
    <Show when={failure()}>
      {(told) => <ErrorCard text={props.text} hint={told().message} requestId={told().requestId ?? undefined} />}
    </Show>
  );
}
