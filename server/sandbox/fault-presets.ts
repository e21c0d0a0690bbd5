import type { Effect, Endpoint } from './faults.ts';

/** A fault by name: what happens, and where it is seen when nobody says otherwise. */
export interface FaultPreset {
  endpoint: Endpoint | '*';
  effect: Effect;
}

const answer = (status: number, googleStatus: string, message: string) => (reason?: string) =>
  ({ kind: 'status', status, googleStatus, message, ...(reason !== undefined && { reason }) }) satisfies Effect;

const invalid = answer(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
const unauthenticated = answer(
  401,
  'UNAUTHENTICATED',
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
);
const denied = answer(403, 'PERMISSION_DENIED', 'The caller does not have permission');
const unverified = answer(403, 'PERMISSION_DENIED', 'reCAPTCHA evaluation failed');
const exhausted = answer(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).');
const unavailable = answer(503, 'UNAVAILABLE', 'The service is currently unavailable.');

const on = (endpoint: Endpoint | '*', effect: Effect): FaultPreset => ({ endpoint, effect });
const submit = (effect: Effect) => on('submit', effect);
const upload = (reason: string) => on('upload', invalid(`PUBLIC_ERROR_${reason}`));
/** A job that is accepted and fails later; codes are those of google.rpc. */
const later = (code: number, reason: string) =>
  submit({ kind: 'asyncFailure', code, message: `PUBLIC_ERROR_${reason}` });

/** Every kind of failure of the wire by name, usable as `{"preset": "throttled"}` or `[[sandbox:throttled]]` in a prompt. */
export const FAULT_PRESETS = {
  // Refused content: the caller's fault.
  'unsafe-generation': submit(invalid('PUBLIC_ERROR_UNSAFE_GENERATION')),
  'prominent-people': submit(invalid('PUBLIC_ERROR_PROMINENT_PEOPLE_FILTER_FAILED')),
  sexual: submit(invalid('PUBLIC_ERROR_SEXUAL')),
  minor: submit(invalid('PUBLIC_ERROR_MINOR')),
  violence: submit(invalid('PUBLIC_ERROR_VIOLENCE_FILTER')),
  danger: submit(invalid('PUBLIC_ERROR_DANGER_FILTER')),
  'non-english-prompt': submit(invalid('PUBLIC_ERROR_NON_ENGLISH_PROMPT')),
  'prominent-people-input-image': submit(invalid('PUBLIC_ERROR_PROMINENT_PEOPLE_INPUT_IMAGE')),
  'minor-input-image': submit(invalid('PUBLIC_ERROR_MINOR_INPUT_IMAGE')),
  'photoreal-input-image': submit(invalid('PUBLIC_ERROR_PHOTOREAL_INPUT_IMAGE')),
  'ip-input-image': submit(invalid('PUBLIC_ERROR_IP_INPUT_IMAGE')),
  'image-output-ip': on('image', invalid('PUBLIC_ERROR_IMAGE_OUTPUT_IP_FILTER')),
  'minor-upload': upload('MINOR_UPLOAD'),
  'prominent-people-upload': upload('PROMINENT_PEOPLE_UPLOAD'),
  'sexual-upload': upload('SEXUAL_UPLOAD'),
  'unsafe-image-upload': upload('UNSAFE_IMAGE_UPLOAD'),
  'photoreal-upload': upload('PHOTOREAL_UPLOAD'),
  'unknown-image-format': upload('UNKNOWN_IMAGE_FILE_FORMAT'),
  'image-too-large': upload('IMAGE_TOO_LARGE'),
  'image-too-small': upload('IMAGE_TOO_SMALL'),
  // A request that the upstream does not understand: the client's fault.
  'invalid-argument': submit(invalid()),
  'bad-field': submit({
    ...invalid(),
    fieldViolations: [{ field: 'requests[0].seed', description: "Invalid value at 'requests[0].seed' (TYPE_INT32)" }],
  }),
  'unknown-reason': submit(invalid('PUBLIC_ERROR_SOMETHING_NEW')),
  'cannot-be-canceled': on('cancel', {
    ...answer(
      400,
      'FAILED_PRECONDITION',
      'Precondition check failed.',
    )('PUBLIC_ERROR_MEDIA_GENERATION_CANNOT_BE_CANCELED'),
  }),
  'not-found': submit(answer(404, 'NOT_FOUND', 'Requested entity was not found.')()),
  // The account.
  unauthenticated: on('*', unauthenticated()),
  'access-token-expired': on('*', unauthenticated('ACCESS_TOKEN_EXPIRED')),
  'credentials-missing': on(
    '*',
    answer(401, 'UNAUTHENTICATED', 'Request is missing required authentication credential.')('CREDENTIALS_MISSING'),
  ),
  'model-access-denied': submit(denied('PUBLIC_ERROR_MODEL_ACCESS_DENIED')),
  'minor-user': submit(denied('PUBLIC_ERROR_USER_MINOR')),
  throttled: submit(exhausted('PUBLIC_ERROR_USER_REQUESTS_THROTTLED')),
  'throttled-with-retry-after': submit({ ...exhausted('PUBLIC_ERROR_USER_REQUESTS_THROTTLED'), retryAfterSeconds: 2 }),
  'concurrent-limit': submit(exhausted('PUBLIC_ERROR_CONCURRENT_LIMIT_REACHED')),
  'already-in-progress': submit(exhausted('PUBLIC_ERROR_GENERATION_ALREADY_IN_PROGRESS')),
  'daily-quota': submit(exhausted('PUBLIC_ERROR_PER_MODEL_DAILY_QUOTA_REACHED')),
  'daily-quota-upgradeable': submit(exhausted('PUBLIC_ERROR_PER_MODEL_DAILY_QUOTA_REACHED_UPGRADEABLE')),
  'user-quota': submit(exhausted('PUBLIC_ERROR_USER_QUOTA_REACHED')),
  'workspace-quota': submit(exhausted('PUBLIC_ERROR_WORKSPACE_ACCOUNT_QUOTA_REACHED')),
  'exhausted-without-reason': submit(exhausted()),
  // The place that is asked from, and the verification that this project does not do.
  region: submit(denied('PUBLIC_ERROR_USER_REGION_DISALLOWED')),
  recaptcha: submit(unverified('PUBLIC_ERROR_SOMETHING_WENT_WRONG')),
  'unusual-activity': submit(unverified('PUBLIC_ERROR_UNUSUAL_ACTIVITY')),
  'unusual-traffic': submit(exhausted('PUBLIC_ERROR_UNUSUAL_ACTIVITY_TOO_MUCH_TRAFFIC')),
  // The upstream itself.
  'high-traffic': submit(exhausted('PUBLIC_ERROR_HIGH_TRAFFIC')),
  'too-much-traffic': submit(exhausted('PUBLIC_ERROR_TOO_MUCH_TRAFFIC')),
  internal: on('*', answer(500, 'INTERNAL', 'Internal error encountered.')()),
  unavailable: on('*', unavailable()),
  'model-overloaded': submit(unavailable('PUBLIC_ERROR_MODEL_OVERLOADED')),
  'model-disabled': submit(unavailable('PUBLIC_ERROR_MODEL_DISABLED_DUE_TO_TRAFFIC')),
  'app-unavailable': on('*', unavailable('PUBLIC_ERROR_APP_UNAVAILABLE')),
  // What becomes of an accepted job.
  'async-unsafe': later(3, 'UNSAFE_GENERATION'),
  'async-prominent-people': later(3, 'PROMINENT_PEOPLE_FILTER_FAILED'),
  'async-minor-input-image': later(3, 'MINOR_INPUT_IMAGE'),
  'async-audio-filtered': later(3, 'AUDIO_FILTERED'),
  'async-exhausted': later(8, 'HIGH_TRAFFIC'),
  'async-internal': submit({ kind: 'asyncFailure', code: 13, message: 'Internal error encountered.' }),
  'async-unavailable': later(14, 'MODEL_OVERLOADED'),
  'async-timed-out': later(4, 'VIDEO_GENERATION_TIMED_OUT'),
  'never-ending': submit({ kind: 'neverEnding' }),
  'no-address': submit({ kind: 'noAddress' }),
  'empty-media': on('image', { kind: 'emptyMedia' }),
  'empty-file': on('media', { kind: 'emptyMedia' }),
  'no-operations': submit({ kind: 'noOperations' }),
  'already-upscaled': submit({ kind: 'alreadyUpscaled' }),
  // The labs host.
  'session-empty': on('session', { kind: 'empty' }),
  'session-busy': on('session', { kind: 'html', status: 429 }),
  'trpc-error-in-200': on('project', { kind: 'embeddedStatus', status: 500 }),
  'html-429': on('*', { kind: 'html', status: 429 }),
  'html-502': on('*', { kind: 'html', status: 502 }),
  'html-200': on('*', { kind: 'html', status: 200 }),
  empty: on('*', { kind: 'empty' }),
  // The line in between.
  slow: on('*', { kind: 'slow', delayMs: 2_000 }),
  cut: on('*', { kind: 'cut' }),
  reset: on('*', { kind: 'reset' }),
  'lost-answer': submit({ kind: 'reset', variant: 'after-accept' }),
  truncated: on('*', { kind: 'truncated' }),
} as const satisfies Record<string, FaultPreset>;

export type PresetName = keyof typeof FAULT_PRESETS;
