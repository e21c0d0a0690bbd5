import { captureAnswer } from '../captured-answer.ts';
import type { FinishedRequest, ShimDeps } from '../deps.ts';
import { GEMINI_ERROR } from '../gemini/error.ts';
import { OPENAI_ERROR } from '../presenters/error.ts';
import type { ShimContext, ShimMiddleware } from '../state.ts';
import { wireOf } from '../wire.ts';

/** What web servers write for a caller who left before there was an answer. */
const CALLER_LEFT_STATUS = 499;
const FILES_ROUTE = '/files/:name';

/**
 * Gives every request an id (ours: a caller's own could be anybody's), shows it on every answer, and reports the request
 * once when its answer has ended or the caller has left.
 */
export function createRequestRecord(
  deps: Pick<ShimDeps, 'newRequestId' | 'now' | 'requestFinished' | 'settings'>,
): ShimMiddleware {
  return async (ctx, next) => {
    const startedAt = deps.now();
    Object.assign(ctx.state, {
      requestId: deps.newRequestId(),
      caller: null,
      jobId: null,
      model: null,
      requestBody: undefined,
      answer: deps.settings().captureAnswers ? captureAnswer(ctx.res) : null,
      errorCode: null,
      cause: null,
    } satisfies ShimContext['state']);
    ctx.set('x-request-id', ctx.state.requestId);
    ctx.res.once('close', () => {
      if (!isShownByTheConsole(ctx)) deps.requestFinished(recordOf(ctx, deps.now() - startedAt));
    });
    await next();
  };
}

/** A file on a page of our own origin. Nobody called for it: were it recorded, looking at the log would make it longer. */
function isShownByTheConsole(ctx: ShimContext): boolean {
  return ctx.get('sec-fetch-site') === 'same-origin' && routeOf(ctx) === FILES_ROUTE;
}

function recordOf(ctx: ShimContext, durationMs: number): FinishedRequest {
  const callerLeft = !ctx.res.writableFinished;
  const { requestId, caller, jobId, model, errorCode, cause, requestBody, answer } = ctx.state;
  return {
    requestId,
    method: ctx.method,
    route: routeOf(ctx),
    status: callerLeft && !ctx.res.headersSent ? CALLER_LEFT_STATUS : statusOf(ctx),
    durationMs,
    apiKeyId: caller?.apiKeyId ?? null,
    jobId,
    model,
    errorCode,
    cause,
    requestBody,
    answerBody: answer?.text(),
    callerLeft,
  };
}

/** The answer's status, unless it went out as a success before the failure was known. */
function statusOf({ req, res, state: { errorCode } }: ShimContext): number {
  if (errorCode === null || res.statusCode >= 400) return res.statusCode;
  return wireOf(req) === 'gemini' ? GEMINI_ERROR[errorCode].code : OPENAI_ERROR[errorCode].status;
}

/** The pattern that matched, never the address, so that a scanner cannot grow the number of labels. */
function routeOf(ctx: ShimContext): string {
  const { _matchedRoute: pattern } = ctx as { _matchedRoute?: string | RegExp };
  return pattern === undefined ? 'unmatched' : String(pattern);
}
