import { z } from 'zod';

const seconds = z.int().describe('Unix time in whole seconds.');
const secondsOrNull = seconds.nullable();

const status = z
  .enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled'])
  .describe('Where it stands, in the words of OpenAI.');

const state = z
  .enum(['queued', 'submitting', 'running', 'retrieving', 'completed', 'failed', 'cancelled', 'submit_unknown'])
  .describe(
    'The finer word of ours. `submit_unknown`: the answer of the upstream was lost, and it is not asked again.',
  );

const progress = z.int().min(0).max(100).describe('Percent; never falls.');
const position = z.int().nullable().describe('Place in the queue; null for one that does not wait.');
const detail = z.string().describe('What is being done, or waited for, in a few plain words.');
const expected = secondsOrNull.describe(
  'When it will probably be done, by what others took lately; null once it has ended.',
);

/** A finished file. */
const asset = z
  .object({
    kind: z.enum(['image', 'video']),
    url: z.string().nullable().describe('Address of the file, good without any header.'),
    mime_type: z.string(),
    bytes: z.int().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    expires_at: secondsOrNull.describe('When the address dies; null for one that stays.'),
  })
  .meta({ id: 'Asset' });

/** A job as `GET /v1/jobs/{id}` shows it. */
export const job = z
  .object({
    id: z.string(),
    object: z.literal('job'),
    status,
    state,
    kind: z.enum(['image', 'video']),
    model: z.string().describe('As it was asked for.'),
    created_at: seconds,
    started_at: secondsOrNull.describe('When it was first sent upstream, from which on it may be paid for.'),
    completed_at: secondsOrNull.describe('When it ended, in whichever way.'),
    estimated_completion_at: expected,
    progress,
    position,
    detail,
    upstream: z.enum(['flow', 'sandbox']).nullable().describe('Who makes it; null before that is known.'),
    result: z.array(asset),
    error: z.object({ code: z.string().describe('As in the table of errors.'), message: z.string() }).nullable(),
    notice: z.string().nullable().describe('What is not as it was asked for.'),
    events_url: z.string().describe('Address of its events.'),
  })
  .meta({ id: 'Job' });

/** What a call is answered with that does not wait. */
export const jobOrJobs = z.union([
  job,
  z
    .object({ object: z.literal('list'), data: z.array(job) })
    .meta({ id: 'JobList', description: 'The jobs of a call that made several, in the order asked for.' }),
]);

const step = z
  .object({ object: z.literal('job.event'), job_id: z.string(), state, status, at: seconds })
  .meta({ id: 'JobStep', description: '`event: state`, with an `id`: a logged step.' });

const standing = z
  .object({
    object: z.literal('job.progress'),
    job_id: z.string(),
    state,
    status,
    progress,
    detail,
    position,
    estimated_completion_at: expected,
  })
  .meta({
    id: 'JobProgress',
    description: '`event: progress`: how it stands between two steps. Not logged, and without an `id`.',
  });

/** The data of an event of a job; the last one, `event: end`, is the job. */
export const jobEvent = z.union([step, standing, job]);
