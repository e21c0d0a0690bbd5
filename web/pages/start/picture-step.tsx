import { createSignal, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { duration } from '../../format.ts';
import { JobThumb } from '../../job/job-thumb.tsx';
import { StepsLine } from '../../job/steps-line.tsx';
import { useJob } from '../../job/use-job.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { words } from './words.ts';

/** One picture, live from the prompt to the file. */
export function PictureStep() {
  const [prompt, setPrompt] = createSignal(words().picture.first);
  const [id, setId] = createSignal<string | null>(null);
  const models = api.models.list.useQuery(() => ({}));
  const model = () => models.data?.find(({ kind, eligible, hidden }) => kind === 'image' && eligible > 0 && !hidden);
  const job = useJob(id);
  const create = api.jobs.create.useMutation(() => ({ onSuccess: ([made]) => setId(made?.id ?? null) }));
  const run = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = model();
    if (chosen !== undefined && prompt() !== '') create.mutate({ model: chosen.id, prompt: prompt() });
  };
  const failure = () => {
    if (create.error) return failureOf(create.error);
    return job.data?.job.state === 'failed'
      ? { message: said(job.data.job.error?.message ?? ''), requestId: null }
      : null;
  };
  return (
    <>
      <p class="mb-4 text-ink-2">{words().picture.sentence}</p>
      <form onSubmit={run} class="flex flex-wrap items-end gap-2">
        <Field label={words().picture.prompt} class="min-w-56 flex-1">
          <TextInput value={prompt()} onInput={setPrompt} />
        </Field>
        <Button
          kind="primary"
          type="submit"
          busy={create.isPending}
          disabled={model() === undefined || prompt() === ''}
        >
          {id() === null ? words().picture.run : words().picture.again}
        </Button>
      </form>
      <Show when={models.data !== undefined && model() === undefined}>
        <Notice kind="warn" class="mt-3">
          {words().picture.noModel}
        </Notice>
      </Show>
      <Show when={failure()}>
        {(why) => (
          <ErrorCard
            class="mt-4"
            text={words().picture.failed}
            hint={why().message}
            requestId={why().requestId ?? undefined}
          />
        )}
      </Show>
      <Show when={job.data}>
        {(data) => (
          <div class="mt-4 flex flex-col gap-3" aria-live="polite">
            <JobThumb job={data().job} ring={72} />
            <StepsLine job={data().job} log={data().steps} />
            <Show when={data().job.state === 'completed' && data().job.completedAt}>
              {(at) => (
                <p class="text-ok">{words().picture.done(duration(at() - data().job.createdAt), data().job.model)}</p>
              )}
            </Show>
          </div>
        )}
      </Show>
    </>
  );
}
