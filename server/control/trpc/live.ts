import { tracked } from '@trpc/server';
import { z } from 'zod';
import { EVENT_TYPES } from '../../../schema/events.ts';
import { signedOut } from '../context.ts';
import { liveStream } from '../live-stream.ts';
import { asTrpc, router, scoped } from './procedures.ts';

/** Who is behind by more events than this reads the whole anew, which is less. */
const MAX_BEHIND = 2_000;

const wanted = z.object({
  topics: z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length),
  /** The last event that is known: what the browser sends by itself after a lost connection, else what the page knows. */
  lastEventId: z
    .string()
    .max(15)
    .regex(/^\d{1,15}$/)
    .nullish(),
  since: z.number().int().min(0).nullish(),
});

/** The one stream of a tab. Of what waits together only the last about each thing comes; `gap` says to read anew. */
export const liveRouter = router({
  events: scoped('read')
    .input(wanted)
    .subscription(async function* ({ input, ctx, signal }) {
      const since = input.lastEventId ? Number(input.lastEventId) : (input.since ?? null);
      const items = liveStream(ctx, (over) =>
        ctx.services.feed.subscribe(
          { since, types: new Set(input.topics), latestOnly: true, maxBehind: MAX_BEHIND },
          signal === undefined ? over : AbortSignal.any([over, signal]),
        ),
      );
      for await (const item of items) yield tracked(String(item.seq), item);
      // Else it would end as if there were nothing more to come.
      if (ctx.viewer.over.aborted) throw asTrpc(signedOut());
    }),
  /** Where the log ends now, to be read before the first lists: what happens in between comes with the stream. */
  position: scoped('read').query(async ({ ctx }) => ({ seq: await ctx.services.feed.latest() })),
});
