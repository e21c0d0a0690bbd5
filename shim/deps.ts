import type { Readable } from 'node:stream';
import type { MediaKind, Mode, Tier } from '../schema/catalogue.ts';
import type {
  ArrivedImage,
  CallSlot,
  CreateCall,
  CreatedJobs,
  GenerationRequest,
  InputImage,
  JobEvent,
  JobListQuery,
  JobStep,
  JobView,
  PictureCount,
  RequestOrigin,
  WantedBy,
  WantedRequest,
  WatcherRole,
} from '../schema/generation.ts';

/** Where a request came from, for keys that are good on loopback only. */
export interface Peer {
  address: string;
  /** True when the request passed a proxy or is for a page of elsewhere, which makes a loopback address say nothing. */
  forwarded: boolean;
}

/** A caller who showed a good key. */
export interface Caller {
  apiKeyId: string;
  /** Name for the log; never the key. */
  name: string;
  /** Where its chat answers carry their pictures; null for what the settings say. */
  chatImages: ShimSettings['chatImages'] | null;
}

/** One line of `GET /v1/models`. Mode, tiers, credits and `unavailable` are those of what it means when nothing else is asked. */
export interface ModelInfo {
  id: string;
  kind: MediaKind;
  mode: Mode;
  /** All that its requests can come down to, by the pictures that they bring. */
  modes: readonly Mode[];
  family: string;
  description: string;
  ratios: readonly string[];
  seconds: readonly number[];
  resolutions: readonly string[];
  minImages: number;
  maxImages: number;
  /** Plans of the upstream's accounts that may use it. */
  tiers: readonly Tier[];
  /** Credits that it costs on those; null when that is not known. */
  credits: Readonly<Partial<Record<Tier, number>>> | null;
  deprecated: boolean;
  /** The name that it is another one for. */
  aliasOf: string | null;
  /** Why nobody could serve it at this moment, even with nothing else to do; null when it can be served. */
  unavailable: string | null;
}

/** A kept file, ready to be sent by path. */
export interface KeptFile {
  /** Absolute path of the bytes. */
  path: string;
  mimeType: string;
  bytes: number;
  createdAt: number;
}

/** A kept picture. */
export interface Picture {
  /** Its name under `/files/`. */
  file: string;
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
}

/** How many calls a key may make in a minute, and how many of them are left. */
export interface CallRate {
  limit: number;
  remaining: number;
  /** Until all of them are free again. */
  resetMs: number;
}

/** What the shim needs from the service. It declares this itself and imports nothing from it. */
export interface ShimDeps {
  access: {
    /** @throws ServiceError `missing_api_key`, or `invalid_api_key`, saying what is wrong with the key. */
    authenticate(key: string | null, peer: Peer): Promise<Caller>;
  };
  models: {
    /** Those that a key may use. The same array for as long as nothing of it has changed. */
    list(apiKeyId: string): readonly ModelInfo[];
    /** A concrete id or a base name that `size` and the like turn into one; null for an unknown name. */
    get(id: string): ModelInfo | null;
    /** @throws ServiceError `model_forbidden` when the key may use nothing that the name of a known model can become */
    check(apiKeyId: string, id: string): void;
    /** Close spellings of an unknown name, best first. */
    nearest(id: string): readonly string[];
  };
  generations: {
    /**
     * How many of a request's pictures will be used, the first so many, so that no others are fetched, and none for a call that
     * the key's limits refuse.
     * @throws ServiceError what `create` would refuse for the model, the wishes, that number of pictures or the key's limits
     */
    imagesWanted(request: WantedRequest, pictures: PictureCount, by: WantedBy): number;
    /**
     * Checks everything that can be checked, stores the jobs of a create call, all or none, and returns them; those of an
     * earlier call when this one repeats it, in which case `prepare` is not asked. `upstream` is set at once when it is
     * already known who will serve (an empty pool: the sandbox), since a stream sends its headers straight after.
     * `startedAt` is set when the work is first sent upstream and says that it may have been paid for.
     * `prepare` is only asked once the call has its slot in the key's minute: `slot`, or one that is taken then.
     * @throws ServiceError before anything is spent; what `prepare` throws
     */
    create(
      call: CreateCall,
      origin: RequestOrigin,
      prepare: () => Promise<readonly GenerationRequest[]>,
      slot?: CallSlot | null,
    ): Promise<CreatedJobs>;
    /** Takes the slot of a call whose body is not here yet, for `create`. @throws ServiceError `rate_limited` */
    enter(apiKeyId: string): CallSlot;
    /** How many create calls a key has left in this minute; null for one whose calls are not limited. */
    rateOf(apiKeyId: string): CallRate | null;
    /** The connection of a create call has ended; to be told once for each that was given its jobs. */
    callEnded(callId: string, answered: boolean): void;
    /**
     * The job as it stands, then each change, ending after an ended state. Aborting only stops the watching. Without a role
     * it is a `caller` who watches.
     */
    watch(jobId: string, signal: AbortSignal, role?: WatcherRole): AsyncIterable<JobEvent>;
    /** Null when there is no such job for this key. */
    find(jobId: string, apiKeyId: string): Promise<JobView | null>;
    /** The jobs of a create call, in the order in which they were asked for; none when this key made no such call. */
    ofCall(callId: string, apiKeyId: string): Promise<readonly JobView[]>;
    /** A key's jobs of one kind, a page at a time; null when `after` was never one of them. */
    page(apiKeyId: string, query: JobListQuery): Promise<{ jobs: readonly JobView[]; hasMore: boolean } | null>;
    /** The logged steps of a job after the one numbered `after`; null when there is no such job for this key. */
    steps(jobId: string, apiKeyId: string, after: number): Promise<readonly JobStep[] | null>;
    /** A job that is cancelled already is returned as it is. @throws ServiceError `invalid_request` for one that was sent or has ended otherwise. */
    cancel(jobId: string, apiKeyId: string): Promise<JobView | null>;
    /** The small picture of a finished video; null when there is none for this key, or none to be had. */
    still(jobId: string, apiKeyId: string): Promise<Picture | null>;
    /** Removes a job and its files; null when there is none. @throws ServiceError `invalid_request` for one that was sent and has not ended. */
    remove(jobId: string, apiKeyId: string): Promise<JobView | null>;
  };
  images: {
    /** Takes a picture that came with a request, to be kept or not. @throws ServiceError `image_invalid` (param is left to the caller). */
    take(bytes: Uint8Array): Promise<ArrivedImage>;
    /** The same from a public address, fetched safely. @throws ServiceError `image_unreachable` or `image_invalid`. */
    fetch(url: string, signal: AbortSignal): Promise<ArrivedImage>;
    /** The picture behind one of our own `/files/` names, for the next turn of a conversation; null when it is gone. */
    fromFile(name: string): Promise<InputImage | null>;
    /** The same for one that is still coming, straight to the disk. @throws like `take`, and the source's own errors */
    receive(bytes: AsyncIterable<Uint8Array>): Promise<ArrivedImage>;
    /**
     * The same kept picture in this format, itself when it is that already; null when it is no longer kept.
     * @param quality 1–100, for formats that lose something
     */
    inFormat(file: string, format: 'png' | 'jpeg' | 'webp', quality?: number): Promise<Picture | null>;
    /** The bytes of a kept file as base64 text in pieces, for answers that carry pictures inline. */
    read(name: string): Promise<Readable | null>;
  };
  files: {
    find(name: string): Promise<KeptFile | null>;
    /** A picture for a list of many; null when it is gone, or is no picture. @throws ServiceError `media_unavailable` */
    small(name: string): Promise<KeptFile | null>;
  };
  /** Pictures of callers that come in pieces, each in a request of its own. */
  uploads: {
    /** Begins one, of so many bytes if that is known, and returns its id, which nobody can guess. @throws ServiceError `rate_limited` while too many are unfinished */
    begin(apiKeyId: string, announced: number | null): string;
    /**
     * Takes a piece; bytes that are here already are passed over.
     * @throws ServiceError `not_found`, `invalid_request`, `invalid_value` or `image_invalid`; the source's own errors
     */
    add(id: string, piece: UploadPiece): Promise<UploadStanding>;
    /** @throws ServiceError `not_found` */
    standing(id: string): UploadStanding;
    /** Gives one up. @throws ServiceError `not_found` */
    cancel(id: string): void;
  };
  plugin: {
    /** @throws ServiceError; the route shows it in the extension's own form. */
    updateToken(connectionToken: string | null, body: unknown): Promise<PluginAnswer>;
    checkTokens(connectionToken: string | null, body: unknown): Promise<PluginAnswer>;
  };
  status: {
    /** Whether a request could be served now, and why not. */
    ready(): Promise<{ ready: boolean; reasons: readonly string[] }>;
    /** Prometheus text. */
    metrics(): Promise<{ contentType: string; body: string }>;
    /** Whether whoever shows this token may read them from another machine. */
    mayReadMetrics(token: string | null): boolean;
  };
  /** Told once per finished request, for the request log and metrics. Must not throw. */
  requestFinished(entry: FinishedRequest): void;
  settings(): ShimSettings;
  newRequestId(): string;
  now(): number;
}

/** A piece of an upload. */
export interface UploadPiece {
  /** How many bytes of the whole stand before it. */
  offset: number;
  bytes: AsyncIterable<Uint8Array>;
  isLast: boolean;
}

/** How far an upload has come. */
export interface UploadStanding {
  received: number;
  /** The picture, once it is whole and checked. */
  image: InputImage | null;
}

/** HTTP status and body of a plugin route, as the browser extension expects them. */
export interface PluginAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface FinishedRequest {
  requestId: string;
  method: string;
  /** Route pattern, not the address, so that labels stay few. */
  route: string;
  /**
   * How the request ended. Where status 200 had gone out before the failure was known (a held answer, a stream), this is the
   * status that the failure would have had, so that it is not counted as a success. 499 for a caller who left unanswered.
   */
  status: number;
  durationMs: number;
  apiKeyId: string | null;
  jobId: string | null;
  model: string | null;
  errorCode: string | null;
  /** What was thrown, for the log; null when nothing was. Never shown to callers. */
  cause: unknown;
  /**
   * The parsed JSON body, by reference and only while `captureBodies` is on; undefined when there was none. As the caller
   * sent it, secrets and pictures included: for the debug trace and nothing else.
   */
  requestBody: unknown;
  /**
   * The text of the answer while `captureAnswers` is on, media in it folded; undefined for one that is no text. Secrets are
   * still in it.
   */
  answerBody: string | undefined;
  callerLeft: boolean;
}

/** Live settings the shim reads at each request. */
export interface ShimSettings {
  /** Address that callers reach us at, without a trailing slash; empty to derive it from the request. */
  publicUrl: string;
  /** Proxies whose forwarded headers are believed: addresses, CIDR blocks or `loopback`. */
  trustedProxies: readonly string[];
  bodyLimitBytes: number;
  /** Largest picture that is taken inline (as a data URL or as bare base64), counted after decoding. */
  imageLimitBytes: number;
  /** Origins that browsers may call from; `*` for all. */
  corsOrigins: readonly string[];
  /** Where a chat answer carries its picture. */
  chatImages: 'both' | 'markdown' | 'images';
  /** Gap between keep-alive comments of a stream. */
  heartbeatMs: number;
  /**
   * How long an answer that is not streamed may keep its caller waiting without headers. After it the status is fixed
   * to 200 and blanks keep the connection open.
   */
  holdAnswerMs: number;
  /** Whether the bodies of requests are kept until they are finished, for the debug trace. */
  captureBodies: boolean;
  /** The same for answers. */
  captureAnswers: boolean;
  /** Who may read `/metrics`: programs on this machine, everybody, nobody. */
  metricsOpen: 'loopback' | 'open' | 'off';
}
