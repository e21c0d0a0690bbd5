import { z } from 'zod';
import { TIERS, type Tier } from '../../schema/catalogue.ts';
import { lateError } from './error-bodies.ts';
import { maybe, maybeList, maybeText, readAll, wireNumber } from './lenient.ts';

/** @see docs/wire.md, §2 */
export const sessionReply = z.object({
  user: maybe(z.object({ name: maybeText, email: maybeText })),
  expires: maybeText,
  // Strict: its absence declares an account signed out, which an unknown form must not.
  access_token: z.string().nullish(),
  error: maybeText,
});

/** A tRPC answer; some callers saw it without its outer wrapper. @see docs/wire.md, §3 */
const trpcData = z.object({ json: z.unknown() });
export const trpcReply = z.union([
  z.object({ result: z.object({ data: trpcData }) }).transform(({ result }) => result.data.json),
  z.object({ data: trpcData }).transform(({ data }) => data.json),
]);
/** What stands in `json`: the result beside a status of its own, which can be an error's. */
export const trpcOutcome = z.object({ result: z.unknown(), status: maybe(z.number()) });
export const createdProject = z.object({ projectId: z.string().min(1) });

/** Unknown and absent tiers are the free one. @see docs/wire.md, §4 */
const tier = maybeText.transform((name): Tier => TIERS.find((known) => known === name) ?? TIERS[0]);
/** A balance of zero is left out by the upstream; one of an unknown form is no zero. */
export const creditsReply = z.object({ credits: wireNumber.nullish(), userPaygateTier: tier });

/** Either upload's answer. @see docs/wire.md, §6 */
export const uploadReply = z.object({
  media: maybe(z.object({ name: maybeText })),
  mediaGenerationId: maybe(z.object({ mediaGenerationId: maybeText })),
});

const generatedImage = z.object({ fifeUrl: maybeText, encodedImage: maybeText });
const image = generatedImage.extend({ generatedImage: maybe(generatedImage) });

const imageEntry = z.object({ name: maybeText, image: maybe(image) });
/** Entries of an unknown form are null. @see docs/wire.md, §7 */
export const imageReply = z.object({
  media: z
    .array(z.unknown())
    .transform((entries) => readAll(imageEntry, entries))
    .nullish(),
});
export const upsampledImageReply = z.object({ encodedImage: z.string().min(1) });

/** As text `mediaGenerationId` is a seed id; as an object it is a description that nothing here needs. */
const video = z.object({
  fifeUrl: maybeText,
  encodedVideo: maybeText,
  mediaGenerationId: maybeText,
  generatedVideo: maybe(z.object({ fifeUrl: maybeText })),
});
const metadata = z.object({ name: maybeText, video: maybe(video) });

/** One entry of the old shape; `metadata` and `video` were also seen one level further out. @see docs/wire.md, §8 and §9 */
export const operationEntry = z.object({
  operation: maybe(z.object({ name: maybeText, metadata: maybe(metadata), error: maybe(lateError) })),
  metadata: maybe(metadata),
  video: maybe(video),
  error: maybe(lateError),
  sceneId: maybeText,
  mediaGenerationId: maybeText,
  rawBytes: maybeText,
  status: maybeText,
});
export type OperationEntry = z.infer<typeof operationEntry>;

const mediaStatus = z.object({
  mediaGenerationStatus: maybeText,
  error: maybe(lateError),
  failureReasons: maybe(z.array(maybeText)),
});

/** One entry of the new shape. @see docs/wire.md, §8 and §9 */
export const mediaEntry = z.object({
  name: maybeText,
  projectId: maybeText,
  mediaMetadata: maybe(z.object({ visibility: maybeText, mediaStatus: maybe(mediaStatus) })),
  video: maybe(video),
});
export type MediaEntry = z.infer<typeof mediaEntry>;

/**
 * The answer to a submit or a poll, in either shape. Entries are read one by one, so that one odd entry does not hide the others;
 * a bare list was seen too, and holds media wherever an entry has no operation.
 */
const unsorted = z.object({ operations: maybeList, media: maybeList, remainingCredits: maybe(wireNumber) });
export const videoReply = z.union([
  unsorted,
  z.array(z.unknown()).transform((list): z.infer<typeof unsorted> => {
    const media = list.filter((entry) => !operationEntry.safeParse(entry).data?.operation);
    return { operations: list, media };
  }),
]);
export type VideoReply = z.infer<typeof videoReply>;

/** Media read. @see docs/wire.md, §9 */
export const mediaReply = z.object({ name: maybeText, video: maybe(video), image: maybe(image) });
