import { EventEmitter, once } from 'node:events';
import { ServiceError } from '../../schema/errors.ts';
import {
  type CallSlot,
  type CreateCall,
  type CreatedJobs,
  type GenerationRequest,
  type InputImage,
  isEnded,
  type JobEvent,
  type JobListQuery,
  type JobStep,
  type JobView,
  type PictureCount,
  type RequestOrigin,
  type WantedRequest,
  type WatcherRole,
} from '../../schema/generation.ts';
import type { FinishedRequest, KeptFile, ModelInfo, Picture, ShimDeps, ShimSettings, UploadStanding } from '../deps.ts';
import { createFakeImages } from './fake-images.ts';
import { createFakeUploads } from './fake-uploads.ts';
import { IMAGE_MODEL, NEW_JOB, TEXT_VIDEO_MODEL } from './fixtures.ts';

export const KEY = 'key-for-tests';
export const OTHER_KEY = 'key-of-somebody-else';
export const CONNECTION_TOKEN = 'connection-token-for-tests';
/** What a scraper on another machine shows. */
export const SCRAPER_TOKEN = 'scraper-token';

/** A request with its pictures kept. */
interface SubmittedRequest extends Omit<GenerationRequest, 'images'> {
  images: readonly InputImage[];
}

/** The service behind the shim's own boundary, with the jobs of one call, which a test drives by hand. */
export interface FakeService {
  deps: ShimDeps;
  settings: ShimSettings;
  models: ModelInfo[];
  /** Those that no key may use. */
  forbiddenModels: Set<string>;
  /** What was asked for, in order. */
  submitted: { request: SubmittedRequest; origin: RequestOrigin }[];
  /** The create calls that came with them, and how the connection of each ended. */
  calls: CreateCall[];
  callsEnded: boolean[];
  /** What the event log has. */
  steps: JobStep[];
  /** What the jobs of a call are named; by default `job_1` and so on. */
  jobIdOf(index: number): string;
  finishedRequests: FinishedRequest[];
  /** The signal of each watch that was begun, and the role of whoever began it. */
  watches: AbortSignal[];
  watcherRoles: WatcherRole[];
  cancelled: string[];
  /** Pictures that were handed over as bytes, and addresses that were to be fetched. */
  keptPictures: Buffer[];
  fetched: string[];
  /** Pictures that were wanted in another format. */
  conversions: { file: string; format: string; quality: number | undefined }[];
  fetchSignals: AbortSignal[];
  /** Kept files: bytes by name, for `images.read`, `images.fromFile`. */
  pictures: Map<string, Buffer>;
  /** Uploads that were begun. */
  uploads: Map<string, UploadStanding>;
  /** Sizes that uploads were announced with. */
  announced: number[];
  /** Files on the disk, for `/files/`. */
  files: Map<string, KeptFile>;
  pluginCalls: { route: string; token: string | null; body: unknown }[];
  readiness: { ready: boolean; reasons: string[] };
  /** Whether pictures that a model does not take are left aside; else they are refused. */
  dropsPictures: boolean;
  /** The small picture of every video. */
  still: Picture | null;
  /** What a key has left. */
  rate: { limit: number; remaining: number; resetMs: number } | null;
  /** Thrown by submit and by the plugin routes. */
  refusal: ServiceError | null;
  /** Ends every watch with this. */
  watchFailure: Error | null;
  /** Changes the jobs of the last call, or one of them, and tells whoever watches; a job that is not there yet comes about. */
  change(patch: Partial<JobView>, jobId?: string): void;
  /** A job as it stands; by default the first of a call. */
  job(jobId?: string): JobView;
}

const SETTINGS: ShimSettings = {
  publicUrl: '',
  trustedProxies: [],
  bodyLimitBytes: 1024 * 1024,
  imageLimitBytes: 512 * 1024,
  corsOrigins: ['*'],
  chatImages: 'both',
  heartbeatMs: 10_000,
  holdAnswerMs: 60_000,
  captureBodies: false,
  captureAnswers: false,
  metricsOpen: 'loopback',
};

export function createFakeService(): FakeService {
  const changes = new EventEmitter();
  const views: JobView[] = [];
  let jobIds = [NEW_JOB.id];
  let requestIds = 0;

  const service: FakeService = {
    settings: { ...SETTINGS },
    models: [IMAGE_MODEL, TEXT_VIDEO_MODEL],
    forbiddenModels: new Set(),
    submitted: [],
    calls: [],
    callsEnded: [],
    steps: [],
    jobIdOf: (index) => `job_${index + 1}`,
    finishedRequests: [],
    watches: [],
    watcherRoles: [],
    cancelled: [],
    keptPictures: [],
    fetched: [],
    conversions: [],
    fetchSignals: [],
    pictures: new Map(),
    files: new Map(),
    uploads: new Map(),
    announced: [],
    pluginCalls: [],
    readiness: { ready: true, reasons: [] },
    dropsPictures: false,
    refusal: null,
    rate: null,
    still: null,
    watchFailure: null,
    change(patch, jobId) {
      if (jobId !== undefined && !jobIds.includes(jobId)) jobIds.push(jobId);
      for (const id of jobId === undefined ? jobIds : [jobId]) views.push({ ...service.job(id), ...patch });
      changes.emit('change');
    },
    job(jobId = jobIds[0] ?? NEW_JOB.id) {
      return views.findLast(({ id }) => id === jobId) ?? { ...NEW_JOB, id: jobId };
    },
    deps: {
      access: {
        async authenticate(key) {
          if (key === KEY) return { apiKeyId: 'key-id-1', name: 'tests', chatImages: null };
          if (key === OTHER_KEY) return { apiKeyId: 'key-id-2', name: 'others', chatImages: 'markdown' };
          if (key === null) throw new ServiceError('missing_api_key', 'No API key was sent.');
          throw new ServiceError('invalid_api_key', 'The API key is not known.');
        },
      },
      models: {
        list: () => service.models,
        get: (id) => service.models.find((model) => model.id === id) ?? null,
        check: (_, id) => {
          if (service.forbiddenModels.has(id))
            throw new ServiceError('model_forbidden', `Not the model ${id}.`, { param: 'model' });
        },
        nearest: () => [IMAGE_MODEL.id],
      },
      generations: {
        imagesWanted,
        create,
        enter,
        rateOf: () => service.rate,
        callEnded,
        watch,
        find,
        ofCall,
        page,
        steps,
        cancel,
        remove,
        still,
      },
      images: createFakeImages(() => service),
      files: {
        find: async (name) => service.files.get(name) ?? null,
        small: async (name) => service.files.get(`small-${name}`) ?? null,
      },
      uploads: createFakeUploads(() => service),
      plugin: {
        updateToken: async (token, body) => plugin('update-token', token, body),
        checkTokens: async (token, body) => plugin('check-tokens', token, body),
      },
      status: {
        ready: async () => service.readiness,
        metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
        mayReadMetrics: (token) => token === SCRAPER_TOKEN,
      },
      requestFinished: (entry) => service.finishedRequests.push(entry),
      settings: () => service.settings,
      newRequestId: () => `req_${++requestIds}`,
      now: () => 1_800_000_000_000,
    },
  };

  function imagesWanted(request: WantedRequest, { length: count }: PictureCount): number {
    const { model, imagesParam: param = 'messages' } = request;
    const most = service.models.find(({ id }) => id === model)?.maxImages ?? 0;
    if (count <= most) return count;
    if (service.dropsPictures) return most;
    throw new ServiceError('invalid_value', `The model takes ${most} pictures.`, { param });
  }

  function enter(): CallSlot {
    if (service.refusal?.code === 'rate_limited') throw service.refusal;
    return { keep() {}, [Symbol.dispose]() {} };
  }

  async function create(
    call: CreateCall,
    origin: RequestOrigin,
    prepare: () => Promise<readonly GenerationRequest[]>,
  ): Promise<CreatedJobs> {
    if (service.refusal?.code === 'rate_limited') throw service.refusal;
    const requests = await prepare();
    if (service.refusal !== null) throw service.refusal;
    service.calls.push(call);
    for (const request of requests) {
      const images: InputImage[] = [];
      for (const image of request.images) images.push('keep' in image ? await image.keep() : image);
      service.submitted.push({ request: { ...request, images }, origin });
    }
    jobIds = requests.map((_, index) => service.jobIdOf(index));
    const [{ model, prompt } = { model: '', prompt: '' }] = requests;
    service.change({ model, prompt, apiKeyId: origin.apiKeyId, route: origin.route, facts: origin.facts ?? {} });
    return { callId: 'call_1', jobs: jobIds.map((id) => service.job(id)), joined: false };
  }

  function callEnded(_callId: string, answered: boolean): void {
    service.callsEnded.push(answered);
  }

  async function ofCall(callId: string, apiKeyId: string): Promise<JobView[]> {
    const own = jobIds.map(service.job).filter((job) => job.apiKeyId === apiKeyId);
    return own.filter((job) => job.callId === callId);
  }

  async function page(apiKeyId: string, { kind, after, limit, order }: JobListQuery) {
    const own = jobIds.map(service.job).filter((job) => job.apiKeyId === apiKeyId && job.kind === kind);
    const all = order === 'asc' ? own : own.toReversed();
    const place = all.findIndex(({ id }) => id === after);
    if (after !== null && place < 0) return null;
    const rest = all.slice(place + 1);
    return { jobs: rest.slice(0, limit), hasMore: rest.length > limit };
  }

  async function steps(jobId: string, apiKeyId: string, after: number): Promise<JobStep[] | null> {
    if ((await find(jobId, apiKeyId)) === null) return null;
    return service.steps.filter(({ seq }) => seq > after);
  }

  async function still(jobId: string, apiKeyId: string): Promise<Picture | null> {
    return (await find(jobId, apiKeyId)) === null ? null : service.still;
  }

  async function remove(jobId: string, apiKeyId: string): Promise<JobView | null> {
    const job = await find(jobId, apiKeyId);
    if (job !== null && !isEnded(job.state)) throw new ServiceError('invalid_request', 'The job has not ended.');
    jobIds = jobIds.filter((id) => id !== job?.id);
    return job;
  }

  async function* watch(jobId: string, signal: AbortSignal, role: WatcherRole = 'caller'): AsyncGenerator<JobEvent> {
    service.watches.push(signal);
    service.watcherRoles.push(role);
    let next = views.findLastIndex(({ id }) => id === jobId);
    while (!signal.aborted) {
      for (; next < views.length; next += 1) {
        const job = views[next];
        if (job?.id === jobId) yield { seq: next, job };
      }
      if (service.watchFailure !== null) throw service.watchFailure;
      if (isEnded(service.job(jobId).state)) return;
      await once(changes, 'change', { signal }).catch((cause: Error) => {
        if (cause.name !== 'AbortError') throw cause;
      });
    }
  }

  async function find(jobId: string, apiKeyId: string): Promise<JobView | null> {
    const job = service.job(jobId);
    return jobIds.includes(jobId) && job.apiKeyId === apiKeyId ? job : null;
  }

  async function cancel(jobId: string, apiKeyId: string): Promise<JobView | null> {
    const job = await find(jobId, apiKeyId);
    if (job === null) return null;
    if (job.state === 'cancelled') return job;
    if (isEnded(job.state)) throw new ServiceError('invalid_request', 'The job has already ended.');
    service.cancelled.push(jobId);
    service.change({ state: 'cancelled' }, jobId);
    return service.job(jobId);
  }

  function plugin(route: string, token: string | null, body: unknown) {
    if (service.refusal !== null) throw service.refusal;
    service.pluginCalls.push({ route, token, body });
    if (token !== CONNECTION_TOKEN) throw new ServiceError('invalid_api_key', 'Invalid connection token');
    return { status: 200, body: { success: true, action: 'added' } };
  }

  return service;
}
