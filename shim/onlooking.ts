import type { ShimDeps } from './deps.ts';

/** Watching in a way that nobody's leaving counts for: what runs in the background goes on without anybody. */
export function onlooking({ generations }: Pick<ShimDeps, 'generations'>) {
  return (jobId: string, signal: AbortSignal) => generations.watch(jobId, signal, 'onlooker');
}
