import { z } from 'zod';

/** What is wrong with a field, a missing one included. */
const wrong = (what: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : what),
});

const limit = (min: number) =>
  z
    .int(`must be a whole number from ${min}`)
    .min(min, `must be a whole number from ${min}`)
    .max(1_000_000_000, 'is out of range')
    .optional();

const A_NAME = 'must be up to 60 letters, digits, blanks, dots, dashes';
const A_KEY = 'must be 16 to 200 printable ASCII characters without spaces';
const NAMES = 'must be a list of names of models, not empty';

/** A day begins at midnight UTC; another time says how far from UTC it is (RFC 3339). */
const time = z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be a time such as 2027-01-31T00:00:00Z');

const entry = z.strictObject(
  {
    /** Shown in logs and counters, and good for telling keys apart as long as it stays the same. */
    name: z.string(wrong(A_NAME)).regex(/^[A-Za-z0-9]([A-Za-z0-9._ -]{0,58}[A-Za-z0-9._-])?$/, A_NAME),
    key: z.string(wrong(A_KEY)).regex(/^[!-~]{16,200}$/, A_KEY),
    enabled: z.boolean('must be true or false').default(true),
    expires: time.optional(),
    requests_per_minute: limit(1),
    jobs_at_once: limit(1),
    credits_per_day: limit(0),
    credits_per_month: limit(0),
    chat_images: z.enum(['both', 'markdown', 'images'], 'must be both, markdown or images').optional(),
    models: z.array(z.string(NAMES).min(1, NAMES).max(200, NAMES), NAMES).min(1, NAMES).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `can have no ${issue.keys.map((key) => `"${key}"`).join(', ')}`
        : 'must be a table',
  },
);

/** What a key's table may hold, as an operator writes it. */
export const KEY_FIELDS = Object.keys(entry.shape);

/** A caller's key with limits of its own, from the configuration. Null stands for no limit. */
export interface ConfiguredKey {
  name: string;
  key: string;
  enabled: boolean;
  /** Unix milliseconds. */
  expiresAt: number | null;
  requestsPerMinute: number | null;
  jobsAtOnce: number | null;
  creditsPerDay: number | null;
  creditsPerMonth: number | null;
  /** Names of models, each perhaps with `*` in it. */
  models: string[] | null;
  /** Where its chat answers carry their pictures; null for what holds for all. */
  chatImages: 'both' | 'markdown' | 'images' | null;
}

const configuredKey = entry.transform(
  (given): ConfiguredKey => ({
    name: given.name,
    key: given.key,
    enabled: given.enabled,
    expiresAt: given.expires === undefined ? null : new Date(given.expires).getTime(),
    requestsPerMinute: given.requests_per_minute ?? null,
    jobsAtOnce: given.jobs_at_once ?? null,
    creditsPerDay: given.credits_per_day ?? null,
    creditsPerMonth: given.credits_per_month ?? null,
    models: given.models ?? null,
    chatImages: given.chat_images ?? null,
  }),
);

/** All of them; no two with the same name or the same key. */
export const configuredKeys = z.array(configuredKey).superRefine((keys, context) => {
  for (const field of ['name', 'key'] as const) {
    const seen = new Set<string>();
    keys.forEach((each, index) => {
      if (seen.has(each[field])) {
        context.addIssue({ code: 'custom', path: [index, field], message: 'is that of another key as well' });
      }
      seen.add(each[field]);
    });
  }
});
