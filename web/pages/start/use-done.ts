import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Step } from './steps.ts';

/** The steps that are done, whoever did them and wherever; whoever reads this has signed in. */
export function useDone(): () => Step[] {
  const first = api.overview.firstSteps.useQuery();
  useLiveQueries(['generation-changed', 'token-changed', 'api-key-changed'], () => [api.overview.firstSteps.key()]);
  return () => {
    const done: Step[] = ['password'];
    if (first.data?.upstream) done.push('upstream');
    if (first.data?.result) done.push('picture');
    if (first.data?.call) done.push('key');
    return done;
  };
}
