import type { ErrorCode } from '../../schema/errors.ts';

/** What an answer said when it was not the wanted one, read from any of the shapes that errors come in. */
export interface Refusal {
  /** HTTP status; for a generation that failed later, the HTTP status that its google.rpc code stands for; null when it named none. */
  status: number | null;
  /** Name of the reason as the upstream spells it, for example `PUBLIC_ERROR_SEXUAL`; null when none was given. */
  reason: string | null;
  /** The upstream's own text. Used to recognise, never shown. */
  message: string;
  /** Request fields that the upstream objected to. */
  fields: readonly string[];
  retryAfterMs: number | null;
  /** `page` is an answer that is not JSON: some front end's, not the service's. `later` is a failure told by a poll. */
  form: 'api' | 'labs' | 'page' | 'later';
}

/** One line of the table: which answers it fits, and what they become. */
export interface ErrorRow {
  /** What the row is about, for the docs and the tests. */
  name: string;
  when: {
    forms?: readonly Refusal['form'][];
    /** Exact statuses, or `4xx` / `5xx`. */
    statuses?: readonly (number | '4xx' | '5xx' | null)[];
    /** Matched against the reason without its `PUBLIC_ERROR_` prefix. */
    reason?: RegExp;
    /** Only reasons that have the prefix: those are the generator's, others are Google-wide. */
    publicReason?: true;
    message?: RegExp;
  };
  code: ErrorCode;
  /** For the caller: what happened and the way out. `{reason}`, `{fields}` and `{because}` are filled in. */
  say: string;
  retryAfterMs?: number;
}

const VERIFICATION =
  'Google asks for a verification (reCAPTCHA) that this server does not do. Try later or from another network; the account itself is not at fault.';

const CONTENT = 'Google refused the content: {because}. Change the prompt or the image.';

/**
 * The error table: the first row that fits decides. Rows with a reason stand first, because the name says more than the
 * status; the rest sort by status alone. @see docs/wire.md, §12.1 and §13
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  {
    name: 'verification demanded',
    when: { reason: /^(UNUSUAL_ACTIVITY.*|RECAPTCHA.*)$/ },
    code: 'verification_required',
    say: VERIFICATION,
  },
  {
    name: 'verification demanded, said only in the message',
    when: { statuses: [403, 429], message: /recaptcha/i },
    code: 'verification_required',
    say: VERIFICATION,
  },
  {
    name: 'verification demanded, under a vague name',
    when: { statuses: [403], reason: /^SOMETHING_WENT_WRONG$/ },
    code: 'verification_required',
    say: VERIFICATION,
  },
  {
    name: 'model not open to the account',
    when: { reason: /^MODEL_ACCESS_DENIED$/ },
    code: 'token_model_denied',
    say: "The account's plan does not include this model. Use another model or an account of a higher tier.",
  },
  {
    name: 'account of a minor',
    when: { reason: /^USER_MINOR$/ },
    code: 'token_model_denied',
    say: 'Google refuses this account because of its age. Use an account of an adult.',
  },
  {
    name: 'region refused',
    when: { reason: /^USER_REGION_DISALLOWED$/ },
    code: 'region_refused',
    say: 'Google does not offer Flow in the region that this server reaches it from. Set a proxy in a supported region.',
  },
  {
    name: 'throttled',
    when: { reason: /^(USER_REQUESTS_THROTTLED|CONCURRENT_LIMIT_REACHED|GENERATION_ALREADY_IN_PROGRESS)$/ },
    code: 'token_throttled',
    say: 'Google limits how fast this account may ask. Wait a minute or add accounts.',
    retryAfterMs: 60_000,
  },
  {
    name: 'daily quota of the model',
    when: { reason: /^PER_MODEL_DAILY_QUOTA_REACHED.*$/ },
    code: 'token_quota_exhausted',
    say: "The account's daily quota for this model is used up. It returns the next day; until then use another model or account.",
  },
  {
    name: 'out of credits',
    when: { reason: /^(USER_QUOTA_REACHED|WORKSPACE_ACCOUNT_QUOTA_REACHED)$/ },
    code: 'token_out_of_credits',
    say: 'The account has no credits left for this. Use another account or wait until its credits return.',
  },
  {
    name: 'upstream overloaded',
    when: { reason: /^(HIGH_TRAFFIC|TOO_MUCH_TRAFFIC|MODEL_OVERLOADED|MODEL_DISABLED_DUE_TO_TRAFFIC)$/ },
    code: 'upstream_unavailable',
    say: 'Google has too much traffic for this model right now. Try again in a moment.',
    retryAfterMs: 30_000,
  },
  {
    name: 'generation timed out upstream',
    when: { reason: /^VIDEO_GENERATION_TIMED_OUT$/ },
    code: 'generation_failed',
    say: 'Google gave up on this generation because it took too long. It can be tried again.',
  },
  {
    name: 'image of the wrong kind or size',
    when: { reason: /^(UNKNOWN_IMAGE_FILE_FORMAT|IMAGE_TOO_LARGE|IMAGE_TOO_SMALL)$/ },
    code: 'image_invalid',
    say: 'Google cannot use the image: {because}. Send a PNG, JPEG or WebP of at most 20 MB and of usual size.',
  },
  {
    name: 'job past cancelling',
    when: { reason: /^MEDIA_GENERATION_CANNOT_BE_CANCELED$/ },
    code: 'upstream_refused',
    say: 'Google says that this generation can no longer be cancelled.',
  },
  {
    name: 'vague failure of a generation',
    when: { forms: ['later'], reason: /^SOMETHING_WENT_WRONG$/ },
    code: 'generation_failed',
    say: 'The generation failed at Google without a reason. It can be tried again.',
  },
  {
    name: 'credentials refused, by name',
    when: { reason: /^(CREDENTIALS_MISSING|ACCESS_TOKEN_EXPIRED)$/ },
    code: 'token_unauthorized',
    say: 'Google does not accept the access token of this account. It has to be renewed.',
  },
  {
    name: 'content refused, by a known name',
    when: {
      reason:
        /UNSAFE|SEXUAL|MINOR|VIOLENCE|DANGER|PROMINENT_PEOPLE|PHOTOREAL|(^|_)IP_|AUDIO_FILTERED|NON_ENGLISH|REPUTATIONAL|UNDERSPECIFIED/,
    },
    code: 'content_rejected',
    say: CONTENT,
  },
  {
    name: 'content refused, by a name not known yet',
    when: { statuses: [400], publicReason: true, reason: /^(?!SOMETHING_WENT_WRONG$)/ },
    code: 'content_rejected',
    say: CONTENT,
  },
  {
    name: 'content filtered out after the work',
    when: { forms: ['later'], statuses: [null, 400], reason: /./ },
    code: 'content_rejected',
    say: CONTENT,
  },
  {
    name: 'generation failed without a reason',
    when: { forms: ['later'], statuses: [null, 400, 404, 409, 412, 500, 504] },
    code: 'generation_failed',
    say: 'The generation failed at Google without a reason. It can be tried again.',
  },
  {
    name: 'request not accepted',
    when: { statuses: [400] },
    code: 'upstream_refused',
    say: 'Google does not accept the request as this server writes it{fields}. The model may have changed; the prompt is not at fault.',
  },
  {
    name: 'cookie refused',
    when: { forms: ['labs'], statuses: [401] },
    code: 'token_unauthorized',
    say: 'Google does not accept the session token of this account. Sign in to Flow again and update it.',
  },
  {
    name: 'credentials refused',
    when: { statuses: [401] },
    code: 'token_unauthorized',
    say: 'Google does not accept the access token of this account. It has to be renewed.',
  },
  {
    name: 'no permission',
    when: { forms: ['api', 'later'], statuses: [403] },
    code: 'token_model_denied',
    say: 'Google says that the account has no permission for this. Use another model or account.',
  },
  {
    name: 'shut out by a front end',
    when: { statuses: [403] },
    code: 'upstream_refused',
    say: 'Google refuses requests from this server before they reach Flow. Check the network or the proxy.',
  },
  {
    name: 'not found',
    when: { statuses: [404] },
    code: 'upstream_not_found',
    say: 'Google knows no such project, media or model. What was uploaded may have expired.',
  },
  {
    name: 'timed out upstream',
    when: { statuses: [408, 504] },
    code: 'upstream_timeout',
    say: 'Google did not finish in time. Try again later.',
  },
  {
    name: 'exhausted without a known reason',
    when: { forms: ['api', 'later'], statuses: [429] },
    code: 'token_throttled',
    say: 'Google limits how fast this account may ask. Wait a minute or add accounts.',
    retryAfterMs: 60_000,
  },
  {
    name: 'too many requests, told by another part than the generator',
    when: { statuses: [429] },
    code: 'upstream_unavailable',
    say: 'Google takes no more requests at this moment. Try again shortly.',
    retryAfterMs: 30_000,
  },
  {
    name: 'upstream down',
    when: { statuses: ['5xx'] },
    code: 'upstream_unavailable',
    say: 'Google has a failure on its side. Try again in a moment.',
  },
  {
    name: 'any other refusal',
    when: { statuses: ['4xx'] },
    code: 'upstream_refused',
    say: 'Google refused the request of this server (HTTP {status}).',
  },
  {
    name: 'an answer that the wire does not know',
    when: {},
    code: 'upstream_malformed',
    say: 'Google answered in a way that this server does not understand (HTTP {status}).',
  },
];

/** Plain words for the reason names that callers meet most. The rest are shown by their name. */
export const BECAUSE: readonly (readonly [RegExp, string])[] = [
  [/PROMINENT_PEOPLE/, 'it seems to show a well-known person'],
  [/MINOR/, 'it seems to show a child'],
  [/SEXUAL/, 'it seems sexual'],
  [/VIOLENCE/, 'it seems violent'],
  [/DANGER/, 'it seems dangerous'],
  [/PHOTOREAL/, 'photorealistic pictures of people are not allowed here'],
  [/(^|_)IP(_|$)/, 'it seems to show protected characters or brands'],
  [/AUDIO_FILTERED/, 'the sound that was made for it was filtered out'],
  [/NON_ENGLISH_PROMPT/, 'this model wants an English prompt'],
  [/UNKNOWN_IMAGE_FILE_FORMAT/, 'its format is not known'],
  [/IMAGE_TOO_LARGE/, 'it is too large'],
  [/IMAGE_TOO_SMALL/, 'it is too small'],
  [/UNSAFE/, 'it seems unsafe'],
  [/^FILTERED$/, 'the result was filtered out'],
];
