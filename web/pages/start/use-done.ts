import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Step } from './steps.ts';

/** The steps that are done, whoever did them and wherever; whoever reads this has signed in. */
export function useDone(): () => Step[] {
  const first = api.overview.firstSteps.useQuery();
  const keys = api.keys.list.useQuery();
  useLiveQueries(['generation-changed', 'token-changed'], () => [api.overview.firstSteps.key()]);
  return () => {
    const done: Step[] = ['password'];
    if (first.data?.upstream) done.push('upstream');
    if (first.data?.result) done.push('picture');
    if (keys.data !== undefined && keys.data.length > 0) done.push('key');
    return done;
  };
}
