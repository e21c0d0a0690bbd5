import { drawingOf, videoSize } from '../drawings.ts';
import type { AccountCall, Reply, Route } from '../http-call.ts';
import { seedMediaId } from '../ids.ts';
import { isOver, statusAt } from '../job-clock.ts';
import type { KeyMode } from '../model-keys.ts';
import { planVideo, type VideoPlan } from '../plan-video.ts';
import { type JobView, presentAlreadyUpscaled, presentSubmitted, presentSubmittedMedia } from '../replies/video.ts';
import { presentWorkflow } from '../replies/workflow.ts';
import { textOf } from '../requests/common.ts';
import { parse } from '../requests/parse.ts';
import { VIDEO_OPERATIONS, type VideoBatch, type VideoOperation } from '../requests/video.ts';
import type { JobRecord, MediaRecord } from '../state/records.ts';
import { refuse } from '../upstream-error.ts';
import type { World } from '../world.ts';

/** Modes whose jobs wait in line visibly, in the current era. */
const SCHEDULED_MODES: readonly KeyMode[] = ['i2v-start', 'i2v-start-end', 'r2v', 'extend'];
/** The submitting video calls, one per operation. @see docs/wire.md, §8 */
export function videoSubmitRoutes(world: World): Route[] {
  return [...VIDEO_OPERATIONS].map(([name, operation]) => ({
    host: 'bearer',
    method: 'POST',
    path: `/v1/video:batchAsyncGenerateVideo${name}`,
    endpoint: 'submit',
    handle: (call) => submit(world, call, operation),
  }));
}

async function submit(world: World, call: AccountCall, operation: VideoOperation): Promise<Reply> {
  const { accounts, running, settings } = world;
  const { email } = call.account;
  const batch = parse(operation.schema, call.body);
  const plans = batch.requests.map((request, index) => planVideo(world, call, { batch, request, operation, index }));
  const done = await alreadyUpscaled(world, call, plans);
  if (done) return done;

  running.admitVideos(email, plans.length);
  const price = plans.reduce((sum, plan) => sum + plan.price, 0);
  if (price > accounts.credits(email)) throw refuse.exhausted({ reason: 'PUBLIC_ERROR_USER_QUOTA_REACHED' });
  accounts.setCredits(email, accounts.credits(email) - price);

  const views = plans.map((plan) => startJob(world, call, batch, plan));
  const remainingCredits = accounts.credits(email);
  const operations = views.map((view) => presentSubmitted(view, settings.profile === 'seed' ? view.job.sceneId : ''));
  if (settings.profile === 'seed' && call.twist?.kind !== 'noOperations')
    return { json: { operations, remainingCredits } };
  return {
    json: {
      ...(call.twist?.kind !== 'noOperations' && { operations }),
      remainingCredits,
      workflows: views.map(({ media }) => presentWorkflow(media)),
      media: views.map(presentSubmittedMedia),
    },
  };
}

function startJob(
  { library, running, renderer, ids, settings, now }: World,
  call: AccountCall,
  batch: VideoBatch,
  plan: VideoPlan,
): JobView {
  const { request, source, projectId } = plan;
  const { twist, account } = call;
  const seedEra = settings.profile === 'seed';
  const workflowId = request.metadata?.workflowId ?? ids.uuid();
  const key = keyFor(plan, library.byKey, ids.uuid);
  const id = seedEra ? seedMediaId({ kind: 'video', projectId, workflowId, key }) : key;
  const job: JobRecord = {
    operation: seedEra ? ids.operationName() : id,
    sceneId: request.metadata?.sceneId ?? ids.uuid(),
    batchId: batch.mediaGenerationContext?.batchId ?? null,
    startedAt: now(),
    durationMs: settings.videoSeconds * 1000,
    scheduled: !seedEra && SCHEDULED_MODES.includes(plan.mode),
    price: plan.price,
    failure: twist?.kind === 'asyncFailure' ? { code: twist.code, message: twist.message } : null,
    refunded: false,
    cancelledAt: null,
    neverEnding: twist?.kind === 'neverEnding',
  };
  const media: MediaRecord = {
    id,
    key,
    kind: 'video',
    origin: plan.mode,
    email: account.email,
    projectId,
    workflowId,
    prompt: request.textInput ? textOf(request.textInput) : (source?.prompt ?? ''),
    modelKey: request.videoModelKey,
    seed: request.seed ?? 0,
    aspectRatio: request.aspectRatio,
    ...videoSize(
      request.aspectRatio,
      plan.mode === 'upsample' ? (request.resolution ?? 'VIDEO_RESOLUTION_1080P') : undefined,
    ),
    seconds: plan.seconds,
    references: plan.references,
    createdAt: now(),
    noAddress: twist?.kind === 'noAddress',
    job,
  };
  library.add(media);
  running.startVideo(media, job);
  if (job.failure === null) renderer.prepare(drawingOf(media));
  return { media, job, status: 'PENDING' };
}

/** An enlarged video's key is its source's with an ending; a second size of the same video gets a key of its own. */
function keyFor(
  { mode, source }: VideoPlan,
  byKey: (key: string) => MediaRecord | undefined,
  newKey: () => string,
): string {
  if (mode !== 'upsample' || !source) return newKey();
  const key = `${source.key}_upsampled`;
  return byKey(key) ? `${newKey()}_upsampled` : key;
}

/**
 * The answer to enlarging a video once more to the same size: what is there is given again, at no cost. The seed era
 * puts the finished bytes into it.
 */
async function alreadyUpscaled(
  { library, renderer, accounts, settings, now }: World,
  call: AccountCall,
  plans: readonly VideoPlan[],
): Promise<Reply | null> {
  const [plan] = plans;
  if (!plan?.source || plan.mode !== 'upsample' || plans.length > 1) return null;
  const existing = library.byKey(`${plan.source.key}_upsampled`);
  const { width, height } = videoSize(plan.request.aspectRatio, plan.request.resolution ?? 'VIDEO_RESOLUTION_1080P');
  const same = existing?.job && existing.width === width && existing.height === height ? existing : null;
  const forced = call.twist?.kind === 'alreadyUpscaled';
  if (!forced && !(same?.job && statusAt(same.job, now()) === 'SUCCESSFUL')) return null;
  const remainingCredits = accounts.credits(call.account.email);
  if (forced || settings.profile === 'seed') {
    const media = same ?? { ...plan.source, id: `${plan.source.id}_upsampled`, width, height };
    const bytes = await renderer.draw(drawingOf(media));
    return { json: { operations: [presentAlreadyUpscaled(media, bytes)], remainingCredits } };
  }
  if (!same?.job || !isOver(same.job, now())) return null;
  const view: JobView = { media: same, job: same.job, status: 'SUCCESSFUL' };
  return {
    json: {
      operations: [presentSubmitted(view, '')],
      remainingCredits,
      workflows: [presentWorkflow(same)],
      media: [presentSubmittedMedia(view)],
    },
  };
}
