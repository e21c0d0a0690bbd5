import { useNavigate } from '@solidjs/router';
import { api } from '../api/api.ts';
import { failureOf } from '../api/errors.ts';
import { said } from '../said/said.ts';
import { copyText } from '../ui/copy-text.ts';
import { toast } from '../ui/toast.ts';
import type { Job } from './types.ts';
import { words } from './words.ts';

interface Answer {
  job: Job | null;
  error: { code: string; message: string } | null;
}

/** Asks for one thing to be done to a job, says how it went, and has every list read again. Null when it failed. */
async function act(work: Promise<Answer>, failed: string): Promise<Job | null> {
  try {
    const { job, error } = await work;
    if (error !== null) toast.failed(failed, { hint: said(error.message) });
    return error === null ? job : null;
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(failed, { hint: message, requestId: requestId ?? undefined });
    return null;
  } finally {
    void api.jobs.list.refresh();
    void api.jobs.counts.refresh();
    void api.jobs.get.refresh();
  }
}

/** What can be done with one job; each says how it went. `onRetried` is told of the new one, else a link to it is shown. */
export function useJobActions() {
  const navigate = useNavigate();
  return {
    async cancel(id: string): Promise<void> {
      if ((await act(api.jobs.cancel.mutate({ id }), words().cancelFailed)) !== null) toast.done(words().cancelled);
    },
    async retry(id: string, onRetried?: (job: Job) => void): Promise<void> {
      const job = await act(api.jobs.retry.mutate({ id }), words().retryFailed);
      if (job === null) return;
      if (onRetried !== undefined) onRetried(job);
      else {
        const run = () => navigate(`/generations/${job.id}`, { scroll: false });
        toast.done(words().retried, { action: { label: words().open, run } });
      }
    },
    async deliver(id: string): Promise<void> {
      if ((await act(api.jobs.deliver.mutate({ id }), words().deliverFailed)) !== null) toast.done(words().delivered);
    },
    async forget(id: string): Promise<void> {
      if ((await act(api.jobs.forget.mutate({ id }), words().forgetFailed)) !== null) toast.done(words().forgotten);
    },
    async resolve(id: string, outcome: 'nothing-started' | 'made-not-delivered'): Promise<void> {
      const work = api.jobs.resolve.mutate({ id, outcome }).then((job) => ({ job, error: null }));
      if ((await act(work, words().resolveFailed)) !== null) toast.done(words().resolved);
    },
    async copyLink(id: string): Promise<void> {
      await copyText(new URL(`/generations/${id}`, location.origin).href);
      toast.done(words().linkCopied);
    },
  };
}
