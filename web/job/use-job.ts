import type { Accessor } from 'solid-js';
import { api } from '../api/api.ts';
import { useTopics } from '../api/live/live.ts';
import type { Outputs } from '../api/types.ts';
import { isRunning } from './state.ts';

/** How far it is by percents is told to nobody: one that runs is asked for. */
const ASK_MS = 1_000;

const whileRunning = ({ state: { data } }: { state: { data: Outputs['jobs']['get'] | undefined } }) =>
  data !== undefined && isRunning(data.job) ? ASK_MS : false;

/** A job with its steps and the requests about it, followed to its end; null for none. */
export function useJob(id: Accessor<string | null>) {
  const query = api.jobs.get.useQuery(
    () => ({ id: id() ?? '' }),
    () => ({
      enabled: id() !== null,
      refetchInterval: whileRunning,
    }),
  );
  const refresh = () => {
    const current = id();
    if (current !== null) void api.jobs.get.refresh({ id: current });
  };
  useTopics(['generation-changed'], {
    onEvents: (events) => events.some(({ generationId }) => generationId === id()) && refresh(),
    onGap: refresh,
  });
  return query;
}
