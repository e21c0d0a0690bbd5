import { z } from 'zod';
import { TIERS } from '../../../schema/catalogue.ts';
import { FAULT_PRESETS } from '../fault-presets.ts';
import { type Faults, faultSchema } from '../faults.ts';
import type { Call, Reply, Route } from '../http-call.ts';
import { endOf } from '../job-clock.ts';
import { parse } from '../requests/parse.ts';
import type { Traffic } from '../traffic.ts';
import type { World } from '../world.ts';

const limit = z.int().min(0);

const accountSchema = z.strictObject({
  sessionToken: z.string().min(1),
  email: z.string().min(1),
  name: z.string().optional(),
  tier: z.enum(TIERS),
  credits: z.int().min(0),
  maxRunningVideos: limit.optional(),
  maxRunningImages: limit.optional(),
});

const changeSchema = z.strictObject({
  credits: z.int().min(0).optional(),
  tier: z.enum(TIERS).optional(),
  rotateCookie: z.boolean().optional(),
  revokeAccessTokens: z.literal(true).optional(),
  accessTokenSeconds: z.number().positive().optional(),
  sessionDead: z.boolean().optional(),
  sessionExpired: z.literal(true).optional(),
  refreshNeeded: z
    .union([z.boolean(), z.enum(['stale', 'absent'])])
    .transform((value) => (value === true ? 'stale' : value))
    .optional(),
  maxRunningVideos: limit.nullable().optional(),
  maxRunningImages: limit.nullable().optional(),
});

const settingsSchema = z.strictObject({
  profile: z.enum(['seed', 'current']).optional(),
  videoSeconds: z.number().min(0).optional(),
  imageDelayMs: z.number().min(0).optional(),
  mediaLifetimeSeconds: z.number().min(0).optional(),
});

/** The sandbox's own switches, under `/_sandbox/`: nothing of this is the upstream's. */
export function controlRoutes(world: World, { faults, traffic }: { faults: Faults; traffic: Traffic }): Route[] {
  const { accounts, library, settings, running } = world;
  return [
    control('POST', '/_sandbox/faults', ({ body }) => ({ json: faults.add(parse(faultSchema, body)) })),
    control('GET', '/_sandbox/faults', () => ({ json: { faults: faults.list() } })),
    control('DELETE', '/_sandbox/faults', () => {
      faults.clear();
      return { json: {} };
    }),
    control('GET', '/_sandbox/presets', () => ({ json: FAULT_PRESETS })),
    control('GET', '/_sandbox/stats', ({ url }) => ({
      json: presentStats(world, traffic, url.searchParams.getAll('account')),
    })),
    control('GET', '/_sandbox/jobs', () => ({ json: { jobs: presentJobs(world) } })),
    control('GET', '/_sandbox/requests', ({ url }) => {
      const last = Number(url.searchParams.get('last') ?? Number.NaN);
      return {
        json: { requests: traffic.requests(url.searchParams.get('endpoint'), Number.isNaN(last) ? undefined : last) },
      };
    }),
    control('POST', '/_sandbox/accounts', ({ body }) => {
      const { email } = accounts.replace(parse(accountSchema, body));
      return { json: { email } };
    }),
    control('PATCH', /^\/_sandbox\/accounts\/(?<email>[^/]+)$/, ({ params, body }) => {
      const account = accounts.change(decodeURIComponent(params.email ?? ''), parse(changeSchema, body));
      return { json: { ...account, credits: accounts.credits(account.email) } };
    }),
    control('DELETE', /^\/_sandbox\/media\/(?<id>[^/]+)$/, ({ params }) => {
      library.remove(decodeURIComponent(params.id ?? ''));
      return { json: {} };
    }),
    control('POST', '/_sandbox/videos/finish', () => {
      running.finishNow();
      return { json: {} };
    }),
    control('POST', '/_sandbox/settings', ({ body }) => {
      const asked = Object.entries(parse(settingsSchema, body)).filter(([, value]) => value !== undefined);
      return { json: Object.assign(settings, Object.fromEntries(asked)) };
    }),
  ];
}

const control = (method: string, path: string | RegExp, handle: (call: Call) => Reply): Route => ({
  host: 'control',
  anyone: true,
  method,
  path,
  endpoint: null,
  handle,
});

/** When each video job ends or ended, Unix milliseconds, by the name of its operation; null for one that never does. */
function presentJobs({ library }: World): Record<string, number | null> {
  const jobs = [...library.all()].flatMap(({ job }) => job ?? []);
  return Object.fromEntries(jobs.map((job) => [job.operation, endOf(job)]));
}

/** Of the accounts that are asked for, or of all. */
function presentStats(
  { accounts, projects, running, library }: World,
  traffic: Traffic,
  asked: readonly string[],
): object {
  const emails = asked.length > 0 ? asked : [...accounts.all()].map(({ email }) => email);
  const statsOf = (email: string) => {
    const { images, peakImages, videos, peakVideos } = running.load(email);
    const calls = traffic.counts(email);
    return {
      email,
      calls,
      credits: accounts.credits(email),
      liveAccessTokens: accounts.liveTokens(email),
      projects: projects.count(email),
      imagesInFlight: images,
      peakImagesInFlight: peakImages,
      videosInFlight: videos,
      peakVideosInFlight: peakVideos,
      videosStarted: running.videosStarted(email),
    };
  };
  return {
    accounts: Object.fromEntries(emails.map((email) => [email, statsOf(email)])),
    /** Signed addresses name no account; neither does a bad credential. */
    unattributed: traffic.counts(''),
    media: library.count(),
  };
}
