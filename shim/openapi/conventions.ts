import { googleReasons, openAiCodes } from './error-tables.ts';

/** What holds on all routes, in Markdown. */
export const CONVENTIONS = `
Endpoints for Google Flow's images and videos, as OpenAI's and Gemini's SDKs call them: base address \`/v1\` for the former,
this address itself for the latter.

- Fields that are not named here are ignored, and so are nulls and what a form sends empty. Words are taken in any case of letters.
- Answers may get further fields.
- A call that makes something makes a **job**, whose id is in \`x-flow2api-job-id\`. Who hangs up only stops waiting: the job goes
  on, and \`GET /v1/jobs/{id}\` has its result.
- Addresses of files are absolute and need no header.

## Errors on OpenAI's wire

\`x-should-retry: false\` is set where a request must not be repeated by itself: *no* below, and *unless work was begun* once the
upstream may have begun with it. \`Retry-After\` says when.

${openAiCodes()}

## Errors on Google's wire

\`reason\` stands in the \`ErrorInfo\` among the details; \`Retry-After\` is there as \`RetryInfo\` as well.

${googleReasons()}
`.trim();
