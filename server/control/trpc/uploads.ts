import { z } from 'zod';
import { fileLink } from '../jobs.ts';
import { router, scoped } from './procedures.ts';

/** What the largest picture is in base64; the media service has its own limit. */
const MOST_CHARACTERS = 48 * 1024 * 1024;

export const uploadsRouter = router({
  /** Keeps a picture for a request to come; `file` is how the request names it. */
  create: scoped('operate')
    .input(z.object({ base64: z.base64().max(MOST_CHARACTERS) }))
    .mutation(async ({ ctx, input: { base64 } }) => {
      const { file, mimeType, width, height } = await ctx.services.keepPicture(Buffer.from(base64, 'base64'));
      return { file, mimeType, width, height, url: fileLink(ctx, file) };
    }),
});
