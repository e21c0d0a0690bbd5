import { z } from 'zod';

/** What the floor is to say: recorded from the service, so that both send the same bytes. */
export const floorScript = z.strictObject({
  /** Bodies of what is read, by path. */
  reads: z.record(z.string(), z.string()),
  /** The events of a streamed chat answer: the one that needs nothing of the upstream, and the rest. */
  firstEvent: z.string(),
  otherEvents: z.string(),
  /** The events of a job that is watched to its end; the last one comes when the job would be done. */
  watched: z.strictObject({ path: z.string(), first: z.string(), last: z.string(), seconds: z.number() }),
  /** The upstream call that makes a picture; the prompt stands in its body as `PROMPT`. */
  upstream: z.strictObject({ url: z.url(), accessToken: z.string(), body: z.unknown() }),
});
export type FloorScript = z.infer<typeof floorScript>;
