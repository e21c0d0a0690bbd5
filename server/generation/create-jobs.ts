import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { CallSlot, GenerationRequest, GivenImage, InputImage, RequestOrigin } from '../../schema/generation.ts';
import type { Lease } from '../tokens/types.ts';
import type { Admission } from './admission.ts';
import type { GenerationDeps } from './deps.ts';
import type { JobRecords, WithinTransition } from './job-record.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { type JobPlan, mostCredits, planJob } from './plan-job.ts';

/** Seeds that both eras of the wire take. */
const MAX_SEED = 99_999;

export interface CreatorDeps {
  deps: GenerationDeps;
  records: JobRecords;
  live: LiveJobs;
  admission: Admission;
  start(job: LiveJob, lease: Lease): void;
  enqueue(job: LiveJob): void;
}

/** What all jobs of one call share. */
export interface CallIdentity {
  callId: string;
  fingerprint: string | null;
  /** Stored with the jobs, in the same transaction. */
  within: WithinTransition;
}

interface Planned {
  id: string;
  request: GenerationRequest;
  plan: JobPlan;
  /** The most that it can cost, on any tier. */
  credits: number;
}

/** A planned job that was let in: with a slot at once, or to wait for one. */
interface Admitted extends Planned {
  lease: Lease | null;
}

/** An admitted job whose pictures are kept. */
interface Stored extends Admitted {
  images: InputImage[];
}

/** Makes the jobs of a call: all of them or none. */
export function createJobCreator({ deps, records, live, admission, start, enqueue }: CreatorDeps) {
  const { pool, quota, now, random, newJobId } = deps;

  /**
   * Checks, lets in and stores the jobs, then sends them on their way.
   * @throws ServiceError before anything is stored or spent
   */
  return async function createJobs(
    requests: readonly GenerationRequest[],
    origin: RequestOrigin,
    call: CallIdentity,
    slot?: CallSlot,
  ): Promise<LiveJob[]> {
    const ids = requests.map(newJobId).sort(); // so that they can be read again in the same order
    const planned = requests.map((request, index) => planOne(request, ids[index] as string));
    const counted = planned.map(({ id, request, plan, credits }) => {
      return { id, model: request.model, variant: plan.variant.id, credits };
    });
    quota.admit(origin.apiKeyId, counted, live.endsAt, slot);
    let admitted: Admitted[] = [];
    const jobs: LiveJob[] = [];
    try {
      admitted = admitAll(planned, origin.apiKeyId);
      const images = await keepAll(admitted);
      for (const each of admitted) {
        const row = newRow(
          { ...each, images: each.plan.images.map((image) => images.get(image) as InputImage) },
          origin,
          call,
        );
        jobs.push(live.add(row, each.plan.variant, 'Accepted.'));
      }
      await records.insert(
        jobs.map(({ row }) => row),
        call.within,
      );
    } catch (cause) {
      for (const { id } of planned) {
        pool.release(id);
        live.forget(id);
      }
      quota.forget(origin.apiKeyId, ids);
      throw cause;
    } finally {
      for (const { lease } of admitted) if (lease === null) admission.entered(origin.apiKeyId);
    }
    jobs.forEach((job, index) => {
      const lease = admitted[index]?.lease ?? null;
      if (lease === null) enqueue(job);
      else start(job, lease);
    });
    return jobs;
  };

  function planOne(request: GenerationRequest, id: string): Planned {
    const plan = planJob(deps, request);
    return { id, request, plan, credits: mostCredits(plan.offers) };
  }

  function admitAll(planned: readonly Planned[], apiKeyId: string): Admitted[] {
    const admitted: Admitted[] = [];
    try {
      for (const each of planned) {
        const { variant, offers } = each.plan;
        const { tokenId: only } = each.request;
        const need = { generationId: each.id, kind: variant.kind, ...offers, exclude: new Set<number>(), only };
        admitted.push({ ...each, lease: admission.admit(need, apiKeyId) });
      }
      return admitted;
    } catch (cause) {
      for (const { lease } of admitted) if (lease === null) admission.entered(apiKeyId);
      throw cause;
    }
  }

  /** A job as it is stored first. */
  function newRow({ id, request, plan, lease, images }: Stored, origin: RequestOrigin, call: CallIdentity): Generation {
    const { variant } = plan;
    const seed = request.seed ?? 1 + Math.floor(random() * MAX_SEED);
    const at = now();
    return {
      id,
      state: 'queued',
      kind: variant.kind,
      mode: variant.mode,
      model: request.model,
      variant: variant.id,
      prompt: request.prompt,
      ratio: variant.ratio,
      seconds: variant.seconds,
      resolution: variant.resolution,
      request: { images, seed, ...(request.tokenId !== undefined && { tokenId: request.tokenId }) },
      apiKeyId: origin.apiKeyId,
      requestId: origin.requestId,
      route: origin.route,
      callId: call.callId,
      fingerprint: call.fingerprint,
      facts: origin.facts ?? null,
      tokenId: null,
      upstream: lease?.upstream ?? pool.soleUpstream(),
      modelKey: null,
      step: 'generate',
      credits: 0,
      work: null,
      assets: null,
      error: null,
      notice: plan.notice,
      attempts: null,
      createdAt: at,
      submittedAt: null,
      deadlineAt: null,
      completedAt: null,
      updatedAt: at,
      deletedAt: null,
    };
  }
}

/** Stores what the jobs use, each picture once, however many of them use it: nothing is kept for a call that was not let in. */
async function keepAll(jobs: readonly Planned[]): Promise<Map<GivenImage, InputImage>> {
  const used = new Set(jobs.flatMap(({ plan }) => plan.images));
  const kept = await Promise.all(
    [...used].map(async (image) => [image, 'keep' in image ? await image.keep() : image] as const),
  );
  return new Map(kept);
}

/** What a service that stops answers to whoever wants something new. */
export function stopping(): ServiceError {
  return new ServiceError('shutting_down', 'The service is stopping. Try again in a moment.', { retryAfterMs: 5_000 });
}
