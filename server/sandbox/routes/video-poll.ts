import type { AccountCall, Reply, Route } from '../http-call.ts';
import { isOver, statusAt } from '../job-clock.ts';
import { type JobView, presentOperation, presentPolledMedia, type VideoAddresses } from '../replies/video.ts';
import { parse } from '../requests/parse.ts';
import { cancelGeneration, statusCheck } from '../requests/poll.ts';
import type { JobRecord, MediaRecord } from '../state/records.ts';
import { refuse } from '../upstream-error.ts';
import type { World } from '../world.ts';

/** Asking after video jobs, and stopping one. @see docs/wire.md, §9 and §11 */
export function videoPollRoutes(world: World): Route[] {
  return [
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1/video:batchCheckAsyncVideoGenerationStatus',
      endpoint: 'poll',
      handle: (call) => check(world, call),
    },
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1/flowMedia:cancelGeneration',
      endpoint: 'cancel',
      handle: (call) => cancel(world, call),
    },
  ];
}

/** Either shape of the question is understood; the answer has the profile's shape. */
function check(world: World, call: AccountCall): Reply {
  const { library, running, accounts, settings } = world;
  const { email } = call.account;
  const { operations = [], media = [] } = parse(statusCheck, call.body);
  const asked = [
    ...operations.map(({ operation }) => library.ofOperation(email, operation.name)),
    ...media.map(({ name }) => library.ownedBy(email, name)),
  ];
  const views = asked.map((record) => view(world, call, record));
  running.settle(email);
  const remainingCredits = accounts.credits(email);
  if (settings.profile === 'current') return { json: { media: views.map(presentPolledMedia), remainingCredits } };
  return {
    json: { operations: views.map((item) => presentOperation(item, addressesOf(world, call, item))), remainingCredits },
  };
}

/** How a job stands, with what a scripted fault makes of it. */
function view({ running, now }: World, { twist }: AccountCall, media: MediaRecord): JobView {
  const job = jobOf(media);
  if (twist?.kind === 'neverEnding') return { media, job, status: 'ACTIVE' };
  if (twist?.kind === 'workStatus') return { media, job, status: twist.name };
  if (twist?.kind === 'asyncFailure' && !isOver(job, now())) {
    running.failNow(media, job, { code: twist.code, message: twist.message });
  }
  return { media, job, status: statusAt(job, now()) };
}

function addressesOf({ addresses }: World, { origin, twist }: AccountCall, { media }: JobView): VideoAddresses | null {
  if (media.noAddress || twist?.kind === 'noAddress') return null;
  const { key } = media;
  return {
    video: addresses.make(origin, { kind: 'video', key, thumbnail: false }),
    thumbnail: addresses.make(origin, { kind: 'image', key, thumbnail: false }),
  };
}

function cancel({ library, running, now }: World, { account, body }: AccountCall): Reply {
  const media = library.ownedBy(account.email, parse(cancelGeneration, body).mediaId);
  const job = jobOf(media);
  if (isOver(job, now())) {
    throw refuse.precondition({ reason: 'PUBLIC_ERROR_MEDIA_GENERATION_CANNOT_BE_CANCELED' });
  }
  running.cancel(media, job);
  return { json: {} };
}

function jobOf(media: MediaRecord): JobRecord {
  if (!media.job) throw refuse.notFound(); // an image is not something to be asked after
  return media.job;
}
