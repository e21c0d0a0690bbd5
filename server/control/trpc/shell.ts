import { shellOf } from '../shell.ts';
import { router, scoped } from './procedures.ts';

export const shellRouter = router({
  get: scoped('read').query(({ ctx }) => shellOf(ctx)),
});
