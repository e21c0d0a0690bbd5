import { downloadName, resultUrl } from '../../job/media.ts';
import type { Job } from '../../job/types.ts';

/** Saves a job's result under a name that says what it is. Nothing happens when it is gone. */
export function download(job: Job): void {
  const url = resultUrl(job);
  if (url === undefined) return;
  const link = document.createElement('a');
  link.href = url;
  link.download = downloadName(job);
  link.rel = 'external'; // not a page for the router
  document.body.append(link);
  link.click();
  link.remove();
}
