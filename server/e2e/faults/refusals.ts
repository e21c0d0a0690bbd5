import type { Effect } from '../../sandbox/faults.ts';
import { ANY, BEARER, CLIPS, effect, type FaultRow, GENERATE, HOSTS, PAID, type Strike } from './row.ts';

const GENERATOR = 'only what takes work on gives reasons of this kind';
const NO_LOGIN = 'a media file is read by its signed address, without any credential';

const status = (
  code: number,
  googleStatus: string,
  reason?: string,
  more: Partial<Extract<Effect, { kind: 'status' }>> = {},
): Strike => ({
  does: 'effect',
  effect: {
    ...{ kind: 'status', status: code, googleStatus, message: MESSAGES[googleStatus] ?? googleStatus },
    ...(reason !== undefined && { reason: withPrefix(reason) }),
    ...more,
  },
});

/** Reasons of Google's own libraries have no prefix. */
const withPrefix = (reason: string) => (GOOGLE_WIDE.has(reason) ? reason : `PUBLIC_ERROR_${reason}`);
const GOOGLE_WIDE = new Set(['ACCESS_TOKEN_EXPIRED', 'CREDENTIALS_MISSING']);

const MESSAGES: Record<string, string> = {
  INVALID_ARGUMENT: 'Request contains an invalid argument.',
  UNAUTHENTICATED: 'Request had invalid authentication credentials.',
  PERMISSION_DENIED: 'The caller does not have permission',
  NOT_FOUND: 'Requested entity was not found.',
  RESOURCE_EXHAUSTED: 'Resource has been exhausted (e.g. check quota).',
  INTERNAL: 'Internal error encountered.',
  UNAVAILABLE: 'The service is currently unavailable.',
  DEADLINE_EXCEEDED: 'Deadline exceeded.',
};

/** Refusals. @see docs/wire.md, §12.1; the rows of its table in their order */
export const REFUSALS: readonly FaultRow[] = [
  {
    name: 'verification demanded',
    wire: '403 `UNUSUAL_ACTIVITY`',
    strike: status(403, 'PERMISSION_DENIED', 'UNUSUAL_ACTIVITY', { message: 'reCAPTCHA evaluation failed' }),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'verification demanded, as too much traffic',
    wire: '429 `UNUSUAL_ACTIVITY_TOO_MUCH_TRAFFIC`',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'UNUSUAL_ACTIVITY_TOO_MUCH_TRAFFIC'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'verification demanded, said only in the message',
    wire: '403 "reCAPTCHA evaluation failed"',
    strike: status(403, 'PERMISSION_DENIED', undefined, { message: 'reCAPTCHA evaluation failed' }),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'verification demanded, under a vague name',
    wire: '403 `SOMETHING_WENT_WRONG`',
    strike: status(403, 'PERMISSION_DENIED', 'SOMETHING_WENT_WRONG'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'model not open to the account',
    wire: '403 `MODEL_ACCESS_DENIED`',
    blames: 'account',
    strike: status(403, 'PERMISSION_DENIED', 'MODEL_ACCESS_DENIED'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'account of a minor',
    wire: '403 `USER_MINOR`',
    blames: 'account',
    strike: status(403, 'PERMISSION_DENIED', 'USER_MINOR'),
    ...{ on: BEARER, otherwise: GENERATOR },
  },
  {
    name: 'region refused',
    wire: '403 `USER_REGION_DISALLOWED`',
    blames: 'way-out',
    strike: status(403, 'PERMISSION_DENIED', 'USER_REGION_DISALLOWED'),
    ...{ on: BEARER, otherwise: GENERATOR },
  },
  {
    name: 'throttled',
    wire: '429 `USER_REQUESTS_THROTTLED`',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'USER_REQUESTS_THROTTLED'),
    ...{ on: BEARER, otherwise: GENERATOR },
  },
  {
    name: 'throttled, with a time',
    wire: '429 `USER_REQUESTS_THROTTLED`, `Retry-After: 3600`',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'USER_REQUESTS_THROTTLED', { retryAfterSeconds: 3600 }),
    ...{ on: BEARER, otherwise: GENERATOR },
  },
  {
    name: 'too many jobs at once',
    wire: '429 `CONCURRENT_LIMIT_REACHED`',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'CONCURRENT_LIMIT_REACHED'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'daily quota of the model',
    wire: '429 `PER_MODEL_DAILY_QUOTA_REACHED`',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'PER_MODEL_DAILY_QUOTA_REACHED'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'out of credits',
    wire: '429 `USER_QUOTA_REACHED`',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'USER_QUOTA_REACHED'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'upstream overloaded',
    wire: '429 `HIGH_TRAFFIC`',
    strike: status(429, 'RESOURCE_EXHAUSTED', 'HIGH_TRAFFIC'),
    ...{ on: BEARER, otherwise: GENERATOR },
  },
  {
    name: 'model overloaded',
    wire: '503 `MODEL_OVERLOADED`',
    strike: status(503, 'UNAVAILABLE', 'MODEL_OVERLOADED'),
    ...{ on: PAID, otherwise: GENERATOR },
  },
  {
    name: 'generation timed out upstream, said at once',
    wire: '504 `VIDEO_GENERATION_TIMED_OUT`',
    strike: status(504, 'DEADLINE_EXCEEDED', 'VIDEO_GENERATION_TIMED_OUT'),
    ...{ on: CLIPS, otherwise: 'only the making of a video ends like this' },
  },
  {
    name: 'image of the wrong kind or size',
    wire: '400 `UNKNOWN_IMAGE_FILE_FORMAT`',
    strike: status(400, 'INVALID_ARGUMENT', 'UNKNOWN_IMAGE_FILE_FORMAT'),
    ...{ on: ['upload'], otherwise: 'the call carries no picture' },
  },
  {
    name: 'job past cancelling',
    wire: '400 `MEDIA_GENERATION_CANNOT_BE_CANCELED`',
    strike: status(400, 'FAILED_PRECONDITION', 'MEDIA_GENERATION_CANNOT_BE_CANCELED'),
    ...{ on: [], otherwise: 'this service cancels nothing upstream' },
  },
  {
    name: 'credentials refused, by name',
    wire: '401 `CREDENTIALS_MISSING`',
    blames: 'account',
    strike: status(401, 'UNAUTHENTICATED', 'CREDENTIALS_MISSING'),
    ...{ on: BEARER, otherwise: 'only the bearer host names the reason' },
  },
  {
    name: 'access token ended, once',
    harmless: true,
    wire: '401 `ACCESS_TOKEN_EXPIRED`, and the next call is taken',
    strike: status(401, 'UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'),
    ...{ on: BEARER, otherwise: 'only the bearer host takes access tokens', once: true },
  },
  {
    name: 'prompt refused',
    wire: '400 `UNSAFE_GENERATION`',
    strike: status(400, 'INVALID_ARGUMENT', 'UNSAFE_GENERATION'),
    ...{ on: GENERATE, otherwise: 'the call carries no prompt' },
  },
  {
    name: 'picture refused when uploaded',
    wire: '400 `PROMINENT_PEOPLE_UPLOAD`',
    strike: status(400, 'INVALID_ARGUMENT', 'PROMINENT_PEOPLE_UPLOAD'),
    ...{ on: ['upload'], otherwise: 'the call uploads no picture' },
  },
  {
    name: 'picture refused when used',
    wire: '400 `MINOR_INPUT_IMAGE`',
    strike: status(400, 'INVALID_ARGUMENT', 'MINOR_INPUT_IMAGE'),
    ...{ on: ['start-image', 'start-end-image', 'references'], otherwise: 'the call uses no picture of a caller' },
  },
  {
    name: 'content refused, by a name not known yet',
    wire: '400 `SOMETHING_NEW`',
    strike: status(400, 'INVALID_ARGUMENT', 'SOMETHING_NEW'),
    ...{ on: ['upload', ...PAID], otherwise: 'the call carries nothing to be refused' },
  },
  {
    name: 'request not accepted',
    wire: '400 with `fieldViolations`',
    strike: status(400, 'INVALID_ARGUMENT', undefined, {
      fieldViolations: [{ field: 'requests[0].seed', description: 'Invalid value.' }],
    }),
    ...{ on: HOSTS, otherwise: 'a file host knows no fields' },
  },
  {
    name: 'credentials refused',
    wire: '401',
    blames: 'account',
    strike: status(401, 'UNAUTHENTICATED'),
    ...{ on: HOSTS, otherwise: NO_LOGIN },
  },
  {
    name: 'signed out',
    wire: '200 `{}` for the session',
    blames: 'account',
    strike: { does: 'account', change: { sessionDead: true, revokeAccessTokens: true } },
    ...{ on: ['session'], otherwise: 'only the session call tells it' },
  },
  {
    name: 'sign-in no longer renewed',
    wire: '200 with `ACCESS_TOKEN_REFRESH_NEEDED`',
    blames: 'account',
    strike: { does: 'account', change: { refreshNeeded: 'stale', revokeAccessTokens: true } },
    ...{ on: ['session'], otherwise: 'only the session call tells it' },
  },
  {
    name: 'no permission',
    wire: '403',
    blames: 'account',
    strike: status(403, 'PERMISSION_DENIED'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'shut out by a front end',
    wire: '403 page',
    strike: effect({ kind: 'html', status: 403 }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'not found',
    wire: '404',
    strike: status(404, 'NOT_FOUND'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'timed out upstream',
    wire: '504',
    strike: status(504, 'DEADLINE_EXCEEDED'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'exhausted without a known reason',
    wire: '429',
    blames: 'account',
    strike: status(429, 'RESOURCE_EXHAUSTED'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'too many requests, told by a front end',
    wire: '429 page',
    strike: effect({ kind: 'html', status: 429 }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'upstream fails',
    wire: '500',
    strike: status(500, 'INTERNAL'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'upstream down',
    wire: '503',
    strike: status(503, 'UNAVAILABLE'),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'upstream down, told by a gateway',
    wire: '502 page',
    strike: effect({ kind: 'html', status: 502 }),
    ...{ on: ANY, otherwise: '' },
  },
  {
    name: 'any other refusal',
    wire: '418',
    strike: status(418, 'UNKNOWN'),
    ...{ on: ANY, otherwise: '' },
  },
];
