import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/control/trpc/app-router.ts';

/** What calls of the API take, as in `Inputs['tokens']['list']`. */
export type Inputs = inferRouterInputs<AppRouter>;
/** What they answer, as in `Outputs['tokens']['list']['items'][number]`. */
export type Outputs = inferRouterOutputs<AppRouter>;
export type { AppRouter };
