import type { Logger } from 'pino';
import type { ShimDeps } from '../../shim/deps.ts';
import type { createMetrics } from '../observability/metrics.ts';
import { presentBody } from '../observability/present-body.ts';
import { logRequest } from '../observability/request-line.ts';
import type { RequestTrace } from '../observability/request-trace.ts';
import type { createRequestLog } from '../usage/request-log.ts';

interface RequestRecordDeps {
  requestTrace: RequestTrace;
  metrics: Pick<ReturnType<typeof createMetrics>, 'observeRequest'>;
  requestLog: Pick<ReturnType<typeof createRequestLog>, 'add'>;
  log: Logger;
  now(): number;
}

const MAX_LOGGED_NAME = 200;

/** Writes a finished request down wherever it is looked for: metrics, the request log, the log, and the trace of debug mode. */
export function createRequestRecord({
  requestTrace,
  metrics,
  requestLog,
  log,
  now,
}: RequestRecordDeps): ShimDeps['requestFinished'] {
  return ({ cause, jobId, requestBody, answerBody, ...request }) => {
    requestTrace.record({ ...request, jobId, requestBody });
    metrics.observeRequest(request);
    const model = request.model?.slice(0, MAX_LOGGED_NAME) ?? null; // what callers write has no bound
    const durationMs = Math.round(request.durationMs);
    const body = { request: presentBody(requestBody), response: presentBody(answerBody) };
    const said = body.request === null && body.response === null ? null : body;
    requestLog.add({ ...request, model, generationId: jobId, at: now(), durationMs, body: said });
    logRequest(log, { ...request, jobId, cause });
  };
}
