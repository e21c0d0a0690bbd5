import { z } from 'zod';

/** A header of an answer, under its own name among the components. */
function header(name: string, description: string) {
  return {
    [name]: z
      .string()
      .optional()
      .meta({ header: { id: name, description } }),
  };
}

/** What every answer carries. */
export const everyHeader = z.object({
  'x-request-id': z.string().meta({
    header: {
      id: 'x-request-id',
      description: 'Id of the request. The log has it, so name it when something went wrong.',
    },
  }),
});

/** What an answer about a job carries. */
export const jobHeaders = everyHeader.extend({
  ...header('x-flow2api-job-id', 'The job, or all of a call that made several: `GET /v1/jobs/{id}` shows it.'),
  ...header('x-flow2api-upstream', 'Who makes it: `sandbox` for the built-in sandbox; absent for Google.'),
});

/** What an answer to a call that makes something carries. */
export const createHeaders = jobHeaders.extend({
  ...header('idempotent-replayed', '`true` when the call repeats an earlier one, whose jobs are these.'),
  ...header('x-ratelimit-limit-requests', 'Calls a minute that the key may make; absent where there is no limit.'),
  ...header('x-ratelimit-remaining-requests', 'How many of them are left.'),
  ...header('x-ratelimit-reset-requests', 'The time until all are free again, such as `42s`.'),
});

const location = header('location', 'Where it is: the (first) job, or the file.');

/** What an answer carries that sends to another address. */
export const elsewhereHeaders = jobHeaders.extend(location);

/** What an answer with a job in the place of its result carries. */
export const acceptedHeaders = createHeaders.extend({
  ...location,
  ...header('preference-applied', '`respond-async`, when `Prefer` asked for it.'),
});

/** What a failure carries. */
export const failureHeaders = everyHeader.extend({
  ...header('retry-after', 'Seconds to wait before the next try.'),
  ...header(
    'x-should-retry',
    '`false` where the request must not be repeated: it would fail again or be paid for twice.',
  ),
});

/** What a kept file carries. */
export const fileHeaders = everyHeader.extend({
  ...header('etag', "The file's name: the bytes under it never change."),
  ...header('accept-ranges', '`bytes`'),
  ...header('content-range', 'Which bytes of how many these are, in an answer to a `Range`.'),
});
