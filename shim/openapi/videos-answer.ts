import { z } from 'zod';

export const video = z
  .object({
    id: z.string().describe('`video_…`; the job is `gen_…` with the same number.'),
    object: z.literal('video'),
    model: z.string(),
    status: z.enum(['queued', 'in_progress', 'completed', 'failed']).describe('A cancelled video is a failed one.'),
    progress: z.int().min(0).max(100).describe('Percent; never falls.'),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    expires_at: z.int().nullable().describe('When a link that is passed on dies.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    prompt: z.string(),
    remixed_from_video_id: z.string().nullable(),
    seconds: z.string(),
    size: z.string().describe('What will be made, and once it is there what it really has.'),
    url: z.string().optional().describe('Only there when it leads to the file: good without any header.'),
    position: z.int().nullable().describe('Place in the queue.'),
    detail: z.string().describe('What is being done, or waited for.'),
    notice: z.string().nullable().describe('What is not as it was asked for.'),
  })
  .meta({ id: 'Video' });

export const videoList = z
  .object({
    object: z.literal('list'),
    data: z.array(video),
    first_id: z.string().nullable(),
    last_id: z.string().nullable().describe('To be sent as `after` for the next page.'),
    has_more: z.boolean(),
  })
  .meta({ id: 'VideoList' });

export const videoDeleted = z
  .object({ id: z.string(), object: z.literal('video.deleted'), deleted: z.literal(true) })
  .meta({ id: 'VideoDeleted' });
