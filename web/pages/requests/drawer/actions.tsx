import { useNavigate } from '@solidjs/router';
import ClipboardList from 'lucide-solid/icons/clipboard-list';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Terminal from 'lucide-solid/icons/terminal';
import { Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { copyText } from '../../../ui/copy-text.ts';
import { toast } from '../../../ui/toast.ts';
import { words } from '../words.ts';
import { curlOf } from './curl.ts';
import type { DetailJob, DetailRequest, DetailStep } from './detail.ts';
import { reportOf } from './report.ts';

interface ActionsProps {
  request: DetailRequest;
  job: DetailJob | null;
  steps: readonly DetailStep[];
}

/** What can be done with a request: made again, or copied for others. */
export function Actions(props: ActionsProps) {
  const navigate = useNavigate();
  const failed = (why: { message: string; requestId?: string | null }) =>
    toast.failed(words().retryFailed, { hint: why.message, requestId: why.requestId ?? undefined });
  const retry = api.requests.retry.useMutation(() => ({
    onSuccess: ({ jobId, error }) => {
      if (error !== null || jobId === null) failed({ message: said(error?.message ?? '') });
      else {
        const run = () => navigate(`/generations/${jobId}`);
        toast.done(words().retried, { action: { label: words().openJob, run } });
      }
    },
    onError: (cause) => failed(failureOf(cause)),
  }));
  const shell = api.shell.get.useQuery();
  const copyCurl = async () => {
    const body = await api.requests.body.fetch({ id: props.request.requestId }).catch(() => null);
    await copyText(curlOf(props.request, props.job, body?.request ?? null, location.origin));
    toast.done(words().copied.curl);
  };
  const copyReport = async () => {
    await copyText(
      reportOf({ request: props.request, job: props.job, steps: props.steps, version: shell.data?.version ?? '' }),
    );
    toast.done(words().copied.report);
  };
  return (
    <>
      <Show when={props.request.generationId}>
        <Button
          size="small"
          icon={<RotateCcw />}
          busy={retry.isPending}
          disabled={props.job !== null && !props.job.actions.retry}
          onClick={() => retry.mutate({ id: props.request.requestId })}
        >
          {words().retry}
        </Button>
      </Show>
      <Button size="small" icon={<Terminal />} onClick={() => void copyCurl()}>
        {words().copyCurl}
      </Button>
      <Button size="small" icon={<ClipboardList />} onClick={() => void copyReport()}>
        {words().copyReport}
      </Button>
    </>
  );
}
