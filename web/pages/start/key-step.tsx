import { createSignal, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { words } from './words.ts';

/** A key for the first caller, and what to do with it. @param props.onMade told once there is one, shown this once */
export function KeyStep(props: { onMade: () => void }) {
  const [name, setName] = createSignal(words().key.first);
  const create = api.keys.create.useMutation(() => ({
    onSuccess() {
      props.onMade();
      void api.overview.firstSteps.refresh();
    },
  }));
  const models = api.models.list.useQuery(() => ({}));
  const failure = () => (create.error ? failureOf(create.error) : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name() !== '') create.mutate({ name: name() });
  };
  const model = () =>
    models.data?.find(({ kind, eligible, hidden }) => kind === 'image' && eligible > 0 && !hidden)?.id;
  const call = (key: string) =>
    [
      `curl ${location.origin}/v1/images/generations \\`,
      `  -H "Authorization: Bearer ${key}" \\`,
      '  -H "Content-Type: application/json" \\',
      `  -d '${JSON.stringify({ model: model() ?? 'gpt-image-1', prompt: words().picture.first })}'`,
    ].join('\n');
  return (
    <Show
      when={create.data?.key}
      fallback={
        <>
          <p class="mb-4 text-ink-2">{words().key.sentence}</p>
          <form onSubmit={submit} class="flex flex-wrap items-end gap-2">
            <Field label={words().key.name} class="min-w-56 flex-1">
              <TextInput value={name()} onInput={setName} />
            </Field>
            <Button kind="primary" type="submit" busy={create.isPending} disabled={name() === ''}>
              {words().key.create}
            </Button>
          </form>
          <Show when={failure()}>
            {(why) => (
              <ErrorCard
                class="mt-4"
                text={words().key.failed}
                hint={why().message}
                requestId={why().requestId ?? undefined}
              />
            )}
          </Show>
        </>
      }
    >
      {(key) => (
        <div class="flex flex-col gap-3">
          <Notice kind="warn">{words().key.made}</Notice>
          <CodeBlock label={words().key.key} code={key()} wrap />
          <CodeBlock label={words().key.snippet} language="curl" code={call(key())} />
        </div>
      )}
    </Show>
  );
}
