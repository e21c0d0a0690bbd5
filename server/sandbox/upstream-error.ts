/** One wrong field of a request, as `google.rpc.BadRequest` lists it. */
export interface FieldViolation {
  field: string;
  description: string;
}

/** What an error answer says besides its HTTP status. */
export interface ErrorDetail {
  /** `google.rpc.ErrorInfo.reason`, for example `PUBLIC_ERROR_UNSAFE_GENERATION`. */
  reason?: string | undefined;
  fieldViolations?: readonly FieldViolation[] | undefined;
  retryAfterSeconds?: number | undefined;
}

/** A refusal in the upstream's own words; each host presents it in its own envelope. @see docs/wire.md, §12 */
export class UpstreamError extends Error {
  readonly httpStatus: number;
  readonly status: string;
  readonly detail: ErrorDetail;

  constructor(httpStatus: number, status: string, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.name = 'UpstreamError';
    this.httpStatus = httpStatus;
    this.status = status;
    this.detail = detail;
  }
}

const refusal =
  (httpStatus: number, status: string, message: string) =>
  (detail: ErrorDetail = {}) =>
    new UpstreamError(httpStatus, status, message, detail);

/** The refusals that the sandbox gives by itself, in the upstream's wording. */
export const refuse = {
  invalid: refusal(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'),
  precondition: refusal(400, 'FAILED_PRECONDITION', 'Precondition check failed.'),
  badCredentials: refusal(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  ),
  noCredentials: refusal(
    401,
    'UNAUTHENTICATED',
    'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  ),
  denied: refusal(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
  notFound: refusal(404, 'NOT_FOUND', 'Requested entity was not found.'),
  exhausted: refusal(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
};

/** A 400 that names the wrong fields. */
export const invalidFields = (fieldViolations: readonly FieldViolation[]) => refuse.invalid({ fieldViolations });
/** A 400 about one field. */
export const invalidField = (field: string, description: string) => invalidFields([{ field, description }]);

/** The bearer host's envelope, google.rpc.Status in JSON. */
export function presentStatus(error: UpstreamError): object {
  const { reason, fieldViolations } = error.detail;
  const details = [
    ...(reason === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }]),
    ...(fieldViolations === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }]),
  ];
  const { httpStatus: code, message, status } = error;
  return { error: { code, message, status, ...(details.length > 0 && { details }) } };
}

const TRPC_CODES: Record<number, { name: string; code: number }> = {
  400: { name: 'BAD_REQUEST', code: -32600 },
  401: { name: 'UNAUTHORIZED', code: -32001 },
  403: { name: 'FORBIDDEN', code: -32003 },
  404: { name: 'NOT_FOUND', code: -32004 },
  429: { name: 'TOO_MANY_REQUESTS', code: -32029 },
};

/** The labs host's envelope: a tRPC error wrapped by superjson. `path` is the procedure, for example `project.createProject`. */
export function presentTrpcError(error: UpstreamError, path: string): object {
  const { name, code } = TRPC_CODES[error.httpStatus] ?? { name: 'INTERNAL_SERVER_ERROR', code: -32603 };
  const violations = error.detail.fieldViolations;
  const message = violations === undefined ? error.message : JSON.stringify(violations);
  return { error: { json: { message, code, data: { code: name, httpStatus: error.httpStatus, path } } } };
}
