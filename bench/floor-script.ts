import { z } from 'zod';

/** What the floor is to say: recorded from the service, so that both send the same bytes. */
export const floorScript = z.strictObject({
  /** Body of `GET /v1/models`. */
  models: z.string(),
  /** Body of `GET /v1/jobs/{id}`. */
  job: z.string(),
  /** The events of a streamed chat answer: the one that needs nothing of the upstream, and the rest. */
  firstEvent: z.string(),
  otherEvents: z.string(),
  /** The upstream call that makes a picture; the prompt stands in its body as `PROMPT`. */
  upstream: z.strictObject({ url: z.url(), accessToken: z.string(), body: z.unknown() }),
});
export type FloorScript = z.infer<typeof floorScript>;
