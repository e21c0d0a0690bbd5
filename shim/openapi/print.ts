import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * The document as JSON text, but for the servers. It is made in a thread of its own, which ends with it: so nobody else waits
 * meanwhile, and a service that is never asked for it never loads what makes it.
 */
export async function printOpenApiDocument(): Promise<string> {
  const worker = new Worker(new URL('./print-worker.ts', import.meta.url));
  const [text] = (await once(worker, 'message')) as [string];
  return text;
}
