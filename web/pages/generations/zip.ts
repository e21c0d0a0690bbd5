import { downloadName, resultUrl } from '../../job/media.ts';
import type { Job } from '../../job/types.ts';

interface SavePicker {
  showSaveFilePicker?: (options: object) => Promise<{ createWritable(): Promise<WritableStream<Uint8Array>> }>;
}

/** Whether a job has a file that can be put into a ZIP. */
export const hasFile = (job: Job): boolean => resultUrl(job) !== undefined;

/**
 * Saves the results of jobs as one ZIP, a file after the other: to the disk as they come where the browser can, else by way of
 * the browser's own store. Ends without a word when the operator calls it off.
 */
export async function saveZip(jobs: readonly Job[], name: string): Promise<void> {
  const target = await pickTarget(name);
  if (target === 'called-off') return;
  const { downloadZip } = await import('client-zip');
  const answer = downloadZip(filesOf(jobs));
  if (target !== null && answer.body !== null) return answer.body.pipeTo(await target.createWritable());
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** How long browsers may take to begin saving. */
const KEPT_MS = 60_000;

async function* filesOf(jobs: readonly Job[]) {
  for (const job of jobs) {
    const answer = await fetch(resultUrl(job) ?? '');
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    yield { name: downloadName(job), input: answer, lastModified: new Date(job.completedAt ?? job.createdAt) };
  }
}

async function pickTarget(suggestedName: string) {
  const { showSaveFilePicker } = window as SavePicker;
  if (showSaveFilePicker === undefined) return null;
  try {
    return await showSaveFilePicker({ suggestedName, types: [{ accept: { 'application/zip': ['.zip'] } }] });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return 'called-off';
    return null;
  }
}
